// Signing in beyond a password: one-time codes, identity providers (a real one and a forger), sessions, proxies, and
// what of all this is journaled.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Caller, stepNow, totp } from './caller.mjs';
import { browse, FakeIssuer, realProvider } from './issuer.mjs';
import { Server } from './server.mjs';

const site = 'http://127.0.0.1:1';
const back = `${site}/my/signed-in`;
const secret = 'a client secret: with % and spaces';

/// A caller behind the trusted proxy, from an address of its own, who keeps every cookie.
class Browser extends Caller {
  constructor(world, address) {
    super(world.server, world.contract, world.expect);
    Object.assign(this, { world, address, jar: new Map() });
  }
  get cookies() { return [...this.jar].map(([name, value]) => `${name}=${value}`).join('; '); }
  async ask(method, url, body, headers = {}) {
    this.cookie = this.cookies;
    const reply = await super.ask(method, url, body, { 'X-Forwarded-For': this.address, ...headers });
    for (const line of reply.headers.getSetCookie()) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
      if (value === '') this.jar.delete(name); else this.jar.set(name, value);
    }
    return reply;
  }
  async signIn(account, password, code) {
    const reply = await this.ask('POST', '/v1/sessions', { account, password, ...(code ? { code } : {}) });
    this.world.expect(reply.status === 201, `${account} signs in`, reply.text.slice(0, 300));
    this.me = reply.json;
    return this;
  }
  /// Where the provider would be asked, as the browser goes there.
  async leave(provider) {
    const reply = await this.ask('POST', '/v1/provider-requests', { provider });
    this.world.expect(reply.status === 201, `leaving for ${provider}`, reply.text.slice(0, 300));
    const { searchParams } = new URL(reply.json.url);
    return { url: reply.json.url, state: searchParams.get('state'), nonce: searchParams.get('nonce'), asked: searchParams };
  }
}

const says = (world, reply, status, code, what) =>
  world.expect(reply.status === status && (!code || reply.json.code === code), what, `gave ${reply.status} ${reply.json.code ?? ''}, not ${status} ${code ?? ''}: ${reply.text.slice(0, 300)}`);

async function firstPassword(world) {
  const { expect } = world;
  const clerk = await new Browser(world, '198.51.100.1').signIn('demo.window_clerk', world.password);
  const url = `/v1/people/${world.person}/sign-in-codes`;
  says(world, await clerk.ask('POST', url, {}), 422, 'missing_field', 'a code for nobody who was seen');
  says(world, await clerk.ask('POST', url, { identity_checked: false }), 422, 'bad_value', 'a code for somebody who was not verified');
  const old = (await clerk.ask('POST', url, { identity_checked: true })).json;
  const given = await clerk.ask('POST', url, { identity_checked: true });
  says(world, given, 201, null, 'a code for a person');
  const person = new Browser(world, '198.51.100.2');
  const set = (code, password) => person.ask('POST', '/v1/passwords', { account: world.person, code, password });
  says(world, await set(old.code, 'three quiet words'), 401, 'wrong_sign_in_code', 'a newer code ends the older one');
  says(world, await set(given.json.code, 'short'), 422, 'weak_password', 'a weak password');
  says(world, await person.ask('POST', '/v1/passwords', { code: 'x', password: 'y' }), 422, null, 'a code of another form');
  says(world, await set(given.json.code.toLowerCase().replace('-', ' '), 'three quiet words'), 201, null, 'the code, as people write it');
  says(world, await set(given.json.code, 'three other words'), 401, 'wrong_sign_in_code', 'a code counts once');
  await person.signIn(world.person, 'three quiet words');
  says(world, await person.ask('POST', '/v1/sessions', { account: world.person, password: 'three other words' }), 401, 'wrong_credentials', 'another password');
  await clerk.ask('POST', url, { identity_checked: true });
  says(world, await person.ask('GET', '/v1/me'), 401, 'no_session', 'a forgotten password ends the sessions');
  const admin = await new Browser(world, '198.51.100.3').signIn('demo.administrator', world.password);
  says(world, await admin.ask('POST', '/v1/staff/demo.auditor/sign-in-codes', { identity_checked: true }), 201, null, 'a code for staff of the same agency');
  says(world, await admin.ask('POST', '/v1/staff/demo.reviewer/sign-in-codes', { identity_checked: true }), 403, 'not_permitted', 'not of another agency');
  says(world, await admin.ask('POST', '/v1/staff/nobody/sign-in-codes', { identity_checked: true }), 404, 'not_found', 'not for nobody');
  says(world, await clerk.ask('POST', '/v1/staff/demo.auditor/sign-in-codes', { identity_checked: true }), 403, 'not_permitted', 'not by a clerk');
  const again = (await clerk.ask('POST', url, { identity_checked: true })).json.code;
  says(world, await person.ask('POST', '/v1/passwords', { account: world.person, code: again, password: 'three last words' }), 201, null, 'and set anew');
  expect(given.headers.get('cache-control') === 'no-store', 'a code is kept by no cache');
  return { clerk, admin };
}

