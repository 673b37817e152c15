// Every state the page can be in, against canned replies in the contract's shape: a range, a
// refusal, faults beside their controls, a bill by lines, no server, large text, paper.
//   node tests/states.mjs [--shots DIR] [--only BEGINNING]          (needs dist/)
import { strict as assert } from 'node:assert';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  axeFindings,
  chineseLeft,
  desk,
  openPage,
  phone,
  settled,
  sizeAndContrastFindings,
  smallDesk,
  withBrowser,
  withReply,
} from './browser.mjs';
import { caseStates } from './case_states.mjs';
import { deskStates } from './desk_states.mjs';
import { portalStates } from './portal_states.mjs';
import { startFixtureServer } from './fixture_server.mjs';

const { values: options } = parseArgs({
  options: {
    shots: { type: 'string', default: 'shots' },
    only: { type: 'string', default: '' },
  },
});
const server = await startFixtureServer();
const base = `http://127.0.0.1:${server.address().port}`;
const filed =
  '#v=1&from=110000&to=360100&ins=310&on=2025-03-20&visit=21&level=3&filing=long_term&total=50000.00';

async function open(context, fragment, complaints, settings) {
  const page = await openPage(context, `${base}/${fragment}`, complaints, settings);
  await page.setViewportSize(phone);
  await page.waitForSelector('[data-path="/bill/by"]');
  await settled(page);
  return page;
}

const claim = '#v=1&do=claim&from=360100&to=110000&ins=310&on=2026-03-02&at=answer';

async function openGuide(context, fragment, complaints, settings) {
  const page = await openPage(context, `${base}/guide${fragment}`, complaints, settings);
  await page.setViewportSize(phone);
  await page.waitForSelector('#result[aria-busy=false]');
  return page;
}

async function check(page, name) {
  await page.screenshot({ path: join(options.shots, `${name}.png`), fullPage: true });
  assert.deepEqual(await axeFindings(page), [], `axe: ${name}`);
  assert.deepEqual(await sizeAndContrastFindings(page), [], `sizes: ${name}`);
}

