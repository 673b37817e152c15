// Journeys through the person's portal against a real server in demo mode; journey.mjs runs them.
// The counter is not a page: what a hospital's own system would do is asked of the interface.
import { strict as assert } from 'node:assert';
import { desk, openPage, phone, sumFen, fen } from './browser.mjs';

const dayBefore = (days) =>
  new Date(Date.now() + (8 - 24 * days) * 3_600_000).toISOString().slice(0, 10);

async function demoPassword(base) {
  const response = await fetch(`${base}/v1/demo/accounts`);
  assert.equal(response.status, 200, 'a server with demo accounts');
  return (await response.json()).password;
}

/** Somebody who signed in over the interface: asks with the cookie, or a machine's token. */
export async function signedIn(base, account) {
  const json = { 'content-type': 'application/json', 'x-yitong': '1' };
  const said = JSON.stringify({ account, password: await demoPassword(base) });
  const reply = await fetch(`${base}/v1/sessions`, { method: 'POST', headers: json, body: said });
  assert.equal(reply.status, 201, account);
  const me = await reply.json();
  const proof = me.token
    ? { authorization: `Bearer ${me.token}` }
    : { cookie: (reply.headers.get('set-cookie') ?? '').split(';')[0] };
  const ask = async (method, path, body) => {
    const sent = { method, headers: { ...json, ...proof }, body: body && JSON.stringify(body) };
    const response = await fetch(base + path, sent);
    return { status: response.status, body: await response.json().catch(() => ({})) };
  };
  return { me, ask, proof };
}

async function enter(context, base, account, tools, path = '/my') {
  const page = await openPage(context, 'about:blank', tools.complaints, {
    expectedStatus: [401],
  });
  await page.setViewportSize(phone);
  await page.goto(base + path);
  await page.locator(`[data-account="${account}"]`).click();
  await page.waitForSelector('h1:not(:text("登录"))');
  return page;
}

const idle = (page) => page.waitForFunction(() => !document.querySelector('.waiting'));

/** The token that the page drew: the reply that it was made from. */
async function tokenShown(page, open) {
  const [reply] = await Promise.all([
    page.waitForResponse((reply) => reply.url().endsWith('/e-credentials')),
    open(),
  ]);
  assert.equal(reply.status(), 201);
  await page.locator('[data-part=qr]').waitFor();
  return (await reply.json()).token;
}

/** A parent sees the child's record, always named, and shows the child's code at a counter. */
async function parentActs(context, base, tools) {
  const counter = await signedIn(base, 'demo.institution_system');
  const page = await enter(context, base, 'demo.parent', tools);
  const choice = page.locator('[data-action=whom]');
  await choice.waitFor();
  const own = await page.locator('h1').innerText();
  await idle(page);
  await tools.shoot(page, 'portal-parent-390');
  const [child, name] = await choice
    .locator('option')
    .nth(1)
    .evaluate((option) => [option.value, option.textContent.trim()]);
  await choice.selectOption(child);
  await page.locator('h1').filter({ hasText: name }).waitFor();
  assert.notEqual(await page.locator('h1').innerText(), own);
  await idle(page);
  await tools.checkQuality(page, 'child 390');
  await tools.shoot(page, 'portal-child-390');
  await page.locator('[data-room=coverage]').click();
  await page.locator('[data-part=eligibility]').waitFor();
  assert.ok((await page.locator('[data-part=whom]').innerText()).includes(name));
  await idle(page);
  await tools.shoot(page, 'portal-child-coverage-390');
  const token = await tokenShown(page, () => page.goto(`${base}/my/code#for=${child}`));
  assert.ok((await page.locator('[data-part=whom]').innerText()).includes(name));
  const { institution } = counter.me;
  const checked = await counter.ask('POST', '/v1/credential-checks', { institution, token });
  assert.equal(checked.status, 201, JSON.stringify(checked.body));
  assert.equal(checked.body.person, child, 'the counter sees the child');
  const again = await counter.ask('POST', '/v1/credential-checks', { institution, token });
  assert.equal(again.status, 409, 'a code counts once');
  await page.close();
  return name;
}