/// Whoever comes to a window shows what they have; the clerk learns the number that everything else is about.
async function atTheWindow(world, { clerk, admin }) {
  const { expect } = world;
  const show = (who, said) => who.ask('POST', '/v1/credential-checks', said);
  const { card, person } = world.shows;
  const seen = await show(clerk, { card });
  says(world, seen, 201, null, 'a card is shown at a window, which is no institution');
  expect(seen.json.person === person && seen.json.name.includes('*'), 'it leads to its person, named in part', seen.text);
  says(world, await show(clerk, { card: 'Z00000000' }), 404, 'unknown_person', 'a card of nobody');
  says(world, await show(clerk, {}), 422, 'missing_field', 'nothing is shown');
  const counter = await new Browser(world, '198.51.100.21').signIn('demo.institution_office', world.password);
  says(world, await show(counter, { card }), 422, 'missing_field', 'an institution says which it is');
  says(world, await show(admin, { card }), 403, 'not_permitted', 'not by an administrator');
  says(world, await show(new Browser(world, '198.51.100.22'), { card }), 401, 'no_session', 'not by nobody');
}

/// The whole dance, by each algorithm that the real provider signs with.
async function realDance(world, { clerk }, real) {
  const { expect } = world;
  const listed = (await new Browser(world, '198.51.100.4').ask('GET', '/v1/sign-in-providers')).json.providers;
  expect(listed.some((each) => each.name === 'real-RS256' && each.label.zh === '示例登录'), 'providers are listed', JSON.stringify(listed));
  const link = (provider, subject) => clerk.ask('POST', `/v1/people/${world.person}/sign-in-links`, { provider, subject, identity_checked: true });
  says(world, await link('nowhere', 'u-1'), 404, 'unknown_provider', 'a link to no provider');
  const person = new Browser(world, '198.51.100.5');
  const come = async (provider) => {
    const { url } = await person.leave(provider);
    const { searchParams } = await browse(url, 'zhang.san', back);
    const body = { code: searchParams.get('code'), state: searchParams.get('state'), issuer: searchParams.get('iss') };
    return { body, reply: await person.ask('POST', '/v1/provider-sessions', body) };
  };
  const unknown = await come('real-RS256');
  says(world, unknown.reply, 401, 'unknown_subject', 'a subject that nobody linked');
  expect(unknown.reply.json.errors[0].found === 'zhang.san', 'it is told who it is there', unknown.reply.text);
  const made = await link('real-RS256', 'zhang.san');
  says(world, made, 201, null, 'linked at the window');
  says(world, await link('real-RS256', 'zhang.san'), 409, 'subject_linked', 'linked once');
  for (const alg of ['RS256', 'PS256', 'ES256']) {
    const { body, reply } = await come(`real-${alg}`);
    says(world, reply, 201, null, `signed in by ${alg}`);
    expect(reply.json.person === world.person && reply.json.provider.name === `real-${alg}`, 'as the person', reply.text.slice(0, 200));
    expect(reply.json.provider.sign_out_url?.startsWith(`${real.issuer}/session/end?`), 'where to sign out there', reply.text.slice(-300));
    expect(reply.headers.getSetCookie().every((each) => /HttpOnly; SameSite=Strict$/.test(each)), 'cookies for the server alone');
    says(world, await person.ask('POST', '/v1/provider-sessions', body), 401, 'wrong_state', 'coming back twice');
  }
  const { url } = await person.leave('real-RS256');
  const ticket = new Map(person.jar);
  const { searchParams } = await browse(url, 'zhang.san', back);
  const body = { code: searchParams.get('code'), state: searchParams.get('state') };
  says(world, await person.ask('POST', '/v1/provider-sessions', body), 201, null, 'and once more');
  person.jar = ticket;
  says(world, await person.ask('POST', '/v1/provider-sessions', body), 401, 'provider_refused', 'the provider takes a code once, whatever cookies are kept');
  const links = (await clerk.ask('GET', `/v1/people/${world.person}/sign-in-links`)).json.links;
  expect(links.length === 1 && links[0].by === 'demo.window_clerk', 'the link is listed', JSON.stringify(links));
  says(world, await clerk.ask('DELETE', `/v1/people/${world.person}/sign-in-links/${made.json.no}`), 204, null, 'unlinked');
  says(world, await person.ask('GET', '/v1/me'), 401, null, 'which ends the sessions');
  says(world, (await come('real-RS256')).reply, 401, 'unknown_subject', 'and the way in');
  says(world, await clerk.ask('DELETE', `/v1/people/${world.person}/sign-in-links/${made.json.no}`), 404, 'not_found', 'once');
}

