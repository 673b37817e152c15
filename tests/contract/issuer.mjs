// Identity providers on loopback: a real one (the npm package oidc-provider), and one that says whatever a test wants.
import { createHmac, createPrivateKey, createSign, generateKeyPairSync } from 'node:crypto';
import http from 'node:http';
import Provider from 'oidc-provider';

const listen = (server) => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`)));
const pairOf = (alg) => (alg.startsWith('ES') ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('rsa', { modulusLength: 2048 }));
const jwkOf = (key, kid, alg) => ({ ...key.export({ format: 'jwk' }), kid, alg, use: 'sig' });
const encoded = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/// A client for each algorithm of the signatures.
export async function realProvider(clients, back, home) {
  const server = http.createServer();
  const issuer = await listen(server);
  const keys = ['RS256', 'PS256', 'ES256'].map((alg) => jwkOf(pairOf(alg).privateKey, `real-${alg}`, alg));
  const provider = new Provider(issuer, {
    clients: clients.map(({ id, secret, alg }) => ({
      client_id: id, client_secret: secret, redirect_uris: [back], post_logout_redirect_uris: [home],
      id_token_signed_response_alg: alg, token_endpoint_auth_method: 'client_secret_basic',
    })),
    jwks: { keys },
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'PS256', 'ES256'] },
    pkce: { required: () => true, methods: ['S256'] },
    cookies: { keys: ['for this test alone'] },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  });
  server.on('request', provider.callback());
  return { issuer, close: () => { server.closeAllConnections(); server.close(); } };
}

/// Signs in there as a browser would, with its forms, and gives the address that it leads back to.
export async function browse(address, login, back) {
  const jar = new Map();
  const go = async (url, form) => {
    const reply = await fetch(url, {
      method: form ? 'POST' : 'GET', redirect: 'manual', body: form && new URLSearchParams(form),
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const line of reply.headers.getSetCookie()) {
      const [name, ...value] = line.split(';')[0].split('=');
      jar.set(name, value.join('='));
    }
    return reply;
  };
  let at = address;
  for (let steps = 0; steps < 12; ++steps) {
    const reply = await go(at);
    const onward = reply.headers.get('location');
    if (onward) at = new URL(onward, at).href;
    if (at.startsWith(back)) return new URL(at);
    if (onward) continue;
    const page = await reply.text();
    const action = page.match(/<form[^>]*action="([^"]+)"/)?.[1];
    if (!action) throw new Error(`no form at ${at}: ${reply.status} ${page.slice(0, 400)}`);
    const prompt = page.match(/name="prompt" value="([a-z]+)"/)[1];
    const sent = await go(new URL(action, at).href, prompt === 'login' ? { prompt, login, password: 'anything' } : { prompt });
    at = new URL(sent.headers.get('location'), at).href;
    if (at.startsWith(back)) return new URL(at);
  }
  throw new Error(`no way back from ${at}`);
}

/// Says what the test puts into it.
export class FakeIssuer {
  async start(client, secret) {
    Object.assign(this, { client, secret, asked: [], reply: null, jwksBytes: 0, hang: false });
    this.pair = pairOf('ES256');
    this.kid = 'fake-1';
    this.server = http.createServer((request, response) => this.answer(request, response));
    this.issuer = await listen(this.server);
    return this;
  }
  close() { this.server.closeAllConnections(); this.server.close(); }

  async answer(request, response) {
    let body = '';
    for await (const chunk of request) body += chunk;
    this.asked.push({ url: request.url, body, authorization: request.headers.authorization });
    const say = (status, value) => { response.writeHead(status, { 'content-type': 'application/json' }); response.end(JSON.stringify(value)); };
    if (this.hang && request.url === '/token') return;
    if (this.elsewhere) { response.writeHead(302, { location: this.elsewhere }); return response.end(); }
    if (request.url === '/.well-known/openid-configuration') {
      return say(200, { issuer: this.says ?? this.issuer, authorization_endpoint: `${this.issuer}/authorize`, token_endpoint: `${this.issuer}/token`, jwks_uri: `${this.issuer}/jwks`, end_session_endpoint: `${this.issuer}/end` });
    }
    if (request.url === '/jwks') return say(200, { keys: [jwkOf(this.pair.publicKey, this.kid, 'ES256')], filler: 'x'.repeat(this.jwksBytes) });
    if (request.url === '/token') return say(this.reply.status ?? 200, this.reply.body);
    return say(404, {});
  }

  claims(nonce, more = {}) {
    const now = Math.floor(Date.now() / 1000);
    return { iss: this.issuer, sub: 'u-1', aud: this.client, iat: now, exp: now + 300, nonce, ...more };
  }
  token(claims, { head = {}, pair = this.pair } = {}) {
    const text = `${encoded({ alg: 'ES256', kid: this.kid, ...head })}.${encoded(claims)}`;
    const key = createPrivateKey(pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    return `${text}.${createSign('SHA256').update(text).sign({ key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  }
  unsigned(claims) { return `${encoded({ alg: 'none' })}.${encoded(claims)}.`; }
  /// As one would forge it who knows the secret, or takes the public key for one.
  shared(claims, secret) {
    const text = `${encoded({ alg: 'HS256', kid: this.kid })}.${encoded(claims)}`;
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
  }
  publicPem() { return this.pair.publicKey.export({ type: 'spki', format: 'pem' }); }
  another() { return pairOf('ES256'); }
  rotate(kid) { this.kid = kid; this.pair = pairOf('ES256'); }
  gives(token) { this.reply = { body: { access_token: 'x', token_type: 'Bearer', id_token: token } }; }
}
