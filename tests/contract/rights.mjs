// Every address, asked by every role and by nobody about records of every relation, against what `yitong roles --json`
// says; then what only sessions can get wrong. Who stands in which relation is worked out here, not asked of the server.
import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import { caseBadInput } from './case_bad_input.mjs';
import { cases } from './cases.mjs';
import { Caller, stepNow, totp } from './caller.mjs';
import { Server } from './server.mjs';

const refusals = new Set(['no_session', 'session_expired', 'not_permitted', 'unknown_person', 'unknown_settlement', 'unknown_case']);
const covers = (territory, area) => territory === '000000' || area.startsWith(territory.replace(/(00)+$/, ''));
const dayFrom = (days) => new Date(Date.now() + (8 + 24 * days) * 3_600_000).toISOString().slice(0, 10);

/// People and settlements of every relation to the demo accounts, made while the demonstration is open.
async function makeRecords(server, contract, expect) {
  const nobody = new Caller(server, contract, expect);
  const { accounts, password } = (await nobody.ask('GET', '/v1/demo/accounts')).json;
  const as = async (account) => { const caller = new Caller(server, contract, expect); await caller.signIn(account, password); return caller; };
  const { me: retiree } = await as('demo.insured');
  const { me: clerk } = await as('demo.window_clerk');
  const { me: abroad } = await as('demo.treatment_agency');
  const { me: system } = await as('demo.institution_system');
  const areas = (await nobody.ask('GET', '/v1/areas')).json.map((each) => each.code);
  const home = clerk.areas[0], away = abroad.areas[0];
  const people = [];
  for (const area of areas) people.push(...(await nobody.ask('GET', `/v1/demo/people?area=${area}&limit=100`)).json.people);
  const cast = new Set(accounts.map((each) => each.person));
  // The demonstration's own history must not have brought them to the institutions of the demo accounts.
  const atHome = people.find((each) => !cast.has(each.person) && each.insured_area === home && each.treatment_area !== away && each.insurance === '310');
  const first = (await nobody.ask('GET', '/v1/demo/people?limit=100')).json.people;
  const strangers = [];
  for (const [index, each] of first.entries()) {
    if (cast.has(each.person) || each.insured_area === home || each.insurance !== '310') continue;
    const was = async (visit) => (await nobody.ask('GET', `/v1/settlements?person=${each.person}&institution=${system.institution}&message_id=demo-${index}-${visit}`)).status === 200;
    if (!(await was(0)) && !(await was(1))) strangers.push(each);
  }
  const { institutions } = (await nobody.ask('GET', '/v1/institutions?level=3&limit=100')).json;
  const settle = async (person, institution, name) => {
    const body = { message_id: `rights-${name}`, institution, person, visit: '21', admitted_on: dayFrom(-20), on: dayFrom(-7), bill: { total: '1000.00', sums: { full_self_pay: '0.00', over_limit: '0.00', self_pay_first: '0.00', in_scope: '1000.00' } } };
    const reply = await nobody.ask('POST', '/v1/settlements', body);
    return { status: reply.status, text: reply.text, id: reply.json.settlement_id, person, institution, message: body.message_id };
  };
  const settlements = [await settle(retiree.person, system.institution, 'away')];
  const hospital = institutions.find((each) => each.area === home);
  for (const each of strangers) {
    if (settlements.length === 2) break;
    const made = await settle(each.person, hospital.code, 'apart');
    if (made.status === 201) settlements.push(made);
  }
  expect(settlements.length === 2 && settlements[0].status === 201, 'two settlements to look at', `${strangers.length} strangers, ${settlements[0].text.slice(0, 300)}`);
  const areaOf = Object.fromEntries([...people.map((each) => [each.person, each.insured_area]), ...institutions.map((each) => [each.code, each.area])]);
  return {
    accounts, password, areaOf, home, away,
    // Of those who are listed it is known where they are insured.
    people: [...new Set([...accounts.map((each) => each.person).filter((each) => areaOf[each]), atHome.person, settlements[1].person])],
    settlements,
  };
}

const filing = (record, world) => ({ person: record.person, kind: 'filing', area: world.areaOf[record.person], insurance: '310', form: { institution: record.institution } });