/** A lost card is reported on the phone; the counter refuses it at once and takes the code. */
async function cardLost(context, base, tools) {
  const counter = await signedIn(base, 'demo.institution_system');
  const clerk = await signedIn(base, 'demo.window_clerk');
  const { me } = await signedIn(base, 'demo.insured');
  const { institution } = counter.me;
  const release = { clerk: 'clerk-7', verified_by: 'id_card' };
  // A run before this one may have left it frozen.
  await clerk.ask('POST', `/v1/people/${me.person}/card-releases`, release);
  const listed = await fetch(`${base}/v1/demo/people?limit=100`);
  const { people } = await listed.json();
  const { card } = people.find(({ person }) => person === me.person) ?? {};
  assert.ok(card, 'the card of the demo person');
  const check = (said) => counter.ask('POST', '/v1/credential-checks', { institution, ...said });
  assert.equal((await check({ card })).status, 201, 'the card counts before');

  const page = await enter(context, base, 'demo.insured', tools, '/my/card');
  await page.getByRole('button', { name: '卡丢了，要挂失' }).click();
  await tools.checkQuality(page, 'question');
  await tools.shoot(page, 'portal-card-question-390');
  assert.equal((await check({ card })).status, 201, 'nothing happens before the answer');
  await page.getByRole('button', { name: '要，马上挂失' }).click();
  await page.locator('[data-part=frozen]').waitFor();
  await tools.shoot(page, 'portal-card-frozen-390');
  const refused = await check({ card });
  assert.equal(refused.status, 409);
  assert.equal(refused.body.errors[0].code, 'card_frozen');
  const token = await tokenShown(page, () =>
    page.locator('[data-part=frozen]').getByRole('link', { name: '出示医保码' }).click(),
  );
  assert.equal((await check({ token })).status, 201, 'the code goes on');
  await page.goto(`${base}/my`);
  await page.locator('.notices').getByText('已挂失').waitFor();
  await page.locator('[data-part=mail]').getByText('没看过').waitFor();
  await Promise.all([
    page.waitForResponse((reply) => reply.url().endsWith('/messages/read')),
    page.locator('[data-part=mail]').click(),
  ]);
  const told = page.locator('[data-kind=card_reported]').first();
  await told.waitFor();
  assert.match(await told.innerText(), /新[^]*已挂失[^]*看社保卡/);
  await tools.checkQuality(page, 'messages 390');
  await tools.shoot(page, 'portal-messages-real-390');
  await told.getByRole('link').click();
  await page.locator('h1').filter({ hasText: '社保卡' }).waitFor();
  await page.goto(`${base}/my`);
  await page.getByText('都看过了').waitFor();
  await page.setViewportSize(desk);
  await idle(page);
  await tools.shoot(page, 'portal-home-frozen-1440');
  await page.close();
  const released = await clerk.ask('POST', `/v1/people/${me.person}/card-releases`, release);
  assert.equal(released.status, 201, 'the counter unblocks it');
  assert.equal((await check({ card })).status, 201, 'the card counts again');
  return `refused as ${refused.body.errors[0].code}`;
}

