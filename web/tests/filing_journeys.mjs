// An in-patient whom nobody has filed: made good on the phone, or by the hospital's office, before
// the stay is settled; then the hospital settles directly. Against a real server in demo mode;
// journey.mjs runs it.
import { strict as assert } from 'node:assert';
import { openPage, phone } from './browser.mjs';
import {
  areaOf,
  chinaDay,
  handIn,
  idle,
  pick,
  settledFor,
  settledThenReversed,
  shootBoth,
  stay,
} from './case_steps.mjs';
import { signedIn } from './portal_journeys.mjs';

const admitted = chinaDay(-3);
const bill = {
  total: '20000.00',
  sums: {
    full_self_pay: '600.00',
    over_limit: '0.00',
    self_pay_first: '1400.00',
    in_scope: '18000.00',
  },
};
const discharged = (name, counter, person) => stay(name, counter, person, admitted, bill);

/** On the phone, three days after admission: lives there, filed from that day on. */
async function filesOnThePhone(page, base, target, tools) {
  await page.goto(`${base}/my/cases`);
  await page.locator('[data-account="demo.retired"]').click();
  await page.locator('[data-kind=filing]').click();
  await page.locator('[data-action=start]').click();
  await page.locator('[data-path="/form/filing_kind"] input[value=long_term_resident]').check();
  await page.locator('[data-action=next]').click();
  await pick(page, '/form/target', target);
  await page.locator('[data-action=next]').click();
  await page.locator('[data-path="/form/from"] input').fill(admitted);
  await page.locator('[data-action=next]').click();
  await page.locator('[data-path="/form/admitted"] input').fill(admitted);
  await tools.checkQuality(page, 'in hospital already 390');
  await tools.shoot(page, 'filing-admitted-390');
  await page.locator('[data-action=next]').click();
  await page.locator('.wanted').first().waitFor();
  await handIn(page);
  await page.locator('[data-action=next]').click();
  await page.locator('[data-action=declare]').check();
  await tools.shoot(page, 'filing-check-390');
  await page.locator('[data-action=submit]').click();
  await page.locator('[data-part=now] [data-state=approved]').waitFor();
  await idle(page);
  await shootBoth(page, tools, 'filing-approved');
}

/** The hospital's office files for another in-patient; it has seen the papers. */
async function officeFiles(office, { person, area, insurance }, target) {
  const { institution } = office.me;
  const form = {
    filing_kind: 'long_term_resident',
    target,
    from: admitted,
    admitted,
    institution,
    declaration: 'yes',
  };
  const opening = { person, kind: 'filing', area, insurance, form };
  const opened = await office.ask('POST', '/v1/cases', opening);
  assert.equal(opened.status, 201, JSON.stringify(opened.body));
  const at = `/v1/cases/${opened.body.case}`;
  const materials = opened.body.materials
    .filter(({ certain }) => certain)
    .flatMap(({ choices }) => choices[0])
    .map(({ row }) => ({ row, original_seen: true }));
  const saved = await office.ask('PUT', `${at}/draft`, { version: 1, form, materials });
  assert.equal(saved.status, 200, JSON.stringify(saved.body));
  const done = await office.ask('POST', `${at}/actions`, { version: 1, action: 'submit' });
  return done;
}

async function madeGoodInHospital(context, base, tools) {
  const counter = await signedIn(base, 'demo.institution_system');
  const office = await signedIn(base, 'demo.institution_office');
  const patient = await signedIn(base, 'demo.retired');
  const other = await signedIn(base, 'demo.child');
  const target = await areaOf(counter);
  const unfiled = await settledThenReversed(
    counter,
    discharged('unfiled', counter, patient.me.person),
  );
  const page = await openPage(context, 'about:blank', tools.complaints, { expectedStatus: [401] });
  await page.setViewportSize(phone);
  await filesOnThePhone(page, base, target, tools);
  await page.close();
  const filed = await settledFor(counter, discharged('filed', counter, patient.me.person));
  assert.notEqual(filed, unfiled, 'the filing decides');

  const without = await settledThenReversed(
    counter,
    discharged('unfiled', counter, other.me.person),
  );
  const [coverage] = (await other.ask('GET', '/v1/people/me/coverage')).body.coverages;
  const inpatient = {
    person: other.me.person,
    area: coverage.area.code,
    insurance: coverage.insurance.code,
  };
  const done = await officeFiles(office, inpatient, target);
  assert.equal(done.status, 200, JSON.stringify(done.body));
  assert.equal(done.body.state.code, 'approved');
  const withIt = await settledFor(counter, discharged('filed', counter, other.me.person));
  assert.notEqual(withIt, without, 'the filing of the office decides');
  // Once the stay is settled it is too late for another kind of filing.
  const late = await officeFiles(office, inpatient, target);
  assert.equal(late.status, 422, JSON.stringify(late.body));
  const codes = late.body.errors.map(({ code }) => code);
  assert.ok(codes.includes('past_deadline'), JSON.stringify(late.body));
  return `phone: ${unfiled}, filed ${filed}; office: ${without}, filed ${withIt}`;
}

export const filingJourneys = [{ name: 'filing-made-good-in-hospital', run: madeGoodInHospital }];
