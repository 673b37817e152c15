// Journeys through the guide against a real server; journey.mjs runs them.
import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import { desk, fen, openPage, phone, reads, settled } from './browser.mjs';

const day = '2026-03-02';

async function ask(base, question) {
  const response = await fetch(`${base}/v1/guide?${new URLSearchParams(question)}`);
  assert.equal(response.status, 200);
  return response.json();
}

async function heading(page) {
  return page.locator('[data-heading]').innerText();
}

/** Something that leads on, and the heading of what comes next. */
async function onward(page, button) {
  const before = await page.locator('[data-heading]').textContent();
  await button.click();
  await page.waitForFunction((old) => {
    const now = document.querySelector('[data-heading]')?.textContent;
    return now !== undefined && now !== old;
  }, before);
}

/** After each answer the focus stands on the new page's heading. */
async function atHeading(page, text) {
  await page.locator('[data-heading]').filter({ hasText: text }).waitFor();
  await page.waitForFunction(() => 'heading' in document.activeElement.dataset);
}

async function start(context, base, matter, { insured, treatment, insurance, on }, tools) {
  const page = await openPage(context, `${base}/guide`, tools.complaints);
  await page.setViewportSize(phone);
  await page.locator(`[data-matter=${matter}]`).click();
  await atHeading(page, '先说几件事');
  await tools.pickArea(page, '/insured', insured);
  if (treatment) await tools.pickArea(page, '/treatment', treatment);
  await page.locator(`[data-path="/insurance"] input[value="${insurance}"]`).check();
  if (on) await page.locator('#guide-on').fill(on);
  return page;
}

async function see(page) {
  await page.getByRole('button', { name: '看怎么办' }).click();
  await page.waitForSelector('#result[aria-busy=false] [data-heading]:not(:text("先说几件事"))');
}

async function answer(page, value) {
  await onward(page, page.locator(`[data-value="${value}"]`));
}

async function shownNames(page) {
  return page.locator('#guide-materials .tick-text').allInnerTexts();
}

/** Everything that the server says to bring stands on the list, and nothing else. */
async function checkMaterials(page, guide) {
  const due = guide.materials.flatMap(({ choices }) => choices.flat());
  const shown = await shownNames(page);
  assert.equal(shown.length, due.length);
  for (const { name } of due)
    assert.ok(
      shown.some((text) => text.startsWith(name.zh)),
      name.zh,
    );
  const certain = guide.materials.filter(({ choices }) =>
    choices.some((rows) => rows.every((row) => row.certain)),
  );
  assert.equal(await page.locator('[data-part=checklist] > li').count(), certain.length);
}

/** A retiree asks how to be treated elsewhere, and what filing saves. */
async function retiree(context, base, tools) {
  const told = { insured: '360100', treatment: '110000', insurance: '310', on: day };
  const from = { ...told, insured: ['360100', 'nc'], treatment: ['110000', '1100'] };
  const page = await start(context, base, 'filing', from, tools);
  await see(page);
  await atHeading(page, '备案类型');
  await tools.checkQuality(page, 'question');
  await tools.shoot(page, 'guide-question-390');
  await answer(page, 'long_term_retiree');
  if ((await page.locator('.ticks').count()) > 0) {
    await page.locator('.tick').first().click();
    await page.getByRole('button', { name: '继续' }).click();
  }
  await atHeading(page, '要先备案');
  const cost = page.locator('#guide-cost');
  await cost.locator('[data-part=headline]').waitFor();
  const begin = page.locator('[data-part=start] a');
  assert.equal(await begin.getAttribute('href'), '/my/cases/new#at=filing', 'filed from here');
  assert.match(await page.title(), /^去外地看病前备案 · 办事指南/);
  assert.equal(
    await cost.locator('[data-path="/person/retired"] input[value=true]').isChecked(),
    true,
  );
  await cost.locator('[data-path="/bill/total"] input').fill('60000');
  await page.waitForSelector('.cost[aria-busy=false]');
  const sums = await cost.locator('.comparison td.money').allInnerTexts();
  const filed = fen(sums[0]);
  const rowOf = cost.locator('.comparison tbody tr').filter({ hasText: '未备案' });
  const unfiled = await rowOf.locator('td.money').innerText();
  assert.ok(filed < fen(unfiled), 'filing saves');
  await tools.checkQuality(page, 'guide 390');
  await tools.shoot(page, 'guide-filing-390');
  await page.screenshot({ path: join(tools.shots, 'guide-filing-390-first.png') });

  const chosen = new URLSearchParams(new URL(page.url()).hash.slice(1));
  const guide = await ask(base, {
    ...told,
    matter: 'filing',
    filing_kind: 'long_term_retiree',
    situation: chosen.get('t.situation') ?? '',
  });
  await checkMaterials(page, guide);

  const link = await page.getByRole('link', { name: '到费用测算里细算' }).getAttribute('href');
  const estimator = await openPage(context, base + link, tools.complaints);
  await settled(estimator);
  const total = await estimator.locator('[data-path="/bill/total"] input').inputValue();
  assert.equal(total, '60,000.00');
  const same = await estimator.locator('[data-part=headline]');
  assert.ok((await same.innerText()).includes(sums[0]), 'the estimator says the same sum');
  await estimator.close();

  const wide = await openPage(context, 'about:blank', tools.complaints);
  await wide.setViewportSize(desk);
  await wide.goto(page.url());
  await wide.locator('#guide-cost [data-part=headline]').waitFor();
  assert.equal(await heading(wide), await heading(page));
  const said = await wide.locator('.situation .in-short').innerText();
  assert.match(said, /异地安置退休人员/, 'what was told stands with its name behind a link');
  assert.deepEqual(await shownNames(wide), await shownNames(page));
  await tools.shoot(wide, 'guide-filing-1440');
  await tools.checkQuality(wide, 'guide 1440');
  await wide.locator('[data-action=language]').click();
  await wide.waitForSelector('html[lang=en]');
  await tools.checkQuality(wide, 'guide English');
  assert.deepEqual(await tools.chineseLeft(wide), [], 'Chinese left in English');
  await wide.close();
  await page.close();
  return `filed ${sums[0]}, unfiled ${unfiled}`;
}