async function forgeries(world, { clerk }, fake) {
  const { expect } = world;
  const linked = await clerk.ask('POST', `/v1/people/${world.person}/sign-in-links`, { provider: 'fake', subject: 'u-1', identity_checked: true });
  says(world, linked, 201, null, 'linked to the other provider');
  const browser = new Browser(world, '198.51.100.6');
  /// `make` says what the token endpoint gives for a nonce; the rest of the body may be changed.
  const come = async (make, more = {}) => {
    const { state, nonce } = await browser.leave('fake');
    const made = make(nonce);
    if (typeof made === 'string') fake.gives(made); else fake.reply = made;
    return browser.ask('POST', '/v1/provider-sessions', { code: 'c', state, ...more });
  };
  const good = (nonce) => fake.token(fake.claims(nonce));
  says(world, await come(good), 201, null, 'a good token');
  const sent = fake.asked.filter((each) => each.url === '/token').at(-1);
  expect(new URLSearchParams(sent.body).get('code_verifier')?.length === 43, 'the verifier is sent', sent.body);
  expect(Buffer.from(sent.authorization.slice(6), 'base64').toString() === `yitong:${encodeURIComponent(secret)}`, 'the client says who it is', sent.authorization);
  const { asked } = await browser.leave('fake');
  expect(asked.get('code_challenge_method') === 'S256' && asked.get('redirect_uri') === back && asked.get('scope') === 'openid', 'what the provider is asked', String(asked));
  const now = Math.floor(Date.now() / 1000);
  const old = fake.claims((await browser.leave('fake')).nonce);
  const refused = [
    ['wrong_nonce', 'a token of another sign-in', () => fake.token(old)],
    ['wrong_nonce', 'a token without a nonce', () => fake.token(fake.claims(undefined))],
    ['id_token_expired', 'an expired token', (nonce) => fake.token(fake.claims(nonce, { iat: now - 400, exp: now - 61 }))],
    ['id_token_expired', 'a token from the future', (nonce) => fake.token(fake.claims(nonce, { iat: now + 120 }))],
    ['wrong_audience', 'a token for another system', (nonce) => fake.token(fake.claims(nonce, { aud: 'elsewhere' }))],
    ['wrong_audience', 'a token for two, of which neither is meant', (nonce) => fake.token(fake.claims(nonce, { aud: ['yitong', 'elsewhere'] }))],
    ['wrong_issuer', "another provider's token", (nonce) => fake.token(fake.claims(nonce, { iss: 'https://elsewhere.example' }))],
    ['bad_id_token', 'a token without a signature', (nonce) => fake.unsigned(fake.claims(nonce))],
    ['bad_id_token', 'a token with the secret as key', (nonce) => fake.shared(fake.claims(nonce), secret)],
    ['bad_id_token', 'a token with the public key as secret', (nonce) => fake.shared(fake.claims(nonce), fake.publicPem())],
    ['bad_id_token', 'a token by another key of that name', (nonce) => fake.token(fake.claims(nonce), { pair: fake.another() })],
    ['bad_id_token', 'a token beyond 16 KB', (nonce) => fake.token(fake.claims(nonce, { filler: 'x'.repeat(17_000) }))],
    ['provider_refused', 'no token at all', () => ({ body: { access_token: 'x' } })],
    ['provider_refused', 'a code that the provider does not know', () => ({ status: 400, body: { error: 'invalid_grant' } })],
    ['unknown_subject', 'somebody whom nobody linked', (nonce) => fake.token(fake.claims(nonce, { sub: 'u-2' }))],
  ];
  for (const [code, what, make] of refused) {
    browser.jar.delete('yitong_session');
    says(world, await come(make), 401, code, what);
    says(world, await browser.ask('GET', '/v1/me'), 401, 'no_session', `${what}: nobody is signed in`);
  }
  says(world, await come(good, { state: 'another' }), 401, 'wrong_state', 'another state');
  says(world, await come(good, { issuer: 'https://elsewhere.example' }), 401, 'wrong_issuer', 'another issuer in the address');
  says(world, await come(good, { code: undefined, error: 'access_denied' }), 401, 'provider_refused', 'who cancels there');
  says(world, await come(good, { code: undefined }), 422, 'missing_field', 'nothing that came back');
  const { state } = await browser.leave('fake');
  says(world, await new Browser(world, '198.51.100.7').ask('POST', '/v1/provider-sessions', { code: 'c', state }), 401, 'wrong_state', "somebody else's browser");
  says(world, await browser.ask('POST', '/v1/provider-requests', { provider: 'fake' }, { 'X-Yitong': null, Origin: 'https://elsewhere.example' }), 403, 'cross_site', 'from another site');
  fake.rotate('fake-2');
  says(world, await come(good), 201, null, 'a key that was changed is asked for');
  const asked2 = fake.asked.filter((each) => each.url === '/jwks').length;
  says(world, await come((nonce) => fake.token(fake.claims(nonce), { head: { kid: 'fake-3' } })), 401, 'unknown_signing_key', 'a key that is not published');
  expect(fake.asked.filter((each) => each.url === '/jwks').length === asked2, 'and not asked for again at once');
  fake.hang = true;
  says(world, await come(good), 503, 'provider_unreachable', 'a provider that hangs');
  fake.hang = false;
  for (const provider of ['closed', 'redirects', 'too-large', 'another-name']) {
    const reply = await browser.ask('POST', '/v1/provider-requests', { provider });
    says(world, reply, provider === 'another-name' ? 401 : 503, provider === 'another-name' ? 'wrong_issuer' : 'provider_unreachable', `a provider that ${provider}`);
  }
  says(world, await browser.ask('POST', '/v1/provider-requests', { provider: 'nowhere' }), 404, 'unknown_provider', 'no such provider');
}

