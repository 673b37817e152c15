// What journeys of cases share: days, lists to choose from, photos, a stay that is settled.
import { strict as assert } from 'node:assert';
import { desk, phone } from './browser.mjs';

export const idle = (page) => page.waitForFunction(() => !document.querySelector('.waiting'));
export const chinaDay = (days) =>
  new Date(Date.now() + (8 + 24 * days) * 3_600_000).toISOString().slice(0, 10);

/** A photo that a browser can send: one pixel, and a few bytes that make it another each time. */
const photo = (salt) => ({
  name: `photo-${salt}.png`,
  mimeType: 'image/png',
  buffer: Buffer.concat([
    Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg==',
      'base64',
    ),
    Buffer.alloc(salt),
  ]),
});

/** A photo for each paper that is asked for; one person hands in no photo twice. */
export async function handIn(page, salt = 0) {
  for (let index = 0; index < 20; index += 1) {
    const open = page.locator('.paper-group').first().locator('.wanted > li:not(.enough)').first();
    if ((await open.count()) === 0) return;
    await open.locator('[data-add]').first().click();
    await page.selectOption('#paper-kind', 'other');
    const before = await page.locator('.handed li').count();
    await page.locator('[data-part=file]').setInputFiles(photo(salt + index));
    await page.waitForFunction(
      (count) => document.querySelectorAll('.handed li').length > count,
      before,
    );
  }
}

/** Finds by what is typed, in a list that is searched. */
export async function pick(page, path, text) {
  await page.locator(`[data-path="${path}"] .pick`).click();
  await page.locator('.sheet-input input, .sheet-box input').first().fill(text);
  await page.locator('[role=option]').filter({ hasText: text }).first().click();
}

/** Looked at and kept in both widths; the wider one stays. */
export async function shootBoth(page, tools, name) {
  for (const [width, size] of [
    ['390', phone],
    ['1440', desk],
  ]) {
    await page.setViewportSize(size);
    await idle(page);
    await tools.checkQuality(page, `${name} ${width}`);
    await tools.shoot(page, `${name}-${width}`);
  }
}

/** The area that the counter's institution lies in. */
export async function areaOf(counter) {
  const found = await counter.ask('GET', `/v1/institutions?q=${counter.me.institution}`);
  return found.body.institutions[0].area;
}

/** A stay of the person at the counter's institution, until today. */
export const stay = (name, counter, person, admitted, bill) => ({
  message_id: `${name}-${Date.now()}`,
  institution: counter.me.institution,
  person,
  visit: '21',
  admitted_on: admitted,
  on: chinaDay(0),
  bill,
});

/** What the person pays of the stay. */
export async function settledFor(counter, wanted) {
  const reply = await counter.ask('POST', '/v1/settlements', wanted);
  assert.equal(reply.status, 201, JSON.stringify(reply.body));
  return reply.body.totals.person;
}

/** The same, or why it is refused; a settlement is taken back at once. */
export async function settledThenReversed(counter, wanted) {
  const reply = await counter.ask('POST', '/v1/settlements', wanted);
  if (reply.status !== 201) return `refused: ${reply.body.code}`;
  const back = await counter.ask('POST', '/v1/reversals', {
    message_id: `${wanted.message_id}-r`,
    institution: wanted.institution,
    person: wanted.person,
    original_message_id: wanted.message_id,
  });
  assert.equal(back.status, 201, JSON.stringify(back.body));
  return reply.body.totals.person;
}
