// HTTP/1.1 over plain sockets, as little of it as the proofs need: the load must cost less than the server.
import net from 'node:net';

const kJson = 'Content-Type: application/json\r\n';

/** One connection, one request at a time. */
class Line {
  constructor(port) {
    this.socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.setEncoding('latin1');
    this.text = '';
    this.open = true;
    this.socket.on('data', (text) => this.take(text));
    this.socket.on('error', () => {});
    this.socket.on('close', () => {
      this.open = false;
      this.answer(null);
    });
  }

  request(head, body) {
    return new Promise((resolve) => {
      this.resolve = resolve;
      if (!this.open) this.answer(null);
      else this.socket.write(body === '' ? head : head + body);
    });
  }

  answer(reply) {
    const resolve = this.resolve;
    this.resolve = null;
    resolve?.(reply);
  }

  take(text) {
    this.text += text;
    const end = this.text.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = this.text.slice(0, end);
    const length = Number(/\r\nContent-Length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (this.text.length < end + 4 + length) return;
    const body = Buffer.from(this.text.slice(end + 4, end + 4 + length), 'latin1').toString();
    this.text = this.text.slice(end + 4 + length);
    this.kept = /\r\nConnection: keep-alive/i.test(head);
    if (!this.kept) this.socket.end();
    this.answer({
      status: Number(head.slice(9, 12)),
      retryAfter: /\r\nRetry-After: (\d+)/i.exec(head)?.[1],
      text: body,
    });
  }
}

/** As many connections as there are requests at once. A reply is null when the connection broke before it came. */
export class Wire {
  constructor(port) {
    this.port = port;
    this.idle = [];
  }

  async request(method, path, body = '') {
    let line = this.idle.pop();
    while (line && !line.open) line = this.idle.pop();
    line ??= new Line(this.port);
    const size = Buffer.byteLength(body);
    const head = `${method} ${path} HTTP/1.1\r\nHost: x\r\n${size ? kJson : ''}Content-Length: ${size}\r\n\r\n`;
    const reply = await line.request(head, body);
    if (line.open && line.kept) this.idle.push(line);
    return reply;
  }

  get(path) {
    return this.request('GET', path);
  }

  close() {
    for (const line of this.idle) line.socket.destroy();
    this.idle = [];
  }
}