const bodies = {
  'POST /v1/settlements': (record) => ({ message_id: `walk-${record.person}`, institution: record.institution, person: record.person, visit: '21', admitted_on: dayFrom(-20), on: dayFrom(-7), bill: { total: '1.00', sums: { full_self_pay: '0.00', over_limit: '0.00', self_pay_first: '0.00', in_scope: '1.00' } } }),
  'POST /v1/reversals': (record) => ({ message_id: `back-${record.person}`, institution: record.institution, person: record.person, original_message_id: 'nothing' }),
  'POST /v1/resettlements': (record) => ({ message_id: `again-${record.person}`, institution: record.institution, person: record.person, settlements: [record.id] }),
  'POST /v1/account-inflows': (record) => ({ person: record.person, source: 'walk', amount: '1.00' }),
  'POST /v1/credential-checks': (record) => ({ institution: record.institution, card: 'Z99000099' }),
  // Who may open cases of some kinds alone is asked about one of these.
  'POST /v1/cases': (record, world, me) => ({ ...filing(record, world), kind: me?.role === 'doctor' ? 'special_drug' : 'filing' }),
  'POST /v1/family-consents': (record, world) => ({ person: record.person, relative: world.people.find((each) => each !== record.person), from: dayFrom(0) }),
};
const casesOf = ['/v1/cases/{no}', '/v1/cases/{no}/sheet', '/v1/cases/{no}/draft', '/v1/cases/{no}/actions'];
const caseBodies = {
  'PUT /v1/cases/{no}/draft': { version: 999, form: {} },
  'POST /v1/cases/{no}/actions': { version: 999, action: 'take' },
};

/// A filing of each person who was settled for, opened at a window; names the hospital.
async function openCases(world, callers, expect) {
  const made = [];
  for (const record of world.settlements) {
    const clerk = callers.find((each) => each.me?.role === 'window_clerk' && each.me.areas.some((area) => covers(area, world.areaOf[record.person])));
    for (const insurance of ['310', '390']) {
      const reply = clerk && await clerk.ask('POST', '/v1/cases', { ...filing(record, world), insurance });
      if (reply?.status === 201) made.push({ no: reply.json.case, person: record.person, institution: record.institution, area: world.areaOf[record.person] });
    }
  }
  expect(made.length > 0, 'cases to look at', JSON.stringify(world.settlements.map((each) => world.areaOf[each.person])));
  return made;
}

const places = { '{code}': '110000', '{area}': '110000', '{insurance}': '310', '{no}': '999', '{id}': 'none' };

/// All the requests that one address can be asked, with the record that each is about.
function requestsOf(route, world, me) {
  const fill = (more) => route.path.replace(/\{[a-z_]+\}/g, (name) => more[name] ?? places[name] ?? 'x');
  const plain = route.method === 'POST' ? {} : undefined;
  if (casesOf.includes(route.path))
    return world.cases.map((record) => ({ url: fill({ '{no}': record.no }), body: caseBodies[`${route.method} ${route.path}`], record }));
  if (route.path === '/v1/desk/actions')
    return world.cases.map((record) => ({ url: fill({}), body: { action: 'take', cases: [{ case: record.no, version: 999 }] }, record }));
  if (route.about === 'body') {
    const body = bodies[`${route.method} ${route.path}`];
    if (!body) throw new Error(`rights.mjs knows no body for ${route.method} ${route.path}`);
    // A credential is shown by whoever comes: the record is the counter's alone.
    const whose = (record) => (route.action === 'check_credential' ? { institution: record.institution } : record);
    return world.settlements.map((record) => ({ url: fill({}), body: body(record, world, me), record: whose(record) }));
  }
  if (route.about === 'account') return world.staff.map((staff) => ({ url: fill({ '{account}': staff.account }), body: plain, record: { staff } }));
  if (route.about === 'settlement') return world.settlements.map((record) => ({ url: fill({ '{id}': record.id }), record }));
  if (route.about === 'query' && (route.path === '/v1/touched' || route.path.startsWith('/v1/payment-batches')))
    return [world.home, world.away].map((area) => ({ url: `${fill({})}?area=${area}`, body: plain, record: { area } }));
  if (route.about === 'query')
    return world.settlements.map((record) => ({ url: `${route.path}?person=${record.person}&institution=${record.institution}&message_id=${record.message}`, record }));
  if (!route.path.includes('{person}')) return [{ url: fill({}), body: plain, record: {} }];
  const list = world.people.map((person) => ({ url: fill({ '{person}': person }), body: plain, record: { person } }));
  if (me?.person) list.push({ url: fill({ '{person}': 'me' }), body: plain, record: { person: me.person } });
  return list;
}