/// Staff: the second factor is ours, unless the operator says that the provider's counts.
async function secondFactor(world, { admin }, fake) {
  const url = '/v1/staff/demo.auditor/sign-in-links';
  const link = await admin.ask('POST', url, { provider: 'fake', subject: 'staff-1', identity_checked: true });
  says(world, link, 201, null, 'linked by the administrator');
  const browser = new Browser(world, '198.51.100.8');
  const come = async (provider, more) => {
    const { state, nonce } = await browser.leave(provider);
    fake.gives(fake.token(fake.claims(nonce, { sub: 'staff-1', ...more })));
    return browser.ask('POST', '/v1/provider-sessions', { code: 'c', state });
  };
  says(world, await come('fake', { amr: ['otp'] }), 401, 'second_factor_needed', 'a factor that does not count here');
  const { totp_secret: key } = world.accounts.find((each) => each.account === 'demo.auditor');
  says(world, await browser.ask('POST', '/v1/provider-sessions', { second_factor: '000000' }), 401, 'wrong_code', 'a wrong code');
  says(world, await browser.ask('POST', '/v1/provider-sessions', { second_factor: totp(key, stepNow()) }), 201, null, 'our own');
  says(world, await browser.ask('POST', '/v1/provider-sessions', { second_factor: totp(key, stepNow()) }), 401, 'wrong_state', 'and not twice');
  says(world, await come('fake-strong', { amr: ['pwd', 'otp'] }), 201, null, 'one that counts');
  says(world, await come('fake-strong', { amr: ['pwd'] }), 401, 'second_factor_needed', 'not without it');
  says(world, await come('fake-elsewhere', { amr: ['otp'] }), 403, 'not_permitted', 'a provider for another territory');
  says(world, await admin.ask('GET', url), 200, null, 'links of staff');
  world.expect((await admin.ask('GET', url)).json.links.length === 1, 'are listed');
  says(world, await admin.ask('DELETE', `${url}/${link.json.no}`), 204, null, 'and ended');
}

