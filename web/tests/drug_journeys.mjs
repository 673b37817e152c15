// Journeys of recognition and special drugs, in the made-up area of the demonstration. Each shows
// the same bill refused or paid otherwise without the case.
import { strict as assert } from 'node:assert';
import { desk, openPage, phone } from './browser.mjs';
import { signedIn } from './portal_journeys.mjs';
import { chinaDay, handIn, idle, pick, shootBoth } from './case_steps.mjs';

const hospital = 'H99010099901';
const pharmacy = 'P99010099910';
const otherPharmacy = 'P99010099911';
const drug = 'XSL00000000000000000021';

/** What a pharmacy's or hospital's own system would do. */
async function counter(base, path, body) {
  const headers = { 'content-type': 'application/json' };
  const reply = await fetch(base + path, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: reply.status, body: await reply.json() };
}

async function enter(context, base, account, tools, path, size) {
  await context.clearCookies();
  const page = await openPage(context, 'about:blank', tools.complaints, {
    expectedStatus: [401, 403, 404],
  });
  await page.setViewportSize(size);
  await page.goto(base + path);
  await page.locator(`[data-account="${account}"]`).click();
  await page.waitForSelector('h1:not(:text("登录"))');
  return page;
}

const field = (page, path) => page.locator(`[data-path="${path}"]`);
/** Onward, once the next screen is there: a slow machine must not have one screen passed twice. */
async function next(page) {
  const position = page.locator('.question-screen > .hint').first();
  const before = await position.textContent();
  await page.locator('[data-action=next]').click();
  const moved = (was) => document.querySelector('.question-screen > .hint')?.textContent !== was;
  await page.waitForFunction(moved, before);
}

/** Staff acts on the case over the interface, as it then stands. */
async function acts(base, account, no, action, fields) {
  const staff = await signedIn(base, account);
  const { body: seen } = await staff.ask('GET', `/v1/cases/${no}`);
  const deed = { version: seen.version, action, fields };
  const reply = await staff.ask('POST', `/v1/cases/${no}/actions`, deed);
  assert.equal(reply.status, 200, `${action}: ${JSON.stringify(reply.body)}`);
  return reply.body;
}

const purchase = (name, person, institution, more = {}) => ({
  message_id: `${name}-${Date.now()}`,
  institution,
  person,
  visit: '41',
  on: chinaDay(0),
  disease: 'lung_cancer',
  doctor: 'demo.drug_doctor',
  bill: {
    total: '3000.00',
    lines: [
      { code: drug, name: '示例肺癌靶向药甲', quantity: '1', price: '3000', amount: '3000.00' },
    ],
  },
  ...more,
});

