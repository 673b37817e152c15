// Journeys of cases against a real server in demo mode; journey.mjs runs them. Each shows the same
// bill paid otherwise without the case.
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

const bill = {
  total: '30000.00',
  sums: {
    full_self_pay: '1000.00',
    over_limit: '0.00',
    self_pay_first: '2000.00',
    in_scope: '27000.00',
  },
};
const billed = (name, counter, person) => stay(name, counter, person, chinaDay(0), bill);

/** Files long-term residence on the phone; it takes effect at once, and the hospital's bill obeys it. */
async function files(context, base, tools) {
  const counter = await signedIn(base, 'demo.institution_system');
  const insured = await signedIn(base, 'demo.parent');
  const { person } = insured.me;
  const where = (await insured.ask('GET', '/v1/people/me/coverage')).body;
  const target = await areaOf(counter);
  assert.match(target, /^\d{6}$/, 'where the hospital is');
  assert.deepEqual(
    where.filings.filter(({ state }) => state === 'in_force'),
    [],
    'nothing is filed before',
  );
  const unfiled = await settledThenReversed(counter, billed('case-without', counter, person));

  const page = await openPage(context, 'about:blank', tools.complaints, { expectedStatus: [401] });
  await page.setViewportSize(phone);
  await page.goto(`${base}/my/cases`);
  await page.locator('[data-account="demo.parent"]').click();
  await page.locator('[data-kind=filing]').click();
  await page.locator('[data-action=start]').click();
  const kind = page.locator('[data-path="/form/filing_kind"] input[value=long_term_resident]');
  await kind.check();
  await tools.shoot(page, 'case-question-390');
  await page.locator('[data-action=next]').click();
  await pick(page, '/form/target', target);
  await page.locator('[data-action=next]').click();
  await page.locator('[data-path="/form/from"] input').fill(chinaDay(0));
  await page.locator('[data-action=next]').click();
  await page.locator('[data-action=next]').click();
  await page.locator('.wanted').first().waitFor();
  await handIn(page);
  await tools.checkQuality(page, 'papers 390');
  await tools.shoot(page, 'case-papers-390');
  await page.locator('[data-action=next]').click();
  await page.locator('[data-action=declare]').check();
  await tools.shoot(page, 'case-check-390');
  await page.locator('[data-action=submit]').click();
  await page.locator('[data-part=now] [data-state=approved]').waitFor();
  await idle(page);
  await shootBoth(page, tools, 'case-approved');
  await page.close();

  const filed = await settledFor(counter, billed('case-with', counter, person));
  assert.notEqual(filed, unfiled, 'the case decides');
  return `without ${unfiled}, filed ${filed}`;
}

export const caseJourneys = [{ name: 'case-files-long-term-residence', run: files }];
