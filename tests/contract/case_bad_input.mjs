// What cases refuse: with a reason and a remedy in both languages, noted in the case, and with nothing else changed.
import { isDeepStrictEqual } from 'node:util';

const dayFrom = (days) => new Date(Date.now() + (8 + 24 * days) * 3_600_000).toISOString().slice(0, 10);

export async function caseBadInput({ callers, expect, world }) {
  const person = callers.find((each) => each.account === 'demo.parent');
  const stranger = callers.find((each) => each.account === 'demo.insured');
  const area = world.areaOf[person.me.person];
  const covers = (territory) => area.startsWith(territory.replace(/(00)+$/, '')) || territory === '000000';
  const staff = (role) => callers.find((each) => each.me?.role === role && each.me.areas.some(covers));
  const [clerk, reviewer, approver, finance] = ['window_clerk', 'reviewer', 'approver', 'finance'].map(staff);
  const insurance = (await person.ask('GET', '/v1/people/me/coverage')).json.coverages?.[0]?.insurance?.code ?? '310';
  const places = area.startsWith('46') ? ['540000', '310000'] : ['460000', '540000'];

  const read = async (number) => (await reviewer.ask('GET', `/v1/cases/${number}`)).json;
  /// All that a refused attempt must leave as it was.
  const state = async (number) => {
    const { version, state: at, form, handed, assignee, amount, due, updated } = await read(number);
    const coverage = (await person.ask('GET', '/v1/people/me/coverage')).json;
    const settled = (await person.ask('GET', '/v1/people/me/settlements')).json;
    const papers = (await person.ask('GET', '/v1/people/me/documents')).json;
    const batches = (await finance.ask('GET', `/v1/payment-batches?area=${area}`)).json;
    return { version, at, form, handed, assignee, amount, due, updated, coverage, settled, papers, batches };
  };
  /// `noted`: the case tells of the attempt.
  const refuses = async (what, number, send, status, code, noted = true) => {
    const before = await state(number);
    const length = (await read(number)).timeline.length;
    const reply = await send();
    const codes = (reply.json.errors ?? []).map((each) => each.code);
    expect(reply.status === status && (codes.includes(code) || reply.json.code === code), what, `gave ${reply.status} ${reply.text.slice(0, 400)}`);
    for (const each of reply.json.errors ?? [])
      expect(each.title?.zh && each.title?.en && each.remedy?.zh && each.remedy?.en, `${what}: reason and remedy`, JSON.stringify(each));
    expect(reply.json.title?.zh && reply.json.title?.en, `${what}: a title in both languages`, reply.text.slice(0, 200));
    const after = await state(number);
    expect(isDeepStrictEqual(before, after), `${what}: nothing is changed`, JSON.stringify([before, after]).slice(0, 900));
    const { timeline } = await read(number);
    expect(timeline.length === length + (noted ? 1 : 0), `${what}: noted`, `${length} to ${timeline.length} events`);
    if (noted) expect(codes[0] === timeline.at(-1).outcome, `${what}: under its code`, JSON.stringify(timeline.at(-1)));
  };
  const act = (caller, one, action, more = {}) => caller.ask('POST', `/v1/cases/${one.case}/actions`, { version: one.version, action, ...more });
  const done = async (caller, one, action, more = {}) => {
    const reply = await act(caller, one, action, more);
    expect(reply.status === 200, `${action} of ${one.case}`, `gave ${reply.status} ${reply.text.slice(0, 400)}`);
    return reply.json;
  };
  /// At the window, with each paper that is needed for certain seen; `change`: of form or papers.
  const opened = async (kind, form, papers = true) => {
    const body = { person: person.me.person, kind, area, insurance, form: { ...form, declaration: 'yes' } };
    const made = await clerk.ask('POST', '/v1/cases', body);
    expect(made.status === 201, `a ${kind}`, made.text.slice(0, 400));
    if (!papers) return made.json;
    const materials = made.json.materials.filter((each) => each.certain).flatMap((each) => each.choices[0]).map((each) => ({ row: each.row, original_seen: true }));
    const saved = await clerk.ask('PUT', `/v1/cases/${made.json.case}/draft`, { version: 1, form: body.form, materials });
    expect(saved.status === 200, `papers of a ${kind}`, saved.text.slice(0, 400));
    return saved.json;
  };
  const filing = (target, more = {}) => ({ filing_kind: 'referral', target, from: dayFrom(0), ...more });

  // Filings: wrong state, missing and wrong papers, overlaps, what has ended, somebody else's.
  const bare = await opened('filing', filing(places[0]), false);
  await refuses('a decision about a draft', bare.case, () => act(reviewer, bare, 'approve'), 409, 'wrong_case_state');
  await refuses('no papers', bare.case, () => act(clerk, bare, 'submit'), 422, 'material_missing');
  const wrongPaper = { version: 1, form: bare.form, materials: [{ row: 'referral', documents: ['d0001-77'] }] };
  await refuses('a paper that is not there', bare.case, () => clerk.ask('PUT', `/v1/cases/${bare.case}/draft`, wrongPaper), 404, 'unknown_document', false);
  await refuses("somebody else's case", bare.case, () => act(stranger, bare, 'submit'), 404, 'unknown_case', false);
  await refuses("somebody else's draft", bare.case, () => stranger.ask('PUT', `/v1/cases/${bare.case}/draft`, { version: 1, form: {}, materials: [] }), 404, 'unknown_case', false);
  const first = await done(clerk, await opened('filing', filing(places[0])), 'submit');
  expect(first.state.code === 'approved', 'a referral is filed', first.state.code);
  const second = await opened('filing', filing(places[0]));
  await refuses('the same filing again', second.case, () => act(clerk, second, 'submit'), 422, 'overlapping_periods');
  const elsewhere = await done(clerk, await opened('filing', filing(places[1])), 'submit');
  expect(elsewhere.state.code === 'approved', 'another place is lawful', elsewhere.state.code);
  await refuses('the version of before', first.case, () => act(clerk, { ...first, version: 1 }, 'submit'), 409, 'case_moved');
  const over = await done(clerk, first, 'end', { reason: 'treatment_over' });
  await refuses('what has ended', over.case, () => act(clerk, over, 'end', { reason: 'treatment_over' }), 409, 'wrong_case_state');
  const faults = await opened('filing', { ...filing(places[0]), from: 'soon', injury: 'own' });
  await refuses('a form with faults', faults.case, () => act(clerk, faults, 'submit'), 422, 'bad_value');

  // Claims: sums, grounds, two at once, who refused hears no appeal.
  const claim = (more = {}) => ({
    ground: 'no_network', visit: '11', on: dayFrom(-9), place: places[0], institution_name: '示例医院', total: '100.00',
    'lines.0.name': '检查', 'lines.0.amount': '100.00', 'invoices.0.number': '0077', 'invoices.0.amount': '100.00',
    payee: 'self', payee_name: '示例', payee_bank: '示例银行', payee_account: '6200000000000000', ...more,
  });
  const grounds = await opened('claim', claim({ ground: 'holiday' }));
  await refuses('no such ground', grounds.case, () => act(clerk, grounds, 'submit'), 422, 'bad_value');
  const ground = await knownGround(clerk, area, insurance);
  if (ground === undefined) return expect(false, 'an area with an admissible ground');
  for (const [what, more] of [['lines', { total: '100.01' }], ['invoices', { 'invoices.0.amount': '99.99' }]]) {
    const sums = await opened('claim', claim({ ground, ...more }));
    await refuses(`${what} that do not add up`, sums.case, () => act(clerk, sums, 'submit'), 422, 'sums_differ');
  }
  const waiting = await done(clerk, await opened('claim', claim({ ground })), 'submit');
  await refuses('no reason', waiting.case, () => act(reviewer, waiting, 'propose_refusal'), 422, 'bad_value');
  const taken = await done(reviewer, waiting, 'take');
  await refuses('two reviewers at once', taken.case, () => act(reviewer, waiting, 'take'), 409, 'case_moved');
  const proposed = await done(reviewer, taken, 'propose_refusal', { reason: 'other_reason', remark: '说明' });
  const refused = await done(approver, proposed, 'refuse', { reason: 'other_reason', remark: '说明' });
  const appealed = await done(clerk, refused, 'appeal', { remark: '请复查' });
  await refuses('who refused hears the appeal', appealed.case, () => act(approver, appealed, 'approve'), 403, 'four_eyes');

  // Openings; that they are kept sign_in.mjs looks at, where fewer others are refused.
  const opening = { person: person.me.person, kind: 'filing', area, insurance: insurance === '310' ? '390' : '310', form: {} };
  const open = (body) => () => clerk.ask('POST', '/v1/cases', body);
  await refuses('an opening elsewhere', bare.case, open(opening), 422, 'no_coverage', false);
  await refuses('an opening of no kind', bare.case, open({ ...opening, kind: 'wish' }), 422, 'bad_value', false);

  // The bank.
  const results = { results: 'payment,amount,result,reason\np0123456789abcdef-1,1.00,paid,\n' };
  const bank = (number) => () => finance.ask('POST', `/v1/payment-batches/${number}/results?area=${area}`, results);
  await refuses('a result of no batch', appealed.case, bank('z0001-77'), 404, 'unknown_batch', false);
  const { batches } = (await finance.ask('GET', `/v1/payment-batches?area=${area}`)).json;
  if (batches?.length > 0) await refuses('a result of no payment', appealed.case, bank(batches[0].batch), 422, 'unknown_payment', false);
}

/// The first ground that the area's rules admit, as the guide tells it.
async function knownGround(caller, area, insurance) {
  const guide = (await caller.ask('GET', `/v1/guide?matter=claim&insured=${area}&insurance=${insurance}&on=${dayFrom(-9)}`)).json;
  const admits = ({ cells }) => cells.some(({ key, codes }) => key === 'admissible' && codes.includes('yes'));
  return guide.grounds?.find((each) => each.when === null && admits(each))?.id;
}
