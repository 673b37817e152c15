// Who asks: a person with a browser, or a program.
import { createHmac } from 'node:crypto';

export function totp(secret, step) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', key).update(counter).digest();
  const word = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return String(word % 1_000_000).padStart(6, '0');
}
export const stepNow = () => Math.floor(Date.now() / 30_000);

/// A person with a browser, or a program: keeps the cookie.
export class Caller {
  constructor(server, contract, expect) { Object.assign(this, { server, contract, expect, cookie: '' }); }

  async ask(method, url, body, headers = {}) {
    const sent = { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...(this.cookie ? { Cookie: this.cookie } : {}), 'X-Yitong': '1', ...headers };
    for (const name of Object.keys(sent)) if (sent[name] === null) delete sent[name];
    const response = await fetch(this.server.url + url, { method, body: body === undefined ? undefined : JSON.stringify(body), headers: sent });
    const bytes = Buffer.from(await response.arrayBuffer());
    const text = bytes.toString();
    const type = response.headers.get('content-type') ?? '';
    const json = type.includes('json') && text !== '' ? JSON.parse(text) : {};
    const faults = url.startsWith('/api') ? [] : this.contract.faultsOf(method, url, response.status, type, text);
    this.expect(faults.length === 0, `${method} ${url} by ${this.account ?? 'nobody'}`, `against the contract: ${faults.slice(0, 3).join('; ')}`);
    return { status: response.status, headers: response.headers, text, json, bytes };
  }

  async signIn(account, password, code) {
    const reply = await this.ask('POST', '/v1/sessions', { account, password, ...(code ? { code } : {}) });
    if (reply.status !== 201) return reply;
    this.account = account;
    this.cookie = reply.headers.get('set-cookie').split(';')[0];
    this.me = reply.json;
    return reply;
  }
}
