// Contributions and what they entitle to, e-credentials that count once, cards that freeze at once.
import { good } from './bad_input.mjs';

function daysAgo(days) { return new Date(Date.now() + (8 - 24 * days) * 3_600_000).toISOString().slice(0, 10); }

/// `restart` stops the server and starts it anew on the same database.
export async function entitlement({ call, expect, restart }) {
  const { people } = (await call('GET', '/v1/demo/people?area=360100&limit=100', undefined, 200)).json;
  const residents = people.filter((each) => each.insurance === '390').reverse();
  const [one, two, three] = residents;
  const { institutions } = (await call('GET', '/v1/institutions?area=360100&level=3', undefined, 200)).json;
  const counter = institutions[0].code;
  await eligibility({ call, expect }, one, counter);
  await credentials({ call, expect, restart }, two, counter);
  await cards({ call, expect }, three, counter);
}

async function eligibility({ call, expect }, { person, insured_area: area, insurance }, counter) {
  const at = `/v1/people/${person}`;
  const before = (await call('GET', `${at}/eligibility`, undefined, 200)).json;
  expect(before.basis === 'coverage' && before.status === 'eligible', 'without records the coverage decides', JSON.stringify(before).slice(0, 300));
  expect(before.channels.length > 0, 'where to pay is listed');
  await call('GET', '/v1/people/p0000000000000000/eligibility', undefined, 404);
  await call('GET', '/v1/people/somebody/eligibility', undefined, 404);
  await call('GET', `${at}/eligibility?on=yesterday&surprise=1`, undefined, 422);
  const bill = { institution: counter, person, visit: '21', admitted_on: daysAgo(20), on: daysAgo(7), bill: good.bill };
  await call('POST', '/v1/settlements', { ...bill, message_id: 'entitled-1' }, 201, 'settled without records');
  const year = Number(daysAgo(7).slice(0, 4));
  const row = { area, insurance, from: `${year - 2}-01-01`, to: `${year - 2}-12-31`, paid_on: `${year - 3}-11-02`, amount: '400.00' };
  const added = await call('POST', `${at}/contributions`, row, 201);
  expect(added.json.contribution.no === 1 && added.json.contribution.basis === 'paid', 'a contribution is numbered');
  await call('POST', `${at}/contributions`, row, 422, 'contributions overlap');
  await call('POST', `${at}/contributions`, {}, 422, 'an empty contribution');
  const bad = await call('POST', `${at}/contributions`, { ...row, area: '1', insurance: '999', paid_on: '2199-01-01', basis: 'gift', amount: '-1', situations: ['New Born'], surprise: 1 }, 422);
  expect(bad.json.errors.length === 6, 'every wrong field of a contribution is named', bad.text);
  expect((await call('GET', `${at}/contributions`, undefined, 200)).json.contributions.length === 1, 'a wrong contribution changes nothing');
  const lapsed = (await call('GET', `${at}/eligibility?on=${daysAgo(7)}`, undefined, 200)).json;
  expect(lapsed.status === 'not_enrolled' && lapsed.if_paid_today.pays_from > daysAgo(7), 'nothing is paid for, and from when it would be', JSON.stringify(lapsed).slice(0, 600));
  const refused = await call('POST', '/v1/settlements', { ...bill, message_id: 'entitled-2' }, 422);
  expect(refused.json.code === 'not_eligible', 'a settlement asks it', refused.text);
  const late = { ...row, from: daysAgo(10), to: `${year}-12-31`, paid_on: daysAgo(10) };
  await call('POST', `${at}/contributions`, late, 201);
  const waits = (await call('GET', `${at}/eligibility?on=${daysAgo(7)}`, undefined, 200)).json;
  expect(['waiting', 'unknown'].includes(waits.status) && waits.pays_from_latest > daysAgo(7) && waits.rows.length > 0, 'paid late waits', JSON.stringify(waits).slice(0, 600));
  const waiting = await call('POST', '/v1/settlements', { ...bill, message_id: 'entitled-2' }, 422);
  expect(waiting.json.errors[0].remedy.en.includes(waits.pays_from_latest), 'the remedy says from when', waiting.text);
  await call('POST', '/v1/settlements', { ...bill, message_id: 'entitled-1' }, 200, 'what was settled before is answered as before');
}