/** Who was settled for reads it step by step and opens the sheet. */
async function readsSettlement(context, base, tools) {
  const counter = await signedIn(base, 'demo.institution_system');
  const { me } = await signedIn(base, 'demo.insured');
  const sums = {
    full_self_pay: '1200.00',
    over_limit: '0.00',
    self_pay_first: '800.00',
    in_scope: '18000.00',
  };
  const made = await counter.ask('POST', '/v1/settlements', {
    message_id: `portal-${Date.now()}`,
    institution: counter.me.institution,
    person: me.person,
    visit: '21',
    admitted_on: dayBefore(12),
    on: dayBefore(5),
    bill: { total: '20000.00', sums },
  });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const page = await enter(context, base, 'demo.insured', tools, '/my/settlements');
  const newest = page.locator('.record').first();
  await newest.waitFor();
  await tools.checkQuality(page, 'settlements');
  await tools.shoot(page, 'portal-settlements-390');
  assert.ok((await newest.getAttribute('href')).includes(made.body.settlement_id));
  await newest.click();
  await page.locator('[data-part=headline]').waitFor();
  const shown = await page.locator('[data-part=waterfall] [data-amount]').allTextContents();
  assert.equal(sumFen(shown), fen('20000.00'), 'the picture is the whole bill');
  const headline = (await page.locator('[data-part=headline]').innerText()).replaceAll(',', '');
  assert.ok(headline.includes(made.body.totals?.person ?? 'totals'), headline);
  for (const [name, size] of [
    ['390', phone],
    ['1440', desk],
  ]) {
    await page.setViewportSize(size);
    await tools.checkQuality(page, `settlement ${name}`);
    await tools.shoot(page, `portal-settlement-${name}`);
  }
  const sheet = await page.locator('[data-action=sheet]').getAttribute('href');
  const pdf = await page.request.get(base + sheet);
  assert.equal(pdf.status(), 200);
  assert.match(pdf.headers()['content-type'], /^application\/pdf/);
  assert.equal((await pdf.body()).subarray(0, 5).toString(), '%PDF-');
  await page.close();
  return headline.trim();
}

/** Who paid late is refused at the counter, and reads from which day it would be paid. */
async function waits(context, base, tools) {
  const counter = await signedIn(base, 'demo.institution_system');
  const { me, ask } = await signedIn(base, 'demo.waiting');
  const view = await ask('GET', '/v1/people/me/eligibility');
  assert.equal(view.body.status, 'waiting', JSON.stringify(view.body).slice(0, 400));
  const from = view.body.pays_from;
  const sums = { full_self_pay: '0.00', over_limit: '0.00', self_pay_first: '0.00' };
  const refused = await counter.ask('POST', '/v1/settlements', {
    message_id: `waits-${Date.now()}`,
    institution: counter.me.institution,
    person: me.person,
    visit: '21',
    admitted_on: dayBefore(3),
    on: dayBefore(0),
    bill: { total: '900.00', sums: { ...sums, in_scope: '900.00' } },
  });
  assert.equal(refused.status, 422, JSON.stringify(refused.body));
  assert.equal(refused.body.code, 'not_eligible');
  assert.ok(refused.body.errors[0].remedy.zh.includes(from), 'the counter is told from when');
  const said = from.replace(/^(\d+)-0?(\d+)-0?(\d+)$/, '$1年$2月$3日');
  const page = await enter(context, base, 'demo.waiting', tools);
  const notice = page.locator('.notice', { hasText: '等待期' });
  await notice.waitFor();
  assert.ok((await notice.innerText()).includes(said), 'the first page says from when');
  await idle(page);
  await tools.checkQuality(page, 'waiting 390');
  await tools.shoot(page, 'portal-waiting-real-390');
  await notice.click();
  await page.locator('[data-part=eligibility]').waitFor();
  await idle(page);
  assert.ok((await page.locator('[data-part=eligibility]').innerText()).includes(said));
  await page.setViewportSize(desk);
  await tools.checkQuality(page, 'waiting 1440');
  await tools.shoot(page, 'portal-waiting-real-1440');
  await page.close();
  return `refused; pays from ${from}`;
}

