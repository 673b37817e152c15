// Journeys through the pages, in a real browser against a real server.
//   node tests/journey.mjs --base http://127.0.0.1:PORT [--shots DIR] [--only BEGINNING]     (or YITONG_BASE)
// Ends with "N passed, N failed"; the exit code is 1 when anything failed.
import { strict as assert } from 'node:assert';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  axeFindings,
  chineseLeft,
  desk,
  fen,
  openPage,
  phone,
  settled,
  sizeAndContrastFindings,
  smallDesk,
  sumFen,
  withBrowser,
} from './browser.mjs';
import { guideJourneys } from './guide_journeys.mjs';
import { caseJourneys } from './case_journeys.mjs';
import { claimJourneys } from './claim_journeys.mjs';
import { drugJourneys } from './drug_journeys.mjs';
import { filingJourneys } from './filing_journeys.mjs';
import { portalJourneys } from './portal_journeys.mjs';

const { values: options } = parseArgs({
  options: {
    base: { type: 'string' },
    shots: { type: 'string', default: 'shots' },
    only: { type: 'string', default: '' },
  },
});
const address = options.base ?? process.env.YITONG_BASE;
if (!address) throw new Error('usage: journey.mjs --base http://127.0.0.1:PORT [--shots DIR]');
const base = address.replace(/\/$/, '');

const cases = [
  {
    name: 'beijing-retiree-filed-in-nanchang',
    insured: ['110000', 'beijing'],
    treatment: ['360100', 'nanchang'],
    insurance: '310',
    retired: 'true',
    filing: 'long_term',
  },
  {
    name: 'nanchang-resident-unfiled-in-beijing',
    insured: ['360100', 'nc'],
    treatment: ['110000', '1100'],
    insurance: '390',
    retired: null,
    filing: 'none',
  },
];

async function pickArea(page, path, [code, typed]) {
  await page.locator(`[data-path="${path}"] .pick`).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('combobox').fill(typed);
  await sheet.getByRole('option').filter({ hasText: code }).first().waitFor();
  await sheet.getByRole('option').filter({ hasText: code }).first().click();
  await sheet.waitFor({ state: 'hidden' });
  await settled(page);
}

async function choose(page, path, value) {
  await page.locator(`[data-path="${path}"] input[value="${value}"]`).check();
}

async function enter(page, path, text) {
  await page.locator(`[data-path="${path}"] input`).fill(text);
}

async function fillForm(page, person) {
  await page.waitForSelector('[data-path="/bill/total"]');
  await settled(page);
  await pickArea(page, '/insured_area', person.insured);
  await pickArea(page, '/treatment_area', person.treatment);
  await page.locator('[data-path="/on"] input').fill('2025-03-20');
  await settled(page);
  await choose(page, '/insurance', person.insurance);
  if (person.retired) await choose(page, '/person/retired', person.retired);
  await choose(page, '/visit', '21');
  await choose(page, '/institution', '3');
  await choose(page, '/filing', person.filing);
  await enter(page, '/bill/total', '50,000');
  await page.locator('details[data-path="/bill/sums"] > summary').click();
  await enter(page, '/bill/sums/full_self_pay', '1200');
  await enter(page, '/bill/sums/self_pay_first', '800');
  await page.locator('[data-path="/bill/total"] input').blur();
  await settled(page);
}

/** Text without the no-break spaces that hold an amount and its unit together. */
function plain(text) {
  return text.replaceAll('\u00a0', ' ');
}

