// Journeys of cases against a real server in demo mode; journey.mjs runs them. Each shows the same
// bill paid otherwise without the case.
import { strict as assert } from 'node:assert';
import { desk, openPage, phone } from './browser.mjs';
import { signedIn } from './portal_journeys.mjs';

export const idle = (page) => page.waitForFunction(() => !document.querySelector('.waiting'));
export const chinaDay = (days) =>
  new Date(Date.now() + (8 + 24 * days) * 3_600_000).toISOString().slice(0, 10);

/** A picture that a browser can send: one white pixel. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg==',
  'base64',
);

const sums = {
  full_self_pay: '1000.00',
  over_limit: '0.00',
  self_pay_first: '2000.00',
  in_scope: '27000.00',
};
const billed = (name, counter, person) => ({
  message_id: `${name}-${Date.now()}`,
  institution: counter.me.institution,
  person,
  visit: '21',
  admitted_on: chinaDay(0),
  on: chinaDay(0),
  bill: { total: '30000.00', sums },
});

/** A picture for each paper that is wanted. */
export async function handIn(page) {
  for (let index = 0; index < 20; index += 1) {
    const open = page.locator('.paper-group').first().locator('.wanted > li:not(.enough)').first();
    if ((await open.count()) === 0) return;
    await open.locator('[data-add]').first().click();
    await page.selectOption('#paper-kind', 'other');
    const bytes = Buffer.concat([picture, Buffer.alloc(index)]);
    const file = { name: `paper-${index}.png`, mimeType: 'image/png', buffer: bytes };
    await page.locator('[data-part=file]').setInputFiles(file);
    await open
      .page()
      .waitForFunction((before) => document.querySelectorAll('.handed li').length > before, index);
  }
}

/** Files long-term residence on the phone; it takes effect at once, and the hospital's bill obeys it. */
async function files(context, base, tools) {
  const counter = await signedIn(base, 'demo.institution_system');
  const insured = await signedIn(base, 'demo.parent');
  const { person } = insured.me;
  const catalogue = await counter.ask('GET', `/v1/institutions?q=${counter.me.institution}`);
  const where = (await insured.ask('GET', '/v1/people/me/coverage')).body;
  const target = catalogue.body.institutions?.[0]?.area ?? '';
  assert.match(target, /^\d{6}$/, 'where the hospital is');
  assert.deepEqual(
    where.filings.filter(({ state }) => state === 'in_force'),
    [],
    'nothing is filed before',
  );
  const without = billed('case-without', counter, person);
  const before = await counter.ask('POST', '/v1/settlements', without);
  if (before.status === 201) {
    const reversal = {
      message_id: `${without.message_id}-r`,
      institution: counter.me.institution,
      person,
      original_message_id: without.message_id,
    };
    const reversed = await counter.ask('POST', '/v1/reversals', reversal);
    assert.equal(reversed.status, 201, JSON.stringify(reversed.body));
  }

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
  await page.locator('[data-path="/form/target"] .pick').click();
  await page.locator('.sheet-input input, .sheet-box input').first().fill(target);
  await page.locator('[role=option]').filter({ hasText: target }).first().click();
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
  for (const [name, size] of [
    ['390', phone],
    ['1440', desk],
  ]) {
    await page.setViewportSize(size);
    await tools.checkQuality(page, `approved ${name}`);
    await tools.shoot(page, `case-approved-${name}`);
  }
  await page.close();

  const after = await counter.ask('POST', '/v1/settlements', billed('case-with', counter, person));
  assert.equal(after.status, 201, JSON.stringify(after.body));
  if (before.status === 201)
    assert.notEqual(after.body.totals.person, before.body.totals.person, 'the case decides');
  const unfiled = before.status === 201 ? before.body.totals.person : `refused ${before.status}`;
  return `without ${unfiled}, filed ${after.body.totals.person}`;
}

export const caseJourneys = [{ name: 'case-files-long-term-residence', run: files }];