async function ownSessions(world) {
  const here = await new Browser(world, '198.51.100.9').signIn('demo.parent', world.password);
  const there = await new Browser(world, '198.51.100.10').signIn('demo.parent', world.password);
  const { sessions } = (await here.ask('GET', '/v1/sessions')).json;
  world.expect(sessions.length === 2 && sessions.filter((each) => each.current).length === 1, 'own sessions', JSON.stringify(sessions));
  says(world, await here.ask('DELETE', '/v1/sessions'), 204, null, 'all ended');
  says(world, await there.ask('GET', '/v1/me'), 401, 'no_session', 'the other one, too');
}

/// One address behind the proxy locks itself and nobody else; without trust the header says nothing.
async function behindProxy(world) {
  const sprayer = new Browser(world, '203.0.113.66');
  let locked;
  for (let turn = 0; turn < 40 && !locked; ++turn) {
    const reply = await sprayer.ask('POST', '/v1/sessions', { account: `somebody.${turn}`, password: 'the same password' }, { 'X-Forwarded-For': `192.0.2.${turn}, 203.0.113.66` });
    if (reply.status === 429) locked = reply;
  }
  world.expect(locked !== undefined, 'who sprays through the proxy is locked, whatever else the header says');
  await new Browser(world, '203.0.113.67').signIn('demo.parent', world.password);
}