async function credentials({ call, expect, restart }, { person }, counter) {
  const make = async () => (await call('POST', `/v1/people/${person}/e-credentials`, {}, 201)).json.token;
  const check = (token, expected, what) => call('POST', '/v1/credential-checks', { institution: counter, token }, expected, what);
  const token = await make();
  expect(!(await check(token, 201, 'a fresh e-credential')).text.includes(token), 'the token is not repeated');
  expect((await check(token, 409, 'shown again')).json.code === 'credential_used', 'once');
  const both = await make();
  const replies = await Promise.all([1, 2].map(() => check(both, [201, 409], 'two at once')));
  const statuses = replies.map((each) => each.status).sort().join();
  expect(statuses === '201,409', 'of two at once one is accepted', statuses);
  await restart();
  expect((await check(token, 409, 'shown again after a restart')).json.code === 'credential_used', 'once, also across a restart');
  const next = await make();
  const forged = next.slice(0, -1) + (next.endsWith('0') ? '1' : '0');
  expect((await check(forged, 422, 'a forged signature')).json.code === 'credential_forged', 'forged');
  const foreign = next.replace(/^(YT1\.01)(..)/, (all, head, byte) => head + (byte === '00' ? '01' : '00'));
  expect((await check(foreign, 422, 'another key')).json.code === 'credential_foreign', 'foreign');
  await check(next, 201, 'the true one still counts');
  await call('POST', '/v1/people/p0000000000000000/e-credentials', {}, 404);
  await call('POST', `/v1/people/${person}/e-credentials`, { life: 900 }, 422);
  await call('POST', '/v1/credential-checks', { institution: counter }, 422);
  await call('POST', '/v1/credential-checks', { institution: counter, token, card: 'Z99000001' }, 422);
  await call('POST', '/v1/credential-checks', { institution: 'H99999999999', token }, 422);
  await call('POST', '/v1/credential-checks', { institution: counter, resident_id: '990101195503150010' }, 422, 'a wrong check digit');
}

async function cards({ call, expect }, { person, card }, counter) {
  const at = `/v1/people/${person}`;
  const shown = (expected, what) => call('POST', '/v1/credential-checks', { institution: counter, card }, expected, what);
  expect((await shown(201, 'the card counts')).json.person === person, 'the card leads to its person');
  const lost = await call('POST', `${at}/card-reports`, {}, 201);
  expect(lost.json.cards[0].state === 'frozen', 'the card is frozen at once', lost.text);
  expect((await shown(409, 'a lost card')).json.code === 'card_frozen', 'a lost card is refused');
  const { token } = (await call('POST', `${at}/e-credentials`, {}, 201)).json;
  await call('POST', '/v1/credential-checks', { institution: counter, token }, 201, 'the e-credential goes on');
  await call('POST', `${at}/card-reports`, {}, 409, 'reported twice');
  const bad = await call('POST', `${at}/card-releases`, { verified_by: 'a friend' }, 422);
  expect(bad.json.errors.length === 2, 'every wrong field of a release is named', bad.text);
  const released = await call('POST', `${at}/card-releases`, { clerk: 'clerk-7', verified_by: 'id_card' }, 201);
  const last = released.json.events.at(-1);
  expect(last.by === 'clerk-7' && last.how === 'id_card', 'who released it, and how', released.text);
  await shown(201, 'the card counts again');
  await call('POST', `${at}/card-releases`, { clerk: 'clerk-7', verified_by: 'id_card' }, 409, 'released twice');
  await call('POST', `${at}/cards`, { number: card, by: 'clerk-7' }, 422, 'a number that somebody has');
  const issued = await call('POST', `${at}/cards`, { number: `N${card.slice(1)}`, by: 'clerk-7' }, 201);
  expect(issued.json.cards.map((each) => each.state).join() === 'replaced,active', 'a new card replaces the old', issued.text);
  await shown(409, 'a replaced card');
  expect((await call('GET', `${at}/cards`, undefined, 200)).text === issued.text, 'the cards are as they were answered');
  await call('GET', '/v1/people/p0000000000000000/cards', undefined, 404);
}