/** The doctor opens the case from the patient's code, assesses; office, reviewer and approver follow. */
async function specialDrug(context, base, tools) {
  const patient = await signedIn(base, 'demo.patient');
  const { person } = patient.me;
  const before = await counter(base, '/v1/settlements', purchase('drug-none', person, pharmacy));
  assert.equal(before.status, 422, JSON.stringify(before.body));
  const { disease: _, ...unnamed } = purchase('drug-bare', person, pharmacy);
  const bare = await counter(base, '/v1/settlements', unnamed);
  assert.equal(bare.body.errors[0].code, 'not_payable', JSON.stringify(bare.body));

  let page = await enter(context, base, 'demo.drug_doctor', tools, '/desk/new', desk);
  await page.locator('#new-who').waitFor();
  // It ends after a minute.
  const shown = await patient.ask('POST', '/v1/people/me/e-credentials', {});
  assert.equal(shown.status, 201);
  await page.locator('#new-who').fill(shown.body.token);
  await page.locator('.new-case button[type=submit]').first().click();
  await page.locator('[data-part=new-what]').waitFor();
  await page.locator('input[name=new-kind][value=special_drug]').check();
  await tools.shoot(page, 'drug-doctor-opens-1440');
  await page.locator('[data-action=open-case]').click();
  await page.locator('[data-answer=drug] .answer-change button').click();
  await field(page, '/form/drug').locator(`input[value=${drug}]`).check();
  await next(page);
  await field(page, '/form/diagnosis').locator('input').fill('肺腺癌，EGFR 19 外显子缺失');
  await next(page);
  await next(page);
  await next(page);
  await field(page, '/form/from').locator('input').fill(chinaDay(0));
  await next(page);
  await field(page, '/form/disease').locator('input[value=lung_cancer]').check();
  await pick(page, '/form/pharmacy', '示例市大药房');
  await tools.shoot(page, 'drug-doctor-fixes-1440');
  await next(page);
  for (const box of await page.locator('[data-seen]').all()) await box.check({ force: true });
  await next(page);
  await page.locator('[data-action=declare]').check();
  await page.locator('[data-action=submit]').click();
  await page.locator('[data-act=assess_drug]').click();
  const asked = (key) => field(page, `/deed/form/${key}`);
  await asked('use').locator('input[value=first]').check();
  await asked('dose').locator('input').fill('80 mg，每日一次');
  await asked('course_days').locator('input').fill('90');
  for (const [row, value] of Object.entries({ 0: '支持', 1: 'EGFR 19del 阳性', 2: '180' })) {
    await asked(`tests.${row}.value`).locator('input').fill(value);
    await asked(`tests.${row}.on`).locator('input').fill(chinaDay(-5));
    await asked(`tests.${row}.met`).locator('input[value=yes]').check();
  }
  await asked('assessment').locator('textarea').fill('EGFR 敏感突变的晚期肺腺癌，适用该药。');
  await asked('conclusion').locator('input[value=fits]').check();
  await tools.shoot(page, 'drug-assessment-1440');
  await page.locator('[data-action=do]').click();
  await page.waitForFunction(() => !document.querySelector('[data-act=assess_drug]'));
  const no = new URL(page.url()).pathname.split('/').pop();
  await page.close();

  await acts(base, 'demo.drug_institution_office', no, 'confirm_drug');
  await acts(base, 'demo.reviewer', no, 'pass');
  const early = await counter(base, '/v1/settlements', purchase('drug-early', person, pharmacy));
  assert.equal(early.status, 422, 'passed is not approved');
  page = await enter(context, base, 'demo.approver', tools, `/desk/cases/${no}`, desk);
  await page.locator('[data-act=approve]').waitFor();
  await tools.checkQuality(page, 'approval 1440');
  await tools.shoot(page, 'drug-approval-1440');
  await page.locator('[data-act=approve]').click();
  await page.locator('[data-action=do]').click();
  await page.locator('.case-head [data-state=approved]').waitFor();
  await page.close();

  const wrong = await counter(base, '/v1/settlements', purchase('drug-p2', person, otherPharmacy));
  assert.equal(wrong.body.errors[0].code, 'not_fixed', JSON.stringify(wrong.body));
  const paid = await counter(base, '/v1/settlements', purchase('drug-paid', person, pharmacy));
  assert.equal(paid.status, 201, JSON.stringify(paid.body));
  // 3000 less 10% of class B: 2700 x 70% = 1890 by the fund; of the 810 left 60% by the cover.
  assert.equal(paid.body.totals.funds, '2376.00', JSON.stringify(paid.body.totals));
  const own = await signedIn(base, 'demo.patient');
  const quote = await own.ask('POST', '/v1/people/me/quotes', {
    insured_area: '990100',
    insurance: '310',
    treatment_area: '110000',
    on: chinaDay(0),
    visit: '41',
    institution: { level: '3', kind: 'pharmacy' },
    filing: 'none',
    disease: 'lung_cancer',
    bill: purchase('q', person, pharmacy).bill,
  });
  assert.equal(quote.status, 200, JSON.stringify(quote.body));
  assert.equal(quote.body.grants.used[0].case, no, JSON.stringify(quote.body.grants));

  page = await enter(context, base, 'demo.patient', tools, `/my/cases/${no}`, phone);
  await page.locator('[data-part=now] [data-state=approved]').waitFor();
  await shootBoth(page, tools, 'drug-approved');
  await page.setViewportSize(phone);
  await page.goto(`${base}/my/settlements/${paid.body.settlement_id}`);
  await page.waitForSelector('h1');
  await idle(page);
  await page.locator('text=示例惠民保').first().waitFor();
  await shootBoth(page, tools, 'drug-settlement');
  await page.close();
  return `refused before, elsewhere and early; then funds pay ${paid.body.totals.funds} of 3000.00`;
}

const clinic = (name, person, institution, more) => ({
  message_id: `${name}-${Date.now()}`,
  institution,
  person,
  on: chinaDay(0),
  bill: {
    total: '1000.00',
    sums: {
      full_self_pay: '0.00',
      over_limit: '0.00',
      self_pay_first: '0.00',
      in_scope: '1000.00',
    },
  },
  ...more,
});