/** Who rents a home elsewhere ticks off what a claim needs, prints it, and goes back. */
async function claimant(context, base, tools) {
  const from = {
    insured: ['360100', 'nc'],
    treatment: ['110000', '1100'],
    insurance: '310',
    on: day,
  };
  const page = await start(context, base, 'claim', from, tools);
  await see(page);
  await answer(page, 'long_term_resident');
  await page.locator('.tick input[value=renting]').check();
  await page.getByRole('button', { name: '继续' }).click();
  await atHeading(page, '报销');
  const guide = await ask(base, {
    matter: 'claim',
    insured: '360100',
    treatment: '110000',
    insurance: '310',
    on: day,
    filing_kind: 'long_term_resident',
    situation: 'renting',
  });
  await checkMaterials(page, guide);
  const boxes = page.locator('[data-part=checklist] input');
  const ready = page.locator('.ready');
  await reads(ready, /已备好 0 样/);
  await boxes.first().focus();
  await page.keyboard.press('Space');
  await reads(ready, /已备好 1 样/);
  await page.locator('.tick input[value=lease]').check();
  assert.match(await ready.innerText(), /已备好 1 样/, 'papers that go together');
  await page.locator('.tick input[value=rent_receipts]').check();
  await reads(ready, /已备好 2 样/);
  const unknown = guide.terms.filter(({ known }) => !known);
  assert.equal(await page.locator('[data-part=terms] .may').count(), unknown.length);
  await tools.shoot(page, 'guide-claim-390');

  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 794, height: 1123 });
  assert.equal(await page.locator('.guide-bar').isVisible(), false);
  assert.equal(await page.locator('.situation dl').isVisible(), true);
  assert.equal(await page.locator('#guide-materials .box').first().isVisible(), true);
  assert.equal(await page.locator('#guide-materials cite').first().isVisible(), true);
  await page.screenshot({ path: join(tools.shots, 'guide-print.png'), fullPage: true });
  await page.pdf({ path: join(tools.shots, 'guide-print.pdf'), preferCSSPageSize: true });
  await page.emulateMedia({ media: 'screen' });
  await page.setViewportSize(phone);

  await page.locator('.situation summary').click();
  if (!(await page.locator('.situation dl').isVisible()))
    await page.locator('.situation summary').click();
  await page.getByRole('button', { name: '改：备案类型' }).click();
  await atHeading(page, '备案类型');
  await page.goBack();
  await atHeading(page, '报销');
  await page.close();
  return `${guide.materials.length} things to bring, ${unknown.length} terms unknown`;
}