function relationsOf(me, action, record, world) {
  const out = new Set(['any']);
  if (record.staff) {
    const { agency, areas, institution } = record.staff;
    const whose = institution ? [world.areaOf[institution]] : agency === me.agency ? areas : [];
    if (whose.length > 0 && whose.every((each) => me.areas.some((area) => covers(area, each)))) out.add('own_area');
    return out;
  }
  if (me.person && me.person === record.person) out.add('self');
  if (me.acts_for.some((each) => each.person === record.person && each.actions.includes(action))) out.add('delegate');
  const treated = (institution) => world.settlements.some((each) => each.person === record.person && each.institution === institution);
  if (me.institution && (record.institution ? record.institution === me.institution : treated(me.institution))) out.add('own_institution');
  const area = me.role === 'treatment_agency' ? world.areaOf[record.institution] : (record.area ?? world.areaOf[record.person]);
  if (area && me.areas.some((each) => covers(each, area))) out.add('own_area');
  return out;
}

/// What the table says must come back: nothing is refused, or the status of the refusal.
function expected(route, cells, me, record, world) {
  if (cells.anonymous.includes('any')) return 'allowed';
  if (!me) return 401;
  const cell = cells[me.role];
  if (cell.length === 0) return 403;
  const relations = relationsOf(me, route.action, record, world);
  if (cell.some((each) => relations.has(each))) return 'allowed';
  if (me.role === 'insured' && record.person) return 404;
  return ['settlement', 'case'].includes(route.about) && me.institution ? 404 : 403;
}

async function walk(table, world, callers, expect) {
  let asked = 0, allowed = 0;
  for (const route of table.routes) {
    const what = `${route.method} ${route.path}`;
    expect(route.action !== 'unnamed', what, 'names no action');
    if (['sign_in', 'sign_out'].includes(route.action)) continue;
    const { cells } = table.actions.find((each) => each.name === route.action);
    for (const caller of callers) {
      for (const { url, body, record } of requestsOf(route, world, caller.me)) {
        const wanted = expected(route, cells, caller.me, record, world);
        const reply = await caller.ask(route.method, url, body);
        const refused = refusals.has(reply.json.code);
        const fits = wanted === 'allowed' ? !refused : refused && reply.status === wanted;
        expect(fits, `${what} by ${caller.account ?? 'nobody'} about ${JSON.stringify(record)}`, `gave ${reply.status} ${reply.json.code ?? ''}, not ${wanted}`);
        asked += 1;
        allowed += wanted === 'allowed' ? 1 : 0;
      }
    }
  }
  expect(asked > 500 && allowed > 100 && allowed < asked - 100, 'the walk saw both', `${asked} asked, ${allowed} allowed`);
}

