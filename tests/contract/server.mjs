// A real server on a free loopback port with a database of its own, and raw sockets for what fetch() will not send.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

export class Server {
  constructor(bin, root) {
    this.bin = path.resolve(bin);
    this.root = root;
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'yitong-contract-'));
  }

  async start(...more) {
    const args = ['serve', '--port', '0', '--db', path.join(this.folder, 'test.db'), '--demo', '--no-log', '--threads', '2', ...more];
    this.process = spawn(this.bin, args, { cwd: this.root, stdio: ['ignore', 'ignore', 'pipe'] });
    this.url = await new Promise((resolve, reject) => {
      let said = '';
      this.process.stderr.on('data', (bytes) => {
        said += bytes;
        const match = said.match(/http:\/\/127\.0\.0\.1:(\d+)/);
        if (match) resolve(match[0]);
      });
      this.process.on('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
    });
    this.port = Number(this.url.split(':').at(-1));
  }

  /// Ends it with SIGTERM; gives its exit code.
  async stop() {
    if (this.process.exitCode !== null) return this.process.exitCode;
    const ended = new Promise((resolve) => this.process.on('exit', resolve));
    this.process.kill('SIGTERM');
    return ended;
  }

  clean() { fs.rmSync(this.folder, { recursive: true, force: true }); }

  async request(method, url, body, type = 'application/json') {
    const response = await fetch(this.url + url, { method, body, headers: body === undefined ? {} : { 'Content-Type': type } });
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status: response.status, type: response.headers.get('content-type') ?? '', headers: response.headers, text: bytes.toString(), bytes };
  }

  /// Sends bytes as they are and reads until the server closes.
  raw(bytes) {
    return new Promise((resolve, reject) => {
      const socket = net.connect(this.port, '127.0.0.1', () => socket.write(bytes));
      let answer = '';
      socket.on('data', (chunk) => { answer += chunk; });
      socket.on('end', () => { socket.destroy(); resolve(answer); });
      socket.on('error', (error) => (answer ? resolve(answer) : reject(error)));
    });
  }
}