async function refusals(world) {
  const { expect } = world;
  const child = await new Browser(world, '198.51.100.11').signIn('demo.child', world.password);
  const nosy = await new Browser(world, '198.51.100.12').signIn('demo.insured', world.password);
  says(world, await nosy.ask('GET', `/v1/people/${child.me.person}/coverage`), 404, 'unknown_person', "a look at somebody else's record");
  const zip = await fetch(`${world.server.url}/v1/people/me/documents?name=a.jpg&kind=invoice`, { method: 'POST', body: Buffer.from('PK\x03\x04 not a photo'), headers: { 'Content-Type': 'image/jpeg', 'X-Yitong': '1', Cookie: child.cookies } });
  expect(zip.status === 415, 'a zip named .jpg', await zip.text());
  // A workbook is read where a document would be refused, and only for who is signed in.
  const book = fs.readFileSync(new URL('../../fuzz/corpus/workbook/plain.xlsx', import.meta.url));
  const workbook = async (body, headers) => {
    const reply = await fetch(`${world.server.url}/v1/bill-workbooks`, { method: 'POST', body, headers: { 'Content-Type': 'application/octet-stream', 'X-Yitong': '1', ...headers } });
    const text = await reply.text();
    const faults = world.contract.faultsOf('POST', '/v1/bill-workbooks', reply.status, reply.headers.get('content-type') ?? '', text);
    expect(faults.length === 0, 'a workbook', `against the contract: ${faults.slice(0, 3).join('; ')}`);
    return { status: reply.status, json: JSON.parse(text) };
  };
  const list = await workbook(book, { Cookie: child.cookies });
  expect(list.status === 200 && list.json.total === '12.30' && list.json.lines[0].date === '2025-03-20', 'a list out of Excel', JSON.stringify(list.json));
  expect((await workbook(book.subarray(0, 700), { Cookie: child.cookies })).status === 422, 'a workbook cut short');
  expect((await workbook(book, {})).status === 401, 'a workbook of nobody');
  const huge = await world.server.raw('POST /v1/people/me/documents?name=a.jpg&kind=invoice HTTP/1.1\r\nHost: x\r\nContent-Type: image/jpeg\r\nContent-Length: 209715200\r\n\r\n');
  expect(huge.startsWith('HTTP/1.1 413'), 'an upload of 200 MB', huge.slice(0, 80));
  const until = async (look, what) => {
    for (let turn = 0; turn < 50; ++turn) { const found = await look(); if (found) return found; await new Promise((go) => setTimeout(go, 40)); }
    expect(false, what, 'is not there');
    return undefined;
  };
  // Openings, drafts and the bank's files have no event of a case to stand in: they are kept as attempts.
  const one = (await child.ask('GET', '/v1/people/me/coverage')).json.coverages[0];
  const opening = { person: child.me.person, kind: 'filing', area: one.area.code, insurance: one.insurance.code, form: {} };
  says(world, await child.ask('POST', '/v1/cases', { ...opening, insurance: opening.insurance === '310' ? '390' : '310' }), 422, 'no_coverage', 'an opening without a coverage');
  says(world, await child.ask('POST', '/v1/cases', { ...opening, kind: 'wish' }), 422, 'bad_value', 'an opening of no kind');
  const draft = await child.ask('POST', '/v1/cases', opening);
  says(world, draft, 201, null, 'a draft');
  const papers = [{ row: 'any', documents: ['d0001-77'] }];
  says(world, await child.ask('PUT', `/v1/cases/${draft.json.case}/draft`, { version: 1, form: {}, materials: papers }), 404, 'unknown_document', 'a paper that is not there');
  const finance = await new Browser(world, '198.51.100.14').signIn('demo.finance', world.password);
  says(world, await finance.ask('POST', `/v1/payment-batches/z0001-77/results?area=${finance.me.areas[0]}`, { results: 'payment,amount,result,reason\n' }), 404, 'unknown_batch', 'a result of no batch');
  const attempts = async (caller, address, what, codes) => {
    const isKept = (rows, code) => rows.some((each) => each.code === code && each.tried?.en === what);
    const rows = await until(async () => {
      const { refusals: kept } = (await caller.ask('GET', address)).json;
      return codes.every((code) => isKept(kept, code)) && kept;
    }, `attempts are kept: ${what}`);
    expect(!JSON.stringify(rows ?? []).includes('d0001-77'), 'and nothing of what was in them');
  };
  await attempts(child, '/v1/people/me/refusals', 'Open a case', ['no_coverage', 'bad_value', 'unknown_document']);
  const mine = await until(async () => (await child.ask('GET', '/v1/people/me/refusals')).json.refusals.find((each) => each.code === 'unknown_person'), 'the person sees who tried');
  expect(mine?.who === null && mine.role.en === 'Insured person', 'but not which insured person', JSON.stringify(mine));
  await until(async () => (await child.ask('GET', '/v1/people/me/refusals')).text.includes('"unsupported_document"'), 'refused uploads are noted');
  const { totp_secret: key } = world.accounts.find((each) => each.account === 'demo.auditor');
  const given = (await world.admin.ask('POST', '/v1/staff/demo.auditor/sign-in-codes', { identity_checked: true })).json.code;
  const auditor = new Browser(world, '198.51.100.13');
  await auditor.ask('POST', '/v1/passwords', { account: 'demo.auditor', code: given, password: 'three audited words' });
  // Later than the one that secondFactor() used, and early enough.
  await auditor.signIn('demo.auditor', 'three audited words', totp(key, stepNow() + 1));
  const theirs = (await auditor.ask('GET', `/v1/people/${child.me.person}/refusals`)).json.refusals;
  expect(theirs.some((each) => each.who === 'demo.insured'), 'the auditor sees who it was', JSON.stringify(theirs));
  await attempts(auditor, '/v1/refusals', 'Pay manual claims', ['unknown_batch']);
  // A refusal is written after it was answered.
  const codes = ['wrong_credentials', 'wrong_nonce', 'unknown_subject', 'too_large', 'wrong_sign_in_code'];
  const all = await until(async () => {
    const { text } = await auditor.ask('GET', '/v1/refusals');
    return codes.every((each) => text.includes(`"${each}"`)) && text;
  }, 'the auditor sees each kind');
  expect(all && !all.includes('203.0.113'), 'no address stands there in clear');
}