const states = {
  async range(context, complaints) {
    const page = await open(context, filed.replace('long_term', 'other_temporary'), complaints);
    const text = (await page.locator('#result').innerText()).replaceAll('\u00a0', ' ');
    assert.match(text, /8,953\.00 至 11,953\.00/);
    assert.match(text, /降低几个百分点/);
    await check(page, 'range');
  },
  /** What is entered while an answer is on its way: the answer of before never stands for it. */
  async entryWhileAsking(context, complaints) {
    const page = await openPage(context, 'about:blank', complaints);
    const held = [];
    await page.route('**/v1/quotes', (route) => void held.push(route));
    const total = page.locator('[data-path="/bill/total"] input');
    const asked = (sum) =>
      page.waitForRequest(
        (request) =>
          request.url().endsWith('/v1/quotes') && request.postDataJSON().bill.total === sum,
      );
    await Promise.all([asked('50000.00'), page.goto(`${base}/${filed}`)]);
    await Promise.all([asked('70000.00'), total.fill('70000')]);
    const latest = async () => {
      await total.fill('90000');
      await held[1].continue().catch(() => {}); // in vain: its question has been taken back
    };
    await Promise.all([asked('90000.00'), latest()]);
    const result = page.locator('#result');
    assert.equal(await result.getAttribute('aria-busy'), 'true', 'no answer to the last entry yet');
    assert.equal(await page.locator('[data-part=headline]').count(), 0);
    await held.at(-1).continue();
    await settled(page);
    await page.locator('[data-part=headline]').waitFor();
    assert.match(page.url(), /total=90000/);
  },
  async refused(context, complaints) {
    const page = await open(context, filed.replace('level=3', 'level=1'), complaints);
    assert.match(await page.locator('.refused').innerText(), /怎么办[^]*12393/);
    await check(page, 'refused');
    await page.getByRole('button', { name: '修改条件' }).click();
    assert.equal(await page.evaluate(() => document.activeElement.name), 'field-institution');
  },
  async places(context, complaints) {
    const page = await open(context, filed, complaints);
    await page.locator('[data-path="/insured_area"] .pick').click();
    const sheet = page.getByRole('dialog');
    const titles = () => sheet.locator('.found-title').allTextContents();
    await sheet.getByRole('option').nth(2).waitFor();
    assert.match(await sheet.getByRole('option').first().innerText(), /职工、居民[^]*证据 B 级/);
    for (const typed of ['南通', 'nantong', 'nt', '3206']) {
      await sheet.getByRole('combobox').fill(typed);
      await page.waitForTimeout(200);
      assert.equal((await titles())[0], '南通市', typed);
    }
    await sheet.getByRole('combobox').fill('qz');
    await page.waitForTimeout(200);
    const found = await titles();
    assert.ok(found.indexOf('南通市') < found.indexOf('泉州市'), 'encoded first');
    assert.ok(found.indexOf('泉州市') < found.indexOf('曲周县'), 'cities before counties');
    const closed = sheet.getByRole('option').filter({ hasText: '泉州市' });
    assert.equal(await closed.getAttribute('aria-disabled'), 'true');
    assert.match(await closed.innerText(), /还没有收录/);
    await closed.click({ force: true });
    assert.equal(await sheet.isVisible(), true, 'what is not encoded cannot be picked');
    await page.screenshot({ path: join(options.shots, 'places.png') });
    assert.deepEqual(await axeFindings(page), [], 'axe: places');
    await sheet.getByRole('combobox').fill('nt');
    await page.waitForTimeout(200);
    await page.keyboard.press('Enter');
    await sheet.waitFor({ state: 'hidden' });
    await settled(page);
    assert.match(page.url(), /from=320600/);
  },
  async scarce(context, complaints) {
    const scarce = filed.replace('from=110000', 'from=320600').replace('ins=310', 'ins=390');
    const page = await open(context, scarce, complaints);
    const form = page.locator('.form');
    assert.match(await form.locator('[data-path="/insurance"]').innerText(), /已先换成/);
    assert.match(await form.locator('[data-path="/visit"]').innerText(), /已先换成“普通门诊”/);
    const inpatient = form.locator('[data-path="/visit"] input[value="21"]');
    assert.equal(await inpatient.isDisabled(), true);
    assert.match(await form.locator('[data-path="/visit"]').innerText(), /暂时不能选/);
    assert.equal(await page.locator('[data-part=known-visits]').innerText(), '普通门诊');
    assert.equal(await page.locator('[data-part=known-levels]').innerText(), '二级医院');
    assert.equal(await page.locator('[data-part=known-unknown]').innerText(), '3 个');
    await page.getByRole('button', { name: '改为“二级医院”来算' }).waitFor();
    const refusal = await page.locator('.refused').innerText();
    assert.match(refusal, /普通门诊的起付线[^]*南通市[^]*12393/);
    assert.doesNotMatch(refusal, /补充该情形的规定/);
    assert.doesNotMatch(await page.locator('.basis').innerText(), /法规原文/);
    for (const size of [phone, smallDesk]) {
      await page.setViewportSize(size);
      await check(page, `scarce-${size.width}`);
      await page.locator('[data-action=language]').click();
      await check(page, `scarce-${size.width}-en`);
      await page.locator('[data-action=language]').click();
    }
    await page.setViewportSize(phone);
    await page.locator('.known > .more > summary').focus();
    await page.keyboard.press('Enter');
    for (const table of await page.locator('.known-table > summary').all()) await table.click();
    const all = await page.locator('.known').innerText();
    for (const part of [/只见一例测算/, /65%/, /介于 0% 与 10% 之间/, /通政办发/])
      assert.match(all, part);
    await check(page, 'scarce-known');
    await page.locator('[data-path="/visit"] input:checked').focus();
    await page.keyboard.press('ArrowRight');
    const chosen = await page.locator('[data-path="/visit"] input:checked').inputValue();
    assert.equal(chosen, '11', 'arrow keys pass over what is closed');
    await page.getByRole('button', { name: '改为“二级医院”来算' }).click();
    await settled(page);
    assert.match(page.url(), /level=2/);
    assert.equal(await page.locator('[data-part=headline]').isVisible(), true);
  },
  async notEncoded(context, complaints) {
    const page = await openPage(
      context,
      `${base}/${filed.replace('from=110000', 'from=320500')}`,
      complaints,
      { expectedStatus: [422] },
    );
    await page.getByRole('button', { name: '去改：参保地' }).waitFor();
    assert.match(await page.locator('#result').innerText(), /还没有收录/);
    await check(page, 'not-encoded');
    await page.getByRole('button', { name: '去改：参保地' }).click();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('option').nth(1).click();
    await settled(page);
    assert.equal(await page.locator('[data-part=headline]').isVisible(), true);
  },
  async newParts(context, complaints) {
    const page = await open(context, filed, complaints);
    const changed = withReply((quote) => {
      const name = { zh: '超单项限额自费', en: 'Above a limit on a kind of charges' };
      const parts = [
        { part: 'over_line_limit', name, amount: '300.00' },
        { part: 'of_another_year', name: { zh: '新的一项', en: 'A new one' }, amount: '0.00' },
      ];
      const limit = { key: 'over_line_limit', name, amount: '300.00', borne_by: 'person' };
      const rows = quote.waterfall.map((row) =>
        row.key === 'band_self' ? { ...row, amount: '3123.00' } : row,
      );
      return { ...quote, parts: [...quote.parts, ...parts], waterfall: [limit, ...rows] };
    });
    await page.route('**/v1/quotes', changed);
    await page.locator('[data-path="/bill/total"] input').fill('50000');
    await page.locator('[data-path="/bill/total"] input').blur();
    await page.locator('[data-key=over_line_limit]').waitFor();
    assert.match(await page.locator('[data-part=waterfall]').innerText(), /超单项限额自费/);
    await check(page, 'new-parts');
  },
  async faults(context, complaints) {
    const page = await open(context, `${filed}&p.age=149`, complaints, { expectedStatus: [422] });
    const age = page.locator('[data-path="/person/age"]');
    assert.match(await age.innerText(), /填 0 到 120 之间的整数/);
    assert.equal(await age.locator('input').getAttribute('aria-invalid'), 'true');
    assert.equal(await page.locator('[data-part=headline]').isVisible(), false);
    await check(page, 'faults');
    await page.getByRole('button', { name: /去改：年龄/ }).click();
    assert.equal(
      await age.locator('input').evaluate((input) => input === document.activeElement),
      true,
    );
    await page.keyboard.type('68');
    await settled(page);
    assert.equal(await page.locator('[data-part=headline]').isVisible(), true);
  },
  async lines(context, complaints) {
    const page = await open(context, filed, complaints);
    await page.locator('[data-path="/bill/by"] input[value=lines]').check();
    await page.getByRole('button', { name: '添加药品或项目' }).click();
    const sheet = page.getByRole('dialog');
    await sheet.getByRole('combobox').fill('amxl');
    await sheet.getByRole('option').nth(1).waitFor();
    await page.screenshot({ path: join(options.shots, 'search.png') });
    assert.deepEqual(await axeFindings(page), [], 'axe: search');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await sheet.waitFor({ state: 'hidden' });
    await page.keyboard.type('38.5');
    await page.locator('.line-numbers input').first().fill('3');
    await page.getByRole('button', { name: '添加目录外的项目' }).click();
    await page.keyboard.type('20');
    let sent = null;
    page.on('request', (request) => (sent = request.postDataJSON() ?? sent));
    await page.locator('.line-numbers input').first().fill('2');
    await settled(page);
    assert.equal(sent.bill.total, '97.00');
    assert.deepEqual(
      sent.bill.lines.map(({ amount }) => amount),
      ['77.00', '20.00'],
    );
    await check(page, 'lines');
    const again = await open(context, new URL(page.url()).hash, complaints);
    assert.match(await again.locator('.lines > .rest').innerText(), /97\.00/);
  },
  async keyboard(context, complaints) {
    const page = await open(context, filed, complaints);
    await page.locator('[data-path="/insured_area"] .pick').focus();
    await page.keyboard.press('Enter');
    const sheet = page.getByRole('dialog');
    await sheet.getByRole('option').first().waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    assert.equal(await sheet.evaluate((node) => node.contains(document.activeElement)), true);
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'hidden' });
    assert.equal(await page.evaluate(() => document.activeElement.className), 'pick');
  },
  async unreachable(context, complaints) {
    const page = await open(context, filed, complaints);
    await page.route('**/v1/quotes', (route) => route.abort());
    await page.locator('[data-path="/filing"] input[value=none]').check();
    await page.getByRole('button', { name: '再试一次' }).waitFor();
    await check(page, 'unreachable');
    await page.unroute('**/v1/quotes');
    await page.getByRole('button', { name: '再试一次' }).click();
    await settled(page);
    assert.equal(await page.locator('[data-part=headline]').isVisible(), true);
    complaints.length = 0; // the broken connection was ours
  },
  async hostileLink(context, complaints) {
    const page = await open(
      context,
      '#v=1&from=%3Cscript%3E&level=__proto__&p.__proto__=1&total=1e9&line=~~~~&adm=999',
      complaints,
    );
    assert.equal(await page.locator('[data-part=headline]').isVisible(), true);
    assert.equal(await page.locator('[data-path="/bill/total"] input').inputValue(), '50,000.00');
  },
  async notFound(context, complaints) {
    const settings = { expectedStatus: [404] };
    const page = await openPage(context, `${base}/mine/old`, complaints, settings);
    await page.getByRole('heading', { name: '没有这一页' }).waitFor();
    assert.equal((await page.reload()).status(), 404);
    await page.getByRole('heading', { name: '没有这一页' }).waitFor();
    assert.equal(await page.title(), '没有这一页 · 异通');
    const doors = await page.locator('a.door').evaluateAll((all) => all.map((one) => one.pathname));
    assert.deepEqual(doors, ['/guide', '/', '/find', '/my']);
    for (const size of [phone, desk]) {
      await page.setViewportSize(size);
      await check(page, `not-found-${size.width}`);
    }
    await page.locator('[data-action=language]').click();
    await page.getByRole('heading', { name: 'no such page' }).waitFor();
    assert.deepEqual(await chineseLeft(page), []);
    await page.locator('a.door').nth(1).click();
    await page.waitForSelector('[data-part=headline]');
  },
  async guideTerms(context, complaints) {
    const page = await openGuide(context, claim, complaints);
    const terms = await page.locator('[data-part=terms]').innerText();
    assert.match(terms, /按 2026年3月2日 算[^]*到 2026年9月2日/);
    assert.match(terms, /还没查到[^]*0000-1234567/);
    const link = page.locator('[data-part=terms] a.phone');
    assert.equal(await link.getAttribute('href'), 'tel:00001234567');
    assert.match(await page.locator('.facts').innerText(), /最迟 2026年9月2日/);
    assert.match(await page.locator('#guide-enrolments').innerText(), /已经截止/);
    assert.equal(await page.locator('.grounds').count(), 3);
    await check(page, 'guide-terms');
    await page.locator('#guide-materials .sources summary').click();
    assert.equal(await page.locator('#guide-materials cite').first().isVisible(), true);
    await page.evaluate(() => (document.documentElement.style.fontSize = '36px'));
    await check(page, 'guide-200-percent');
  },
  async guideShare(context, complaints) {
    const page = await openGuide(context, claim, complaints);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: '复制链接' }).click();
    await page.getByText('链接已复制').waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(new URL(link).pathname, '/guide');
    const again = await openGuide(context, new URL(link).hash, complaints);
    const part = (of) => of.locator('.guide-answer').innerText();
    await again.waitForSelector('[data-part=terms]');
    await again.setViewportSize(page.viewportSize());
    const said = (text) => text.replace(/链接已复制.*/, '').trim();
    assert.equal(said(await part(again)), said(await part(page)));
  },
  async guideUnreachable(context, complaints) {
    const page = await openPage(context, 'about:blank', complaints);
    await page.setViewportSize(phone);
    await page.route('**/v1/guide?*', (route) => route.abort());
    await page.goto(`${base}/guide${claim}`);
    await page.getByRole('button', { name: '再试一次' }).waitFor();
    await check(page, 'guide-unreachable');
    await page.unroute('**/v1/guide?*');
    await page.getByRole('button', { name: '再试一次' }).click();
    await page.waitForSelector('[data-part=headline]');
    complaints.length = 0; // the broken connection was ours
  },
  async guideFaults(context, complaints) {
    const wrong = claim.replace('03-02', '13-99');
    const page = await openGuide(context, wrong, complaints, { expectedStatus: [422] });
    await page.getByRole('button', { name: '修改条件' }).click();
    await page.getByText('先说几件事').waitFor();
    await check(page, 'guide-faults');
  },
  async guideHostileLink(context, complaints) {
    const hostile = '#v=1&do=__proto__&from=%3Cscript%3E&t.__proto__=1&not=%3Cb%3E&at=answer';
    const page = await openGuide(context, hostile, complaints);
    await page.waitForSelector('[data-matter=filing]');
    await check(page, 'guide-hostile');
  },
  async largeText(context, complaints) {
    const page = await open(context, filed, complaints);
    await page.getByRole('button', { name: '大字' }).click();
    await page.locator('details[data-path="/bill/sums"] > summary').click();
    await check(page, 'large-text');
    await page.setViewportSize(desk);
    await check(page, 'large-text-1440');
    await page.getByRole('button', { name: '大字' }).click();
  },
  async doubledText(context, complaints) {
    const page = await open(context, filed, complaints);
    await page.evaluate(() => (document.documentElement.style.fontSize = '36px'));
    await check(page, 'text-200-percent');
  },
  async paper(context, complaints) {
    const page = await open(context, filed.replace('long_term', 'none'), complaints);
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('.step-body').first().isVisible(), true);
    assert.equal(await page.locator('.form').isVisible(), false);
    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
    assert.match(await page.locator('.basis').innerText(), /降低几个百分点/);
    await page.setViewportSize({ width: 794, height: 1123 });
    await page.screenshot({ path: join(options.shots, 'print.png'), fullPage: true });
    await page.pdf({ path: join(options.shots, 'print.pdf'), preferCSSPageSize: true });
  },
};

await mkdir(options.shots, { recursive: true });
const tools = { base, check, chineseLeft };
const all = { ...states, ...portalStates(tools), ...caseStates(tools), ...deskStates(tools) };
const chosen = Object.entries(all).filter(([name]) => name.startsWith(options.only));
let failed = 0;
for (const [name, run] of chosen) {
  const complaints = [];
  try {
    await withBrowser((context) => run(context, complaints));
    assert.deepEqual(complaints, [], 'console');
    console.log(`ok   ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}: ${error.stack}\n     console: ${complaints.join(' | ') || 'quiet'}`);
  }
}
server.close();
server.closeAllConnections?.();
console.log(`${chosen.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