async function sessions(server, contract, expect, world) {
  const fresh = () => new Caller(server, contract, expect);
  const status = async (reply, wanted, code, what) => {
    const got = await reply;
    expect(got.status === wanted && (code === null || got.json.code === code), what, `gave ${got.status} ${got.json.code}`);
    return got;
  };
  const person = fresh();
  await status(person.signIn('demo.child', 'not the password'), 401, 'wrong_credentials', 'a wrong password');
  await status(person.signIn('nobody.at.all', world.password), 401, 'wrong_credentials', 'nobody');
  await status(person.ask('POST', '/v1/sessions', {}), 422, 'missing_field', 'an empty sign-in');
  await status(person.ask('POST', '/v1/sessions', { account: 'a', resident_id: '990101195503150016', password: 'x' }), 422, null, 'a wrong check digit');
  await status(person.ask('POST', '/v1/sessions', { account: 'demo.child', password: world.password }, { 'X-Yitong': null, Origin: 'https://elsewhere.example' }), 403, 'cross_site', 'signing in from another site');
  const reply = await status(person.signIn('demo.child', world.password), 201, null, 'a right password');
  const cookie = reply.headers.get('set-cookie');
  expect(/HttpOnly; SameSite=Strict$/.test(cookie), 'the cookie is for the server alone; Secure only beyond loopback', cookie);
  await status(person.ask('GET', '/v1/me'), 200, null, 'who I am');
  await status(person.ask('GET', '/v1/me', undefined, { Cookie: person.cookie.replace(/.$/, (c) => (c === '0' ? '1' : '0')) }), 401, 'no_session', 'a guessed token');
  await status(person.ask('GET', '/v1/me', undefined, { Cookie: 'yitong_session=rubbish' }), 401, 'no_session', 'no token at all');

  const grant = { delegate: world.accounts.find((each) => each.account === 'demo.insured').person, actions: ['read_account'], consent: true };
  await status(person.ask('POST', '/v1/people/me/delegates', grant, { 'X-Yitong': null, Origin: 'https://elsewhere.example' }), 403, 'cross_site', 'a change from another site');
  await status(person.ask('POST', '/v1/people/me/delegates', grant, { 'X-Yitong': null, 'Sec-Fetch-Site': 'cross-site' }), 403, 'cross_site', 'as the browser says it');
  await status(person.ask('DELETE', '/v1/people/me/delegates/1', undefined, { 'X-Yitong': null }), 403, 'cross_site', 'a change that any form could make');
  await status(person.ask('POST', '/v1/people/me/delegates', { ...grant, consent: false, actions: ['change_delegates'], from: 'today' }), 422, null, 'a delegation with three faults');
  await status(person.ask('POST', '/v1/people/me/delegates', { actions: ['read_account'], consent: true }), 422, 'missing_field', 'a delegation to nobody');

  const relative = fresh();
  await relative.signIn('demo.insured', world.password);
  const account = `/v1/accounts/${person.me.person}`;
  await status(relative.ask('GET', account), 404, 'unknown_person', "somebody else's account");
  const made = await status(person.ask('POST', '/v1/people/me/delegates', grant, { 'X-Yitong': null }), 201, null, 'a delegation, as JSON of the same origin');
  expect(made.json.name.endsWith('＊＊'), "the delegate's name is hidden", made.text);
  await status(relative.ask('GET', account), 200, null, 'the account of the one who let me');
  expect((await relative.ask('GET', '/v1/me')).json.acts_for.some((each) => each.person === person.me.person), 'I see for whom I may act');
  await status(relative.ask('GET', `/v1/people/${person.me.person}/delegates`), 404, 'unknown_person', 'and nothing else of theirs');
  await status(person.ask('POST', '/v1/people/me/delegates', grant), 422, 'overlapping_periods', 'the same delegation again');
  expect((await person.ask('GET', '/v1/people/me/delegates')).json.delegates.some((each) => each.no === made.json.no && each.in_force), 'it is in the list');
  await status(person.ask('DELETE', `/v1/people/me/delegates/${made.json.no}`), 204, null, 'taken back');
  await status(relative.ask('GET', account), 404, 'unknown_person', 'at once');
  await status(person.ask('DELETE', `/v1/people/me/delegates/${made.json.no}`), 404, 'not_found', 'and not twice');

  const stolen = person.cookie;
  await status(person.ask('DELETE', '/v1/sessions/current'), 204, null, 'signing out');
  await status(person.ask('GET', '/v1/me', undefined, { Cookie: stolen }), 401, 'no_session', 'a token that was signed out');
  await bearer(fresh(), status, expect, world);
}

async function bearer(system, status, expect, world) {
  const reply = await system.signIn('demo.institution_system', world.password);
  system.cookie = '';
  const key = { Authorization: `Bearer ${reply.json.token}`, 'X-Yitong': null };
  await status(system.ask('GET', '/v1/me', undefined, key), 200, null, 'a program with a token');
  await status(system.ask('POST', '/v1/reversals', bodies['POST /v1/reversals'](world.settlements[0]), key), 200, null, 'a program needs no header of ours');
  await status(system.ask('POST', '/v1/reversals', bodies['POST /v1/reversals'](world.settlements[1]), key), 403, 'not_permitted', 'for its institution alone');
}