/** Who knows nothing gets an answer all the same, with what may apply set apart. */
async function unsure(context, base, tools) {
  const from = { insured: ['360100', 'nc'], treatment: ['110000', '1100'], insurance: 'unknown' };
  const page = await start(context, base, 'filing', from, tools);
  await see(page);
  for (
    let asked = 0;
    asked < 20 && (await page.locator('[data-action=unknown]').count());
    asked += 1
  ) {
    await onward(page, page.locator('[data-action=unknown]'));
  }
  const guide = await ask(base, { matter: 'filing', insured: '360100', treatment: '110000' });
  await checkMaterials(page, guide);
  const may = page.locator('[data-part=may]');
  assert.match(await may.innerText(), /可能需要[^]*如果是/);
  const boxes = await may.count();
  await page.locator('#guide-cost').getByRole('button', { name: '去补上' }).waitFor();
  await tools.checkQuality(page, 'unsure');
  await tools.shoot(page, 'guide-unsure-390');
  await may.getByRole('button', { name: '备案类型' }).click();
  await atHeading(page, '备案类型');
  await answer(page, 'referral');
  const fewer = page.locator('#guide-materials .tick-text');
  await page.waitForSelector('[data-part=headline]');
  assert.ok(
    (await fewer.count()) < guide.materials.flatMap(({ choices }) => choices.flat()).length,
  );
  await page.close();
  return `${guide.materials.length} things, ${boxes} box of what may apply`;
}

/** Where the rules name a telephone, one tap dials it. */
async function telephone(context, base, tools) {
  const code = '411400';
  const guide = await ask(base, { matter: 'inquiry', insured: code });
  const phones = guide.channels.flatMap(({ cells }) => cells.filter(({ key }) => key === 'phone'));
  assert.ok(phones.length > 0, 'its rules name telephones');
  const page = await openPage(context, 'about:blank', tools.complaints);
  await page.setViewportSize(phone);
  await page.goto(`${base}/guide#v=1&do=inquiry&from=${code}&at=answer`);
  await page.waitForSelector('#guide-channels');
  const hrefs = await page
    .locator('#guide-channels a.phone')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  const due = phones.flatMap(({ codes }) => codes).map((text) => `tel:${text.replace(/\D/g, '')}`);
  assert.deepEqual(hrefs.slice().sort(), [...due, 'tel:12393'].sort());
  const first = page.locator('#guide-channels .rows > li').first();
  assert.equal(await first.locator('a.phone').count(), 1, 'a telephone first');
  for (const link of await page.locator('a.phone').all())
    assert.ok((await link.boundingBox()).height >= 43.5, 'a finger finds it');
  await tools.checkQuality(page, 'telephones');
  await tools.shoot(page, 'guide-telephone-390');
  await page.getByRole('button', { name: '大字' }).click();
  await tools.checkQuality(page, 'telephones, large text');
  await page.getByRole('button', { name: '大字' }).click();
  await page.close();
  return `${hrefs.length} telephones`;
}

/** The two doors lead to each other, and the link of an answer names nobody. */
async function doors(context, base, tools) {
  const page = await openPage(context, `${base}/`, tools.complaints);
  await settled(page);
  await page.getByRole('link', { name: '办事指南' }).click();
  await page.waitForSelector('[data-matter=filing]');
  await page.waitForFunction(() => /办事指南/.test(document.title));
  await tools.checkQuality(page, 'doors 390');
  await tools.shoot(page, 'guide-doors-390');
  await page.setViewportSize(desk);
  await tools.checkQuality(page, 'doors 1440');
  await tools.shoot(page, 'guide-doors-1440');
  await page.locator('[data-matter=claim]').click();
  await page.getByRole('button', { name: '看怎么办' }).click();
  assert.match(await page.locator('.fault').innerText(), /请先选/);
  await page.waitForFunction(() => document.activeElement.id === 'field-insured');
  await tools.checkQuality(page, 'missing area');
  assert.match(page.url(), /\/guide#v=1&do=claim&at=where$/);
  await page.getByRole('link', { name: '费用测算' }).click();
  await settled(page);
  assert.equal(await page.locator('.form').isVisible(), true);
  await page.close();
  return 'there and back';
}

export const guideJourneys = [
  { name: 'guide-doors', run: doors },
  { name: 'guide-retiree-files', run: retiree },
  { name: 'guide-renter-claims', run: claimant },
  { name: 'guide-who-does-not-know', run: unsure },
  { name: 'guide-telephone', run: telephone },
];