export async function signIn({ bin, root, contract, expect }) {
  const server = new Server(bin, root);
  const clients = ['RS256', 'PS256', 'ES256'].map((alg) => ({ id: `yitong-${alg}`, secret, alg }));
  const real = await realProvider(clients, back, site);
  const [fake, redirects, large, renamed] = await Promise.all([1, 2, 3, 4].map(() => new FakeIssuer().start('yitong', secret)));
  redirects.elsewhere = `${fake.issuer}/.well-known/openid-configuration`;
  renamed.says = fake.issuer;
  const label = { zh: '示例登录', en: 'Example provider' };
  const provider = (name, issuer, client = 'yitong', more = {}) => ({ name, label, issuer, client_id: client, client_secret_file: 'secret', ...more });
  const providers = [
    ...clients.map(({ id, alg }) => provider(`real-${alg}`, real.issuer, id)),
    provider('fake', fake.issuer),
    provider('fake-strong', fake.issuer, 'yitong', { second_factor: { amr: ['otp'] } }),
    provider('fake-elsewhere', fake.issuer, 'yitong', { areas: ['990000'], second_factor: { amr: ['otp'] } }),
    provider('closed', 'http://127.0.0.1:9'), provider('redirects', redirects.issuer),
    provider('too-large', large.issuer), provider('another-name', renamed.issuer),
  ];
  large.says = 'x'.repeat(400_000);
  const file = path.join(server.folder, 'providers.json');
  fs.writeFileSync(path.join(server.folder, 'secret'), `${secret}\n`, { mode: 0o600 });
  fs.writeFileSync(file, JSON.stringify({ providers }));
  try {
    const bad = spawnSync(bin, ['serve', '--demo', '--db', path.join(server.folder, 'bad.db'), '--oidc', file, '--public-address', 'http://elsewhere.example'], { cwd: root });
    expect(bad.status === 1 && bad.stderr.includes('--public-address'), 'no providers without a safe address of our own', bad.stderr.toString());
    await server.start('--closed', '--oidc', file, '--public-address', site, '--trusted-proxy', '127.0.0.1');
    const nobody = new Caller(server, contract, expect);
    const { accounts, password } = (await nobody.ask('GET', '/v1/demo/accounts')).json;
    const world = { server, contract, expect, accounts, password };
    const clerk = await new Browser(world, '198.51.100.20').signIn('demo.window_clerk', password);
    const { people } = (await nobody.ask('GET', `/v1/demo/people?area=${clerk.me.areas[0]}&limit=100`)).json;
    world.person = people.find((each) => !accounts.some(({ person }) => person === each.person)).person;
    world.shows = people.find((each) => each.card);
    const desks = await firstPassword(world);
    await atTheWindow(world, desks);
    world.admin = desks.admin;
    await realDance(world, desks, real);
    await forgeries(world, desks, fake);
    await secondFactor(world, desks, fake);
    await ownSessions(world);
    await behindProxy(world);
    await refusals(world);
    await server.stop();
    const audit = spawnSync(bin, ['audit', '--db', path.join(server.folder, 'test.db')], { cwd: root });
    expect(audit.status === 0, 'the audit finds nothing', audit.stdout.toString().slice(-600) + audit.stderr.toString().slice(-600));
  } finally {
    await server.stop();
    server.clean();
    for (const each of [real, fake, redirects, large, renamed]) each.close();
  }
}
