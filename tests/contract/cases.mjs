// A filing from draft to force, by the people who may: saved, handed in, refused, moved, ended; the desk sees it.
const dayFrom = (days) => new Date(Date.now() + (8 + 24 * days) * 3_600_000).toISOString().slice(0, 10);

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
  one = await status(act(person, 'submit'), 200, '', 'the case is handed in');
  expect(one.state.code === 'approved', 'it takes effect at once', one.state.code);
  await status(ask(person, 'POST', `${at}/actions`, { version: 1, action: 'submit' }), 409, 'case_moved', 'a version of before');
  const filed = (await ask(person, 'GET', '/v1/people/me/coverage')).text;
  expect(filed.includes(target), 'the filing is in force', filed.slice(0, 300));
  const list = await status(ask(person, 'GET', '/v1/people/me/cases'), 200, '', 'the person\'s cases');
  expect(list.cases.some((each) => each.case === one.case), 'the case is in the list', JSON.stringify(list).slice(0, 300));
  const stranger = callers.find((each) => each.account === 'demo.insured');
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
