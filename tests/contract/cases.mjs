// A filing from draft to force, by the people who may: saved, handed in, refused, moved, ended; the desk sees it.
import { readPaper } from './person.mjs';

const dayFrom = (days) => new Date(Date.now() + (8 + 24 * days) * 3_600_000).toISOString().slice(0, 10);

/// The form of the case on paper, and what its code tells anybody.
async function printed({ ask, status, expect }, person, stranger, one) {
  const at = `/v1/cases/${one.case}/sheet`;
  const sheet = await ask(person, 'GET', `${at}?form=filing`);
  expect(sheet.status === 200 && sheet.bytes.length < 100_000, 'a form of one page or two', `${sheet.status} ${sheet.bytes.length}`);
  const { text, code } = readPaper(person.server.folder, sheet.bytes);
  expect(text.includes('异地就医备案登记表') && text.includes(one.case) && text.includes(one.form.from), 'the form says what it is', text.slice(0, 400));
  const token = new URL(code).searchParams.get('sheet');
  const check = async (sheetCode, more = '') => status(ask(stranger, 'GET', `/v1/sheet-checks?sheet=${sheetCode}${more}`), 200, '', 'a check');
  const ours = await check(token);
  expect(ours.ours && ours.form.case === one.case && !ours.form.moved, 'a form of ours', JSON.stringify(ours));
  expect(!JSON.stringify(ours).includes(one.name), 'no name is told', JSON.stringify(ours));
  expect((await check(token, `&name=${encodeURIComponent(one.name)}`)).differs.length === 0, 'the true name does not differ');
  expect((await check(token, '&name=other')).differs[0] === 'name', 'another name does');
  const altered = token.slice(0, -1) + (token.endsWith('0') ? '1' : '0');
  expect((await check(altered)).ours === false, 'an altered code is not ours', altered);
  await status(ask(person, 'GET', `${at}?form=claim`), 422, 'bad_value', 'a form of another kind');
  await status(ask(stranger, 'GET', at), 404, 'unknown_case', "the form of somebody else's case");
}