/** Every figure on the page is the server's, and the parts are the whole, to the fen. */
async function checkSums(page, question) {
  const response = await fetch(`${base}/v1/quotes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: question,
  });
  assert.equal(response.status, 200);
  const quote = await response.json();
  assert.notEqual(quote.outcome, 'refused');
  const total = fen('50000.00');
  assert.equal(fen(quote.totals.total), total);
  assert.equal(sumFen(quote.parts.map(({ amount }) => amount)), total, 'parts');
  assert.equal(sumFen(quote.waterfall.map(({ amount }) => amount)), total, 'waterfall of the API');
  const layers = sumFen(quote.layers.map(({ paid }) => paid));
  assert.equal(layers, fen(quote.totals.funds), 'layers');
  assert.equal(layers + fen(quote.totals.person), total, 'funds and person');

  const shown = await page.locator('[data-part=waterfall] [data-amount]').allTextContents();
  assert.equal(sumFen(shown), total, 'the picture');
  const due = quote.waterfall.map(({ amount }) => amount).filter((amount) => fen(amount) !== 0n);
  assert.deepEqual(shown.map(fen), due.map(fen));
  const headline = plain(await page.locator('[data-part=headline]').textContent());
  assert.equal(headline.replaceAll(',', ''), quote.headline.zh.replaceAll(',', ''));
  if (quote.outcome === 'exact')
    assert.ok(headline.replaceAll(',', '').includes(quote.totals.person));
  return quote;
}

async function checkSteps(page, quote) {
  const heads = page.locator('.step-head');
  assert.equal(await heads.count(), quote.steps.length);
  for (let index = 0; index < quote.steps.length; index += 1) {
    await heads.nth(index).click();
    const body = page.locator('.step-body').nth(index);
    await body.waitFor();
    const text = await body.textContent();
    const { source } = quote.steps[index];
    if (source) assert.ok(text.includes(source.clause) && text.includes(source.document));
    const result = await body.locator('[data-part=step-result]').textContent();
    assert.equal(result.replaceAll(',', ''), quote.steps[index].result);
  }
}

async function checkQuality(page, where) {
  assert.deepEqual(await axeFindings(page), [], `axe at ${where}`);
  assert.deepEqual(await sizeAndContrastFindings(page), [], `sizes at ${where}`);
}

/** The question of the whole form: no other, before or beside it, holds what was entered last. */
const isWhole = (request) =>
  request.url().endsWith('/v1/quotes') &&
  request.postDataJSON().bill.sums?.self_pay_first === '800.00';

/** The whole page as one picture: a window as tall as the page, so that nothing hangs in it. */
async function shoot(page, name) {
  const { width, height } = page.viewportSize();
  const tall = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: tall });
  await page.waitForTimeout(100);
  await page.screenshot({ path: join(options.shots, `${name}.png`), fullPage: true });
  await page.setViewportSize({ width, height });
}

async function journey(context, person, complaints) {
  const page = await openPage(context, `${base}/`, complaints);
  const asked = [];
  page.on('request', (request) => asked.push(request));
  await page.setViewportSize(phone);
  await fillForm(page, person);
  const question = asked.filter(isWhole).at(-1)?.postData() ?? '';
  assert.notEqual(question, '', 'asked with all that was entered');
  const sent = JSON.parse(question);
  assert.equal(sent.insured_area, person.insured[0]);
  assert.equal(sent.treatment_area, person.treatment[0]);
  assert.equal(sent.filing, person.filing);
  for (const group of await page.locator('.choices').all()) {
    assert.equal(await group.locator('input:checked').count(), 1, 'every question has an answer');
  }
  assert.deepEqual(sent.bill.sums, {
    full_self_pay: '1200.00',
    over_limit: '0.00',
    self_pay_first: '800.00',
    in_scope: '48000.00',
  });
  const quote = await checkSums(page, question);
  await shoot(page, `${person.name}-390`);
  await page.screenshot({ path: join(options.shots, `${person.name}-390-first.png`) });
  await checkQuality(page, '390 px');
  await checkSteps(page, quote);
  await shoot(page, `${person.name}-390-steps`);

  const headline = await page.locator('[data-part=headline]').textContent();
  const shared = await openPage(context, page.url(), complaints);
  await shared.waitForSelector('[data-part=headline]');
  await settled(shared);
  assert.equal(await shared.locator('[data-part=headline]').textContent(), headline);
  await shared.setViewportSize(desk);
  await shoot(shared, `${person.name}-1440`);
  await checkQuality(shared, '1440 px');

  await shared.locator('[data-action=language]').click();
  await shared.waitForSelector('html[lang=en]');
  const english = plain(await shared.locator('[data-part=headline]').textContent());
  assert.equal(english.replaceAll(',', ''), quote.headline.en.replaceAll(',', ''));
  await shoot(shared, `${person.name}-1440-en`);
  await checkQuality(shared, 'English');
  assert.deepEqual(await chineseLeft(shared), [], 'Chinese left in English');
  await shared.close();
  await page.close();
  return `you pay ${quote.totals.person} of ${quote.totals.total}`;
}

/** An area of which little is known: chosen by initials, refused, and led to what can be told. */
async function scarceJourney(context, complaints) {
  const listed = await (await fetch(`${base}/v1/areas`)).json();
  const details = await Promise.all(
    listed.map(async ({ code }) => (await fetch(`${base}/v1/areas/${code}`)).json()),
  );
  const scarce = details.find(
    ({ insurances }) =>
      insurances.length === 1 &&
      insurances[0].visits.every(({ benefit }) => benefit === 'outpatient'),
  );
  if (!scarce) return 'no area of which little is known';
  const page = await openPage(context, `${base}/`, complaints);
  await page.waitForSelector('.known');
  await settled(page);
  await pickArea(page, '/insured_area', [scarce.code, scarce.name.zh]);
  assert.equal(await page.locator('[data-path="/visit"] input[value="21"]').isDisabled(), true);
  const { unknown, sources } = scarce.insurances[0];
  await page.locator('.known > .more > summary').click();
  const known = await page.locator('.known').innerText();
  for (const { document } of sources) assert.ok(known.includes(document), document);
  for (const { text } of unknown) assert.ok(known.includes(text.zh), text.zh);
  const ways = page.locator('.nearby-ways button');
  const refused = (await page.locator('[data-part=refusal]').count()) > 0;
  if (refused) await ways.first().waitFor();
  for (const size of [phone, smallDesk]) {
    await page.setViewportSize(size);
    await shoot(page, `scarce-${size.width}`);
    await checkQuality(page, `scarce ${size.width} px`);
  }
  if (refused) {
    assert.match(await page.locator('.refused').innerText(), /12393/);
    await ways.first().click();
    await settled(page);
  }
  assert.equal(await page.locator('[data-part=headline]').isVisible(), true);
  await page.close();
  return `${scarce.name.zh}: ${sources.length} sources, ${unknown.length} unknown`;
}

await mkdir(options.shots, { recursive: true });
let passed = 0;
let failed = 0;
const journeys = [
  ...cases.map((person) => ({
    name: person.name,
    run: (context, complaints) => journey(context, person, complaints),
  })),
  { name: 'area-of-which-little-is-known', run: scarceJourney },
  ...[
    ...guideJourneys,
    ...portalJourneys,
    ...caseJourneys,
    ...claimJourneys,
    ...drugJourneys,
    ...filingJourneys,
  ].map(({ name, run }) => ({
    name,
    run: (context, complaints) =>
      run(context, base, {
        complaints,
        shots: options.shots,
        pickArea,
        checkQuality,
        shoot,
        chineseLeft,
      }),
  })),
];
for (const { name, run } of journeys.filter(({ name }) => name.startsWith(options.only))) {
  const complaints = [];
  try {
    const said = await withBrowser((context) => run(context, complaints));
    assert.deepEqual(complaints, [], 'console');
    passed += 1;
    console.log(`ok   ${name}: ${said}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}: ${error.stack}\n     console: ${complaints.join(' | ') || 'quiet'}`);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