/// What the operator makes while the server runs counts at once.
async function operator(server, contract, expect, bin, world) {
  const add = (input, ...more) => spawnSync(bin, ['account', 'add', ...more, '--db', path.join(server.folder, 'test.db')], { input });
  const bad = add('short\n', 'p0123456789abcdef', '--role', 'window_clerk');
  const said = bad.stderr.toString();
  expect(bad.status !== 0 && ['account', 'areas', 'password'].every((each) => said.includes(each)), 'every fault of an account is named', said);
  const password = 'three words of mine';
  const clerk = ['new.clerk', '--role', 'window_clerk', '--areas', world.home, '--no-second-factor'];
  const made = add(`${password}\n`, ...clerk);
  expect(made.status === 0, 'an account is made', made.stderr.toString());
  const caller = new Caller(server, contract, expect);
  expect((await caller.signIn('new.clerk', password)).status === 201, 'and signs in');
  expect(add(`${password}\n`, ...clerk, '--agency', 'elsewhere').status === 0, 'it is changed');
  expect((await caller.ask('GET', '/v1/me')).json.code === 'session_expired', 'which ends its sessions');
  const factor = add(`${password}\n`, 'new.auditor', '--role', 'auditor', '--areas', '000000');
  const secret = factor.stdout.toString().match(/[A-Z2-7]{32}/)?.[0];
  const auditor = new Caller(server, contract, expect);
  expect(secret && (await auditor.signIn('new.auditor', password, totp(secret, stepNow()))).status === 201, 'a second factor works', factor.stderr.toString());
}

/// Last: it locks the address that all of this comes from.
async function spraying(server, contract, expect, world) {
  const caller = new Caller(server, contract, expect);
  let locked;
  for (let turn = 0; turn < 40 && !locked; ++turn) {
    const reply = await caller.signIn(`somebody.${turn}`, 'the same password');
    expect([401, 429].includes(reply.status), 'a guess', reply.text);
    if (reply.status === 429) locked = reply;
  }
  expect(Number(locked?.headers.get('retry-after')) > 600, 'one address cannot try many accounts', locked?.text);
  expect((await caller.signIn('demo.insured', world.password)).status === 429, 'also with a right password');
}

export async function rights({ bin, root, contract, expect }) {
  const table = JSON.parse(execFileSync(bin, ['roles', '--json'], { cwd: root }));
  const server = new Server(bin, root);
  try {
    await server.start();
    const world = await makeRecords(server, contract, expect);
    await server.stop();
    await server.start('--closed');
    const callers = [new Caller(server, contract, expect)];
    for (const { account, totp_secret: secret } of world.accounts) {
      const caller = new Caller(server, contract, expect);
      if (secret) {
        const asked = await caller.signIn(account, world.password);
        expect(asked.status === 401 && asked.json.code === 'second_factor_needed', 'the second factor is asked for', asked.text);
      }
      const code = secret && totp(secret, stepNow());
      const reply = await caller.signIn(account, world.password, code);
      expect(reply.status === 201, `${account} signs in`, reply.text.slice(0, 300));
      if (secret) {
        const again = await new Caller(server, contract, expect).signIn(account, world.password, code);
        expect(again.json.code === 'wrong_code', 'a code works once', again.text.slice(0, 300));
      }
      callers.push(caller);
    }
    const missing = table.roles.filter((role) => role !== 'anonymous' && !callers.some((each) => each.me?.role === role));
    expect(missing.length === 0, 'every role has a demo account', missing.join(', '));
    world.cases = await openCases(world, callers, expect);
    world.staff = callers.map((each) => each.me).filter((me) => me && me.role !== 'insured');
    await walk(table, world, callers, expect);
    await cases({ callers, expect, world });
    await caseBadInput({ callers, expect, world });
    await sessions(server, contract, expect, world);
    await operator(server, contract, expect, bin, world);
    await spraying(server, contract, expect, world);
  } finally {
    await server.stop();
    server.clean();
  }
}
