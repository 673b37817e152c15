// What a person reads of their own record, on the screen and on paper.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const cents = (text) => BigInt(text.replace('.', ''));
const sum = (list, key) => list.reduce((total, each) => total + cents(each[key]), 0n);

/// The text of a PDF, and what its QR code says.
export function readPaper(folder, bytes) {
  const file = path.join(folder, 'sheet.pdf');
  fs.writeFileSync(file, bytes);
  const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
  execFileSync('pdftoppm', ['-png', '-r', '150', '-f', '1', '-l', '1', '-singlefile', file, path.join(folder, 'page')]);
  const code = execFileSync('zbarimg', ['-Sdisable', '-Sqrcode.enable', '--quiet', '--raw', path.join(folder, 'page.png')],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  return { text, code };
}

async function paper({ call, expect, server }, id, explained) {
  const sheet = await call('GET', `/v1/settlements/${id}/sheet`, undefined, 200);
  const again = await call('GET', `/v1/settlements/${id}/sheet`, undefined, 200);
  expect(sheet.bytes.equals(again.bytes), 'the same settlement is printed byte for byte');
  const { text, code } = readPaper(server.folder, sheet.bytes);
  expect(text.includes('医疗费用结算单') && text.includes(id), 'the sheet says what it is', text.slice(0, 300));
  const grouped = explained.totals.total.replace(/\B(?=(\d{3})+(?=\.))/g, ',');
  expect(text.includes(grouped), 'the total stands on the sheet', grouped);
  for (const line of explained.lines) expect(text.includes(line.code.slice(0, 12)), 'every line stands on the sheet', line.code);
  const last = Number(text.match(/共\s*(\d+)\s*页/)?.[1]);
  expect(text.split('\f').length - 1 === last, 'the foot knows how many pages there are', String(last));
  const english = await call('GET', `/v1/settlements/${id}/sheet?language=en`, undefined, 200);
  expect(readPaper(server.folder, english.bytes).text.includes('Settlement sheet'), 'and in English');
  await call('GET', `/v1/settlements/${id}/sheet?language=fr`, undefined, 422);
  await call('GET', '/v1/settlements/s0001-99999/sheet', undefined, 404);
  return code;
}

async function checking({ call, expect, server }, id, code, explained) {
  const address = new URL(code);
  expect(address.origin === server.url && address.pathname === '/sheet-check', 'the QR code leads here', code);
  const token = address.searchParams.get('sheet');
  const ask = (more = '', sheet = token) => call('GET', `/v1/sheet-checks?sheet=${sheet}${more}`, undefined, 200);
  const ours = (await ask()).json;
  expect(ours.ours && ours.settlement_id === id && ours.totals.total === explained.totals.total, 'a sheet of ours', JSON.stringify(ours));
  expect((await ask(`&total=${explained.totals.total}&cash=${explained.totals.cash}`)).json.differs.length === 0, 'true figures do not differ');
  expect((await ask(`&total=9999.99&cash=${explained.totals.cash}`)).json.differs.join() === 'total', 'an altered total is found out');
  const forged = token.slice(0, -1) + (token.endsWith('0') ? '1' : '0');
  const refused = await ask('', forged);
  expect(refused.json.ours === false && !('totals' in refused.json), 'an altered code is not ours and tells nothing', refused.text);
  await call('GET', '/v1/sheet-checks?sheet=nonsense', undefined, 422);
  await call('GET', '/v1/sheet-checks', undefined, 422);
}

export async function personRecord(harness, body) {
  const { call, expect } = harness;
  const lines = Array.from({ length: 40 }, () => body.bill.lines[0]);
  const total = (Number(body.bill.total) * 40).toFixed(2);
  const settled = (await call('POST', '/v1/settlements', { ...body, message_id: 'record-1', bill: { total, lines } }, 201)).json;
  const id = settled.settlement_id, person = `/v1/people/${body.person}`;
  const explained = (await call('GET', `/v1/settlements/${id}/explanation`, undefined, 200)).json;
  for (const part of ['totals', 'parts', 'layers', 'steps', 'warnings', 'plan', 'catalogue'])
    expect(JSON.stringify(explained[part]) === JSON.stringify(settled[part]), 'the explanation repeats what was answered', part);
  expect(explained.lines.length === 40 && sum(explained.lines, 'funds') === cents(explained.totals.funds), 'what funds pay is spread over the lines');
  expect(sum(explained.waterfall, 'amount') === cents(total), 'the waterfall sums to the total');
  await call('GET', `/v1/settlements/${id}/explanation?surprise=1`, undefined, 422);

  const list = (await call('GET', `${person}/settlements?limit=1`, undefined, 200)).json;
  expect(list.settlements[0].settlement_id === id && list.next === id, 'the newest comes first', JSON.stringify(list).slice(0, 200));
  const rest = (await call('GET', `${person}/settlements?before=${list.next}&limit=100`, undefined, 200)).json;
  expect(rest.settlements.length > 0 && rest.settlements.every((each) => each.settlement_id !== id), 'the next page goes on');
  const reversed = (await call('GET', `${person}/settlements?state=reversed`, undefined, 200)).json.settlements;
  expect(reversed.length > 0 && reversed.every((each) => each.state === 'reversed' && each.reversal_id), 'reversed ones alone');
  expect((await call('GET', `${person}/settlements?year=2001`, undefined, 200)).json.settlements.length === 0, 'none in 2001');
  await call('GET', `${person}/settlements?year=x&state=maybe&limit=0`, undefined, 422);
  await call('GET', '/v1/people/p0000000000000000/settlements', undefined, 404);
  await call('GET', '/v1/people/nobody/settlements', undefined, 404);

  const year = (await call('GET', `${person}/year`, undefined, 200)).json;
  expect(year.gauges.length > 0 && year.totals.settlements > 0, 'gauges of the year', JSON.stringify(year.totals));
  await call('GET', `${person}/year?year=2001`, undefined, 422);
  const coverage = (await call('GET', `${person}/coverage`, undefined, 200)).json;
  expect(coverage.coverages[0].state === 'in_force', 'a coverage is in force');
  await call('GET', '/v1/people/p0000000000000000/coverage', undefined, 404);

  await checking(harness, id, await paper(harness, id, explained), explained);
  const asked = 'matter=filing&insured=360100&insurance=310&treatment=110000&on=2026-06-01';
  const guide = await call('GET', `/v1/guide/pdf?${asked}`, undefined, 200);
  const printed = readPaper(harness.server.folder, guide.bytes);
  expect(printed.text.includes('办事指南'), 'the guide on paper');
  expect(printed.code === `${harness.server.url}/guide#v=1&do=filing&from=360100&to=110000&ins=310&on=2026-06-01&at=answer`,
    'its code opens the same answer as a page', printed.code);
  await call('GET', `/v1/guide/pdf?${asked}&language=fr`, undefined, 422);
}

export async function institutions({ call, expect }) {
  const find = async (query) => (await call('GET', `/v1/institutions?${query}`, undefined, 200)).json;
  const all = await find('area=360100&limit=100');
  expect(all.total === all.institutions.length && all.next_offset === null, 'all of a city');
  const page = await find('area=360100&limit=4&offset=4');
  expect(page.institutions.map((each) => each.code).join() === all.institutions.slice(4, 8).map((each) => each.code).join() && page.next_offset === 8, 'a page of them');
  const chronic = await find('area=360100&opened=inpatient,chronic');
  expect(chronic.total > 0 && chronic.institutions.every((each) => each.opened.includes('inpatient') && each.opened.includes('chronic')), 'opened services');
  expect((await find('kind=pharmacy&area=360100')).institutions.every((each) => each.kind === 'pharmacy'), 'pharmacies');
  expect((await find(`q=${encodeURIComponent('slncdyyy')}`)).institutions[0].name === '示例南昌第一医院', 'initials');
  expect((await find('q=H360100')).total > 0, 'the beginning of a code');
  await call('GET', '/v1/institutions?kind=castle&opened=sesame&offset=-1', undefined, 422);
}

/// What a person is told, in pages, and what counts as read.
export async function messages({ call, expect }, person) {
  const at = `/v1/people/${person}`;
  const card = `Z98${Date.now() % 1_000_000}`;
  await call('POST', `${at}/cards`, { number: card, by: 'clerk-7' }, 201);
  const before = (await call('GET', `${at}/messages`, undefined, 200)).json;
  await call('POST', `${at}/card-reports`, {}, 201);
  const page = (await call('GET', `${at}/messages?limit=1`, undefined, 200)).json;
  const [told] = page.messages;
  expect(told.kind === 'card_reported' && told.attention && !told.read && told.door.room === 'card', 'a lost card is told', JSON.stringify(told));
  expect(told.text.zh.includes(card.slice(-4)) && told.text.en.includes(card.slice(-4)), 'the message says which card', told.text.zh);
  expect(page.unread === before.unread + 1, 'one more is unread', `${before.unread}, ${page.unread}`);
  const rest = (await call('GET', `${at}/messages?limit=100&before=${page.next ?? page.up_to}`, undefined, 200)).json;
  expect(JSON.stringify(rest.messages.map((each) => each.id)) === JSON.stringify(before.messages.map((each) => each.id)), 'the next page goes on where the first ended');
  expect(rest.messages.some((each) => each.kind === 'settlement_made' && each.door.id.startsWith('s')), 'a settlement is a message too');
  await call('POST', `${at}/messages/read`, { up_to: page.up_to }, 204);
  const after = (await call('GET', `${at}/messages`, undefined, 200)).json;
  expect(after.unread === 0 && after.messages.every((each) => each.read), 'what was read is no longer unread', JSON.stringify(after.unread));
  await call('POST', `${at}/messages/read`, {}, 422, 'nothing is named');
  await call('POST', `${at}/messages/read`, { up_to: 'all', surprise: 1 }, 422, 'no place');
  await call('GET', `${at}/messages?before=x&limit=0&after=1`, undefined, 422);
  await call('GET', '/v1/people/p0000000000000000/messages', undefined, 404);
  await call('GET', '/v1/people/nobody/messages', undefined, 404);
}