/** Every state of benefits that the demonstration has people for says its own words. */
async function states(context, base, tools) {
  const seen = new Map();
  for (const account of ['demo.break', 'demo.arrears', 'demo.newborn', 'demo.retired']) {
    await context.clearCookies();
    const page = await enter(context, base, account, tools, '/my/coverage');
    await page.locator('[data-part=eligibility]').waitFor();
    await idle(page);
    seen.set(account, await page.locator('[data-part=eligibility]').innerText());
    await tools.shoot(page, `portal-${account.slice(5)}-390`);
    await page.close();
  }
  assert.match(seen.get('demo.break'), /断缴了[^]*怎么办/);
  for (const account of ['demo.arrears', 'demo.newborn', 'demo.retired'])
    assert.match(seen.get(account), /能用/, account);
  return `${seen.size} states`;
}

/** At the window: the card is shown, the clerk has seen who it is, a slip with the code. */
async function codeFromTheWindow(context, base, card, tools) {
  const page = await enter(context, base, 'demo.window_clerk', tools, '/desk');
  await page.setViewportSize(desk);
  await page.locator('[data-room=sign-in]').click();
  await page.fill('#new-who', card);
  await page.keyboard.press('Enter');
  await page.locator('[data-part=sign-in]').waitFor();
  await page
    .locator('.tick')
    .filter({ has: page.locator('[data-action=seen]') })
    .click();
  await page.locator('[data-action=give-code]').click();
  const code = await page.locator('[data-part=shown-code]').innerText();
  assert.match(code, /^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
  await idle(page);
  await tools.checkQuality(page, 'a code 1440');
  await tools.shoot(page, 'desk-sign-in-code-1440');
  await page.close();
  await context.clearCookies();
  return code;
}

/** Somebody who was never here gets a code at the window, sets a password and sees the own sessions. */
async function firstPassword(context, base, tools) {
  const clerk = await signedIn(base, 'demo.window_clerk');
  const { body: cast } = await clerk.ask('GET', '/v1/demo/accounts');
  const listed = `/v1/demo/people?area=${clerk.me.areas[0]}&limit=100`;
  const { people } = (await clerk.ask('GET', listed)).body;
  const known = cast.accounts.map((each) => each.person);
  const { person, card } = people.find((each) => each.card && !known.includes(each.person));
  const code = await codeFromTheWindow(context, base, card, tools);
  const page = await openPage(context, 'about:blank', tools.complaints, { expectedStatus: [401] });
  await page.setViewportSize(phone);
  await page.goto(`${base}/my/password`);
  await page.fill('#password-name', person);
  await page.fill('#password-code', code.toLowerCase());
  await page.fill('#password-password', 'three quiet words');
  await tools.checkQuality(page, 'password 390');
  await tools.shoot(page, 'portal-password-390');
  await page.keyboard.press('Enter');
  await page.locator('#login-name').waitFor();
  await page.fill('#login-name', person);
  await page.fill('#login-password', 'three quiet words');
  await page.keyboard.press('Enter');
  await page.waitForSelector('h1:not(:text("登录"))');
  const nosy = await signedIn(base, 'demo.child');
  assert.equal((await nosy.ask('GET', `/v1/people/${person}/coverage`)).status, 404);
  await page.goto(`${base}/my/settings`);
  await page.locator('[data-part=sessions] li').first().waitFor();
  await page.locator('[data-part=refusals] li').first().waitFor();
  await idle(page);
  await tools.checkQuality(page, 'settings 390');
  await tools.shoot(page, 'portal-sessions-390');
  await page.getByRole('button', { name: '全部退出' }).click();
  await page.locator('[data-action=leave-everywhere]').click();
  await page.locator('#login-name').waitFor();
  await page.close();
  return 'signed in with the password of one’s own, and out everywhere';
}

export const portalJourneys = [
  { name: 'portal-first-password', run: firstPassword },
  { name: 'portal-parent-acts-for-child', run: parentActs },
  { name: 'portal-lost-card', run: cardLost },
  { name: 'portal-reads-a-settlement', run: readsSettlement },
  { name: 'portal-waits', run: waits },
  { name: 'portal-states-of-benefits', run: states },
];