export async function cases({ callers, expect, world }) {
  const person = callers.find((each) => each.account === 'demo.parent');
  const area = world.areaOf[person.me.person];
  const covers = (territory) => area.startsWith(territory.replace(/(00)+$/, '')) || territory === '000000';
  const staff = (role) => callers.find((each) => each.me?.role === role && each.me.areas.some(covers));
  const status = async (reply, wanted, code, what) => {
    const got = await reply;
    expect(got.status === wanted && (!code || got.json.code === code), what, `gave ${got.status} ${got.text.slice(0, 400)}`);
    return got.json;
  };
  const ask = (caller, method, url, body, headers) => caller.ask(method, url, body, headers);

  const tables = await status(ask(person, 'GET', '/v1/case-kinds'), 200, '', 'the tables of cases');
  expect(tables.kinds.length === 5 && tables.states.length > 10, 'all kinds and states', String(tables.kinds.length));
  const { coverages } = (await ask(person, 'GET', '/v1/people/me/coverage')).json;
  const insurance = coverages?.[0]?.insurance?.code ?? '310';
  const stranger = callers.find((each) => each.account === 'demo.insured');
  const bill = { total: '1000.00', sums: { full_self_pay: '0.00', over_limit: '0.00', self_pay_first: '0.00', in_scope: '1000.00' } };
  const asked = { insured_area: '110000', insurance: '310', treatment_area: '360100', on: '2025-03-20', visit: '21', institution: { level: '3', kind: 'hospital' }, filing: 'long_term', person: { retired: true }, year_so_far: { admissions: 0, amounts: {} }, bill };
  const quote = await status(ask(stranger, 'POST', '/v1/people/me/quotes', asked), 200, '', 'an estimate with what the person holds');
  expect(quote.grants !== undefined, 'an estimate says what it rests on', JSON.stringify(quote).slice(0, 200));
  const target = area.startsWith('46') ? '540000' : '460000';
  const form = { filing_kind: 'other_temporary', target, from: dayFrom(0), declaration: 'yes' };
  const opening = { person: person.me.person, kind: 'filing', area, insurance, form: { target } };
  let one = await status(ask(person, 'POST', '/v1/cases', opening, { 'Idempotency-Key': 'filing-1' }), 201, '', 'a draft');
  const again = await status(ask(person, 'POST', '/v1/cases', opening, { 'Idempotency-Key': 'filing-1' }), 200, '', 'the same draft again');
  expect(again.case === one.case, 'one case for one name', `${again.case} ${one.case}`);
  await status(ask(person, 'POST', '/v1/cases', { ...opening, form: {} }, { 'Idempotency-Key': 'filing-1' }), 409, 'same_key_other_body', 'another body under the name');
  const at = `/v1/cases/${one.case}`;
  const act = (caller, action, more = {}) => ask(caller, 'POST', `${at}/actions`, { version: one.version, action, ...more });
  await status(act(person, 'submit'), 422, '', 'a form with gaps');
  one = await status(ask(person, 'PUT', `${at}/draft`, { version: one.version, form }), 200, '', 'a saved draft');
  expect(one.draft && one.form.from === form.from, 'the draft is kept', JSON.stringify(one.form));
  const reviewer = staff('reviewer');
  const seen = await status(ask(reviewer, 'GET', at), 200, '', 'the reviewer sees the case');
  expect(seen.form.from === undefined, 'the draft is nobody else\'s', JSON.stringify(seen.form));
  await status(act(reviewer, 'approve'), 409, 'wrong_case_state', 'an approval of a draft');
  one = await status(ask(person, 'GET', at), 200, '', 'the case');
  const own = await status(act(person, 'submit'), 422, 'material_missing', 'papers are missing');
  expect(own.errors.length > 0, 'each paper is named', JSON.stringify(own).slice(0, 300));
  // At the window the originals are seen: the first choice of each paper that is needed for certain.
  const clerk = staff('window_clerk');
  const papers = one.materials.filter((each) => each.certain && !each.answered).flatMap((each) => each.choices[0]);
  const materials = papers.map((each) => ({ row: each.row, original_seen: true }));
  one = await status(ask(clerk, 'PUT', `${at}/draft`, { version: one.version, form, materials }), 200, '', 'papers seen at the window');
  expect(one.materials.every((each) => each.answered || !each.certain), 'all papers are there', JSON.stringify(one.materials).slice(0, 400));
  one = await status(act(clerk, 'submit'), 200, '', 'the case is handed in');
  expect(one.state.code === 'approved', 'it takes effect at once', one.state.code);
  expect(one.timeline.at(-1).for_another, 'a clerk acted for the person', JSON.stringify(one.timeline.at(-1)));
  await status(ask(person, 'POST', `${at}/actions`, { version: 1, action: 'submit' }), 409, 'case_moved', 'a version of before');
  await printed({ ask, status, expect }, person, stranger, one);
  const filed = (await ask(person, 'GET', '/v1/people/me/coverage')).text;
  expect(filed.includes(target), 'the filing is in force', filed.slice(0, 300));
  const list = await status(ask(person, 'GET', '/v1/people/me/cases'), 200, '', 'the person\'s cases');
  expect(list.cases.some((each) => each.case === one.case), 'the case is in the list', JSON.stringify(list).slice(0, 300));
  await status(ask(stranger, 'GET', at), 404, 'unknown_case', "somebody else's case");

  const desk = await status(ask(reviewer, 'GET', '/v1/desk'), 200, '', 'the desk');
  expect(desk.role === 'reviewer', 'the desk of a reviewer', JSON.stringify(desk).slice(0, 200));
  const found = await status(ask(reviewer, 'GET', `/v1/desk/cases?search=${one.case}`), 200, '', 'a search by number');
  expect(found.cases.length === 1 && found.cases[0].name !== '', 'found by number', JSON.stringify(found).slice(0, 300));
  const named = await status(ask(reviewer, 'GET', `/v1/desk/cases?search=${encodeURIComponent(found.cases[0].name)}`), 200, '', 'a search by name');
  expect(named.cases.some((each) => each.case === one.case), 'found by name', JSON.stringify(named).slice(0, 300));
  await status(ask(reviewer, 'GET', '/v1/desk/cases?queue=in_review&overdue=true&assignee=none'), 200, '', 'a queue');
  const figures = await status(ask(reviewer, 'GET', '/v1/desk/statistics'), 200, '', 'figures');
  expect(figures.days.some((each) => each.action === 'submit'), 'a submission is counted', JSON.stringify(figures).slice(0, 300));
  const many = await status(ask(reviewer, 'POST', '/v1/desk/actions', { action: 'take', cases: [{ case: one.case, version: one.version }] }), 200, '', 'one action on many');
  expect(many.answers[0].done === false && many.answers[0].errors[0].code === 'wrong_case_state', 'each with its answer', JSON.stringify(many).slice(0, 300));
}