/** A retiree who lives in her daughter's city is recognised at home and settles there. */
async function recognition(context, base, tools) {
  const elder = await signedIn(base, 'demo.elder');
  const { person } = elder.me;
  const { coverages, filings } = (await elder.ask('GET', '/v1/people/me/coverage')).body;
  assert.match(coverages[0].area.name.zh, /示例市/, 'named by its policy, where nothing else does');
  const filed = filings.find(({ state }) => state === 'in_force');
  const away = filed.target?.code ?? filed.target;
  const hospitals = `/v1/institutions?area=${away}&level=3&limit=1`;
  const [there] = (await elder.ask('GET', hospitals)).body.institutions;
  const chronic = { visit: '14', disease: 'hypertension' };
  const bill = (name, more) => clinic(name, person, there.code, more);
  const before = await counter(base, '/v1/settlements', bill('bp-before', chronic));
  assert.equal(before.body.errors[0].code, 'not_recognised', JSON.stringify(before.body));
  const plain = await counter(base, '/v1/settlements', bill('bp-plain', { visit: '11' }));
  assert.equal(plain.body.totals?.funds, '250.00', JSON.stringify(plain.body)); // (1000 - 500) x 50%

  let page = await enter(context, base, 'demo.elder', tools, '/my/cases', phone);
  await page.locator('[data-kind=recognition]').click();
  await page.locator('[data-action=start]').click();
  await field(page, '/form/disease').locator('input[value=hypertension]').check();
  await tools.checkQuality(page, 'recognition 390');
  await tools.shoot(page, 'recognition-question-390');
  await next(page);
  await next(page);
  await page.locator('.wanted').first().waitFor();
  await handIn(page);
  await next(page);
  await page.locator('[data-action=declare]').check();
  await tools.shoot(page, 'recognition-check-390');
  await page.locator('[data-action=submit]').click();
  await page.locator('[data-part=now] [data-state=in_review]').waitFor();
  const no = new URL(page.url()).pathname.split('/').pop();
  await page.close();

  await acts(base, 'demo.reviewer', no, 'send_to_expert');
  page = await enter(context, base, 'demo.assessor', tools, `/desk/cases/${no}`, desk);
  await page.locator('[data-act=give_opinion]').click();
  const told = (key) => field(page, `/deed/form/${key}`);
  await told('opinion').locator('input[value=meets]').check();
  for (const row of [0, 1]) await told(`criteria.${row}.met`).locator('input[value=yes]').check();
  await tools.shoot(page, 'recognition-opinion-1440');
  await page.locator('[data-action=do]').click();
  await page.waitForFunction(() => !document.querySelector('[data-act=give_opinion]'));
  await page.close();
  const seen = await signedIn(base, 'demo.reviewer');
  const { form } = (await seen.ask('GET', `/v1/cases/${no}`)).body;
  const opinion = Object.entries(form).filter(([key]) => /^(opinion|criteria)/.test(key));
  await acts(base, 'demo.reviewer', no, 'pass', Object.fromEntries(opinion));
  await acts(base, 'demo.approver', no, 'approve');

  page = await enter(context, base, 'demo.elder', tools, `/my/cases/${no}`, phone);
  await page.locator('[data-part=now] [data-state=approved]').waitFor();
  await shootBoth(page, tools, 'recognition-approved');
  const after = await counter(base, '/v1/settlements', bill('bp-after', chronic));
  assert.equal(after.status, 201, JSON.stringify(after.body));
  assert.equal(after.body.totals.funds, '800.00', JSON.stringify(after.body.totals)); // x 80%
  await page.setViewportSize(phone);
  await page.goto(`${base}/my/settlements/${after.body.settlement_id}`);
  await page.waitForSelector('h1');
  await shootBoth(page, tools, 'recognition-settlement');
  await page.setViewportSize(phone);
  const asked = {
    v: '1',
    from: '990100',
    to: away,
    ins: '310',
    on: chinaDay(0),
    visit: '14',
    level: '3',
    filing: 'long_term',
    disease: 'hypertension',
    total: '1000',
    'p.retired': 'true',
  };
  await page.goto(`${base}/#${new URLSearchParams(asked)}`);
  await page.locator('[data-part=grants]').filter({ hasText: '高血压' }).waitFor();
  await tools.shoot(page, 'recognition-estimate-390');
  await page.close();
  return `in ${away}: refused before, as an ordinary visit 250.00, recognised ${after.body.totals.funds}`;
}

export const drugJourneys = [
  { name: 'drug-special-drug', run: specialDrug },
  { name: 'drug-recognition', run: recognition },
];
