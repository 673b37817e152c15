// Every state of the agency's desk, against canned replies.
import { strict as assert } from 'node:assert';
import { desk, openPage, phone, smallDesk } from './browser.mjs';
import { moved } from './case_replies.mjs';
import { staff } from './portal_replies.mjs';

/** A picture as a scan would be: a page with lines. */
const scan = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 800"><rect width="600"
  height="800" fill="#fdfdf8"/><g stroke="#889" stroke-width="3">${Array.from(
    { length: 20 },
    (_, row) => `<path d="M60 ${100 + row * 32}h${300 + ((row * 97) % 180)}"/>`,
  ).join('')}</g></svg>`;

export function deskStates({ base, check, chineseLeft }) {
  async function open(context, path, complaints, settings = {}) {
    await context.addCookies([{ name: 'yitong_session', value: 'xstaff', url: base }]);
    const page = await openPage(context, 'about:blank', complaints, settings);
    await page.setViewportSize(desk);
    await page.route(/\/documents\/[^/]+\/(content|thumbnail)/, (route) =>
      route.fulfill({ contentType: 'image/svg+xml', body: scan }),
    );
    for (const [address, answer] of Object.entries(settings.routes ?? {}))
      await page.route(address, answer);
    await page.goto(base + path);
    await page.waitForSelector('.desk-title');
    await page.waitForFunction(() => !document.querySelector('.waiting, [aria-busy=true]'));
    return page;
  }
  const rows = (page) => page.locator('.desk-table tbody tr');
  const current = (page) => page.locator('.desk-table tr.current').getAttribute('data-case');

  return {
    async deskSignIn(context, complaints) {
      const page = await openPage(context, `${base}/desk`, complaints, { expectedStatus: [401] });
      await page.setViewportSize(desk);
      await page.locator('#login-name').waitFor();
      await check(page, 'desk-login');
      await page.locator('[data-account="demo.reviewer"]').click();
      await rows(page).first().waitFor();
      await page.locator('[data-action=leave]').click();
      await page.locator('#login-name').waitFor();
      assert.match(page.url(), /\/desk$/);
    },
    async deskList(context, complaints) {
      const page = await open(context, '/desk', complaints);
      assert.equal(await rows(page).count(), 6);
      assert.match(await page.locator('[data-queue="in_review claim"]').innerText(), /超时 12/);
      await check(page, 'desk-list-1440');
      await page.setViewportSize(smallDesk);
      await check(page, 'desk-list-1280');
      await page.setViewportSize(desk);
      await page.keyboard.press('j');
      await page.keyboard.press('j');
      await page.keyboard.press('k');
      assert.equal(await current(page), 'c0303-17');
      await page.keyboard.press('s');
      await page.locator('.batch').waitFor();
      await page.keyboard.press('b');
      assert.ok(await page.evaluate(() => document.activeElement.dataset.batch), 'to the buttons');
      await page.keyboard.press('s');
      await page.locator('.batch').waitFor({ state: 'detached' });
      await page.keyboard.press('/');
      assert.equal(await page.evaluate(() => document.activeElement.id), 'desk-search');
      await page.keyboard.type('李示二');
      await page.keyboard.press('Enter');
      await page.waitForFunction(
        () => document.querySelectorAll('.desk-table tbody tr').length === 1,
      );
      assert.match(decodeURIComponent(page.url()), /#search=李示二$/);
      await page.fill('#desk-search', 'nobody');
      await page.keyboard.press('Enter');
      await page.getByText('没有找到').waitFor();
      await check(page, 'desk-none');
      await page.locator('[data-queue="in_review claim"]').click();
      await page.waitForFunction(
        () => document.querySelectorAll('.desk-table tbody tr').length === 1,
      );
      await page.getByRole('button', { name: '存为视图' }).click();
      await page.getByRole('textbox', { name: '视图名称' }).fill('报销急件');
      await page.keyboard.press('Enter');
      await page.reload();
      await page.getByRole('link', { name: '报销急件' }).click();
      assert.match(page.url(), /queue=in_review&kind=claim$/);
      await page.locator('.desk-table tbody tr').first().waitFor();
      await check(page, 'desk-view');
      await page.evaluate(() => localStorage.removeItem('yitong.desk.views'));
    },
    async deskCase(context, complaints) {
      const page = await open(context, '/desk', complaints);
      await page.locator('#result').press('Enter');
      await page.locator('[data-check=lines]').waitFor();
      await page.locator('.paper-sheet img').first().waitFor();
      const checks = page.locator('.checks li').first();
      assert.match(await checks.innerText(), /✗[^]*已经报销过/, 'what does not hold stands first');
      const field = page.locator('.rows-table').filter({ hasText: '收费票据' });
      assert.match(await field.innerText(), /已经报销过/, 'and beside its field');
      const money = await page.locator('[data-part=claim-faults]').innerText();
      assert.match(money, /第 2 条 急诊手术费[^]*目录中没有/, 'why it cannot be worked out');
      assert.match(money, /第 1 条 床位费、第 2 条 急诊手术费\s+所需政策数字未知/, 'once for both');
      assert.equal(money.match(/核实该数字/g).length, 1);
      assert.doesNotMatch(money, /收到的是/, 'no name twice');
      assert.equal(await page.locator('[data-amount=insurance]').count(), 0);
      await check(page, 'desk-case-1440');
      const form = await page.locator('.deeds [data-form]').first().getAttribute('href');
      assert.match(form, /^\/v1\/cases\/c[0-9-]+\/sheet\?form=claim&language=zh$/);
      await page.locator('[data-action=larger]').first().click();
      await page.locator('[data-action=turn]').first().click();
      const style = await page.locator('.paper-sheet img').first().getAttribute('style');
      assert.match(style, /125%.*rotate\(90deg\)/);
      await page.locator('[data-action=fit]').first().click();
      await page.keyboard.press('+');
      await page.keyboard.press('o');
      assert.match(
        await page.locator('.paper-sheet img').first().getAttribute('style'),
        /125%.*rotate\(90deg\)/,
      );
      await page.keyboard.press(']');
      await page.locator('[data-thumb][aria-pressed=true]').nth(0).waitFor();
      assert.equal(
        await page.locator('[data-thumb]').nth(1).getAttribute('aria-pressed'),
        'true',
        'the next paper',
      );
      await page.keyboard.press('[');
      await page.locator('[data-action=two]').click();
      await page.locator('.paper-pane').nth(1).waitFor();
      await check(page, 'desk-case-two');
      await page.keyboard.press('j');
      await page.waitForURL(/c0303-17/);
      await page.locator('[data-act=take]').waitFor();
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
      await check(page, 'desk-help');
      await page.keyboard.press('Escape');
      await page
        .getByRole('dialog')
        .waitFor({ state: 'detached' })
        .catch(() => undefined);
    },
    async deskReturns(context, complaints) {
      const page = await open(context, '/desk/cases/c0303-17', complaints);
      await page.locator('[data-act=return_to_person]').waitFor();
      const listed = await page
        .locator('[data-act]')
        .evaluateAll((all) => all.map((one) => one.dataset.act));
      assert.deepEqual(listed, ['take', 'give_back', 'return_to_person', 'approve', 'refuse']);
      await page.keyboard.press('r');
      await page.waitForFunction(() => document.activeElement.id === 'deed-reason');
      const size = await page
        .locator('.deed label')
        .first()
        .evaluate((label) => getComputedStyle(label).fontSize);
      assert.equal(size, '18px', 'as large as the rest');
      await page.keyboard.press('Control+Enter');
      await page.getByText('先选一个理由').waitFor();
      await page.selectOption('#deed-reason', 'paper_unreadable');
      await page.locator('[data-action=do]').click();
      await page.getByText('请写几句说明').waitFor();
      await check(page, 'desk-return');
      await page.fill('#deed-remark', '居住证看不清。');
      let deed;
      page.on('request', (request) => {
        if (request.url().endsWith('/actions')) deed = request.postDataJSON();
      });
      await page.locator('[data-action=do]').click();
      await page.locator('.case-head [data-state=returned]').waitFor();
      assert.deepEqual(deed, {
        action: 'return_to_person',
        reason: 'paper_unreadable',
        remark: '居住证看不清。',
        version: 2,
      });
      await page.emulateMedia({ media: 'print' });
      await page.screenshot({ path: '/dev/null' }).catch(() => undefined);
      assert.equal(await page.locator('.deeds').isVisible(), false, 'paper has no buttons');
      assert.equal(await page.locator('.fields').isVisible(), true);
      await page.emulateMedia({ media: 'screen' });
    },
    async deskClaimPassed(context, complaints) {
      const page = await open(context, '/desk/cases/c5-1', complaints);
      await page.locator('[data-act=pass]').click();
      const lines = page.locator('[data-deed=pass] .case-rows').filter({ hasText: '不予支付' });
      await lines.waitFor();
      assert.equal(await lines.locator('.case-row').count(), 0, 'no row until one is added');
      await page.waitForFunction(() => document.activeElement.dataset.action === 'do');
      await check(page, 'desk-pass');
      await lines.getByRole('button').click();
      assert.equal(await lines.locator('.case-row').count(), 1);
      await lines.getByRole('button', { name: /去掉|删/ }).click();
      assert.equal(await lines.locator('.case-row').count(), 0);
    },
    async deskMoved(context, complaints) {
      const routes = {
        '**/v1/cases/*/actions': (route) =>
          route.fulfill({
            status: 409,
            contentType: 'application/json',
            body: JSON.stringify(moved()),
          }),
      };
      const settings = { routes, expectedStatus: [409] };
      const page = await open(context, '/desk/cases/c0303-17', complaints, settings);
      await page.locator('[data-act=take]').click();
      await page.locator('[data-part=moved]').waitFor();
      assert.match(await page.locator('[data-part=moved]').innerText(), /demo\.reviewer2/);
      await check(page, 'desk-moved');
      await page.getByRole('button', { name: '看最新的' }).click();
      await page.locator('[data-part=moved]').waitFor({ state: 'detached' });
    },
    async deskBatch(context, complaints) {
      const page = await open(context, '/desk', complaints);
      for (const no of ['c0303-17', 'c0303-18', 'c0303-19'])
        await page.locator(`tr[data-case="${no}"] .tick`).click();
      await check(page, 'desk-batch');
      await page.locator('[data-batch=approve]').click();
      await page.locator('[data-action=do]').click();
      await page.locator('.batch-answers li').first().waitFor();
      assert.equal(await page.locator('.batch-answers .refused-state').count(), 1);
      assert.match(await page.locator('.batch').innerText(), /3 件里办成 2 件/);
      await check(page, 'desk-batch-done');
      await page.locator('[data-action=batch-close]').click();
      await page.locator('.batch').waitFor({ state: 'detached' });
    },
    async deskStatistics(context, complaints) {
      const page = await open(context, '/desk/statistics', complaints);
      await page.locator('[data-part=figures] svg').first().waitFor();
      assert.equal(await page.locator('.day-picture').count(), 4);
      await check(page, 'desk-statistics');
      await page.locator('.day-picture summary').first().click();
      assert.equal(await page.locator('.day-picture').first().locator('tbody tr').count(), 14);
      await check(page, 'desk-statistics-table');
    },
    async deskPayments(context, complaints) {
      const seen = await open(context, '/desk/payments', complaints);
      await seen.locator('[data-batch="z0360-2"]').waitFor();
      assert.equal(await seen.locator('[data-action=make-batch]').count(), 0, 'others look');
      await seen.close();
      const finance = { role: 'finance', areas: ['360100'] };
      const routes = {
        '**/v1/me': (route) => route.fulfill({ json: { ...staff, ...finance } }),
      };
      const page = await open(context, '/desk/payments', complaints, { routes });
      await page.locator('[data-batch="z0360-2"]').waitFor();
      await page.locator('[data-action=make-batch]').click();
      await page.getByText('编好了：z0360-2').waitFor();
      const results = page.waitForRequest((request) => request.url().includes('/results'));
      const chooser = page.waitForEvent('filechooser');
      await page.locator('[data-results="z0360-2"]').click();
      const csv = 'payment,amount,result,reason\n';
      await (
        await chooser
      ).setFiles({ name: 'bank.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
      assert.equal((await results).postDataJSON().results, csv);
      await page.locator('[data-part=answered]').waitFor();
      await check(page, 'desk-payments');
    },
    async deskWindow(context, complaints) {
      const clerk = { ...staff, account: 'demo.window_clerk', role: 'window_clerk' };
      const routes = {
        '**/v1/me': (route) => route.fulfill({ json: clerk }),
        '**/v1/cases/c9-draft': (route) => route.continue({ url: `${base}/v1/cases/c1-draft` }),
      };
      const page = await open(context, '/desk/new', complaints, { routes, expectedStatus: [404] });
      await page.fill('#new-who', 'p00000000000000a1');
      await page.keyboard.press('Enter');
      await page.locator('[data-part=new-what]').waitFor();
      await page.locator('[data-part=new-what] .choice').filter({ hasText: '备案' }).click();
      await check(page, 'desk-new');
      await page.locator('[data-action=open-case]').click();
      await page.waitForURL(/\/desk\/cases\/c9-draft/);
      await page.locator('.desk-title').waitFor();
      await page.goto(`${base}/desk/new`);
      await page.fill('#new-who', '示二');
      const shown = page.waitForRequest((request) => request.url().includes('/v1/desk/cases?'));
      await page.keyboard.press('Enter');
      assert.match(decodeURIComponent((await shown).url()), /search=示二$/, 'a name is sought');
      await page.locator('[data-part=new-what]').waitFor();
      const asked = page.waitForRequest('**/v1/credential-checks');
      await page.fill('#new-who', '98010119550315001x');
      await page.keyboard.press('Enter');
      assert.deepEqual((await asked).postDataJSON(), { resident_id: '98010119550315001X' });
      await page.getByText('没有该人员').waitFor();
      assert.equal(await page.locator('[data-part=new-what]').count(), 0, 'nobody is left over');
      await page.fill('#new-who', 'nobody');
      await page.keyboard.press('Enter');
      await page.getByText('办过的业务里没有这个人').waitFor();
      await check(page, 'desk-new-nobody');
    },
    async deskOffice(context, complaints) {
      const office = {
        ...staff,
        role: 'institution_office',
        role_name: { zh: '机构医保办', en: "Institution's insurance office" },
        account: 'demo.institution_office',
        institution: 'H99010099901',
      };
      const draft = await fetch(`${base}/v1/cases/c1-draft`, {
        headers: { cookie: 'yitong_session=x' },
      });
      const json = await draft.json();
      const routes = {
        '**/v1/me': (route) => route.fulfill({ json: office }),
        '**/v1/cases/c1-draft': (route) => route.fulfill({ json }),
      };
      let looks = 0;
      context.on('request', (request) => (looks += /\/documents/.test(request.url()) ? 1 : 0));
      const page = await open(context, '/desk/cases/c1-draft', complaints, { routes });
      await page.locator('[data-seen]').first().waitFor();
      await check(page, 'desk-office-draft');
      assert.equal(looks, 0, 'a hospital may not look at the papers, and each try is kept');
      assert.equal(await page.locator('[data-add]').count(), 0, 'nor send any');
      const text = await page.locator('.desk-main').innerText();
      assert.equal(text.match(/编号 c1-draft/g).length, 1, 'which case it is, once');
      await page.locator('[data-action=language]').click();
      await page.waitForSelector('html[lang=en]');
      await page.setViewportSize(phone);
      await check(page, 'desk-office-draft-en');
    },
    async deskSignInCode(context, complaints) {
      const may = ['read_desk', 'give_sign_in_code'];
      const clerk = { ...staff, role: 'window_clerk', may: may.map((action) => ({ action })) };
      const routes = { '**/v1/me': (route) => route.fulfill({ json: clerk }) };
      const page = await open(context, '/desk', complaints, { routes });
      await page.locator('[data-room=sign-in]').click();
      await page.waitForURL(/\/desk\/sign-in$/);
      assert.match(await page.title(), /^登录码/);
      await check(page, 'desk-sign-in');
      await page.keyboard.type('z99000001');
      await page.keyboard.press('Enter');
      await page.locator('[data-part=sign-in]').waitFor();
      await page.locator('[data-link="1"]').waitFor();
      let sent = 0;
      page.on('request', (request) => (sent += request.url().endsWith('/sign-in-codes') ? 1 : 0));
      await page.locator('[data-action=give-code]').click();
      await page.getByText('先核对本人，再勾选').waitFor();
      assert.equal(sent, 0, 'no code before the person was verified');
      await check(page, 'desk-sign-in-asked');
      await page
        .locator('.tick')
        .filter({ has: page.locator('[data-action=seen]') })
        .click();
      await page.locator('[data-action=give-code]').click();
      await page.locator('[data-part=shown-code]').waitFor();
      assert.equal(await page.locator('[data-part=shown-code]').innerText(), '4K7QM-29XTB');
      assert.equal(sent, 1);
      await check(page, 'desk-sign-in-code');
      await page.emulateMedia({ media: 'print' });
      assert.equal(await page.locator('[data-part=shown-code]').isVisible(), true);
      assert.equal(await page.locator('[data-part=links]').isVisible(), false, 'a slip of paper');
      assert.equal(await page.locator('[data-action=done]').isVisible(), false);
      await page.emulateMedia({ media: 'screen' });
      await page.locator('[data-action=done]').click();
      await page.locator('[data-part=sign-in]').waitFor({ state: 'detached' });
      assert.equal(await page.inputValue('#new-who'), '', 'nothing is left for the next one');
      assert.equal(await page.evaluate(() => document.activeElement.id), 'new-who');
    },
    async deskSignInLinks(context, complaints) {
      const admin = { ...staff, role: 'administrator', may: [{ action: 'admit_staff' }] };
      const routes = { '**/v1/me': (route) => route.fulfill({ json: admin }) };
      const page = await open(context, '/desk', complaints, { routes });
      await page.locator('[data-part=no-queue]').waitFor();
      assert.equal(await page.locator('[data-room=statistics]').count(), 0, 'what is not theirs');
      assert.match(await page.title(), /^没有要办的业务 · 经办工作台/);
      await check(page, 'desk-no-queue');
      await page.locator('[data-part=no-queue] a').first().click();
      await page.fill('#staff-account', 'demo auditor');
      await page.keyboard.press('Enter');
      await page.getByText('账号由字母').waitFor();
      await page.fill('#staff-account', 'demo.auditor');
      await page.keyboard.press('Enter');
      await page.locator('[data-link="1"]').waitFor();
      await page.locator('[data-part=links] summary').click();
      await page.locator('[data-action=add-link]').click();
      await page.getByText('三样都要').waitFor();
      await check(page, 'desk-sign-in-links');
      await page.selectOption('#link-provider', 'strict');
      await page.fill('#link-subject', 'u-7');
      await page
        .locator('.tick')
        .filter({ has: page.locator('[data-action=link-seen]') })
        .click();
      const made = page.waitForRequest((request) => request.method() === 'POST');
      await page.locator('[data-action=add-link]').click();
      assert.match((await made).url(), /\/v1\/staff\/demo\.auditor\/sign-in-links$/);
      assert.deepEqual((await made).postDataJSON(), {
        provider: 'strict',
        subject: 'u-7',
        identity_checked: true,
      });
      await page.locator('[data-action=end-link]').click();
      const ended = page.waitForRequest((request) => request.method() === 'DELETE');
      await page.locator('[data-action=end-link-yes]').click();
      assert.match((await ended).url(), /sign-in-links\/1$/);
    },
    async deskEnglish(context, complaints) {
      const page = await open(context, '/desk', complaints);
      await page.locator('[data-action=language]').click();
      await page.waitForSelector('html[lang=en]');
      assert.doesNotMatch(await page.title(), /[\u4e00-\u9fff]/, 'the tab follows at once');
      for (const path of ['', '/cases/c5-1', '/statistics', '/payments', '/new', '/sign-in']) {
        await page.goto(`${base}/desk${path}`);
        await page.waitForSelector('.desk-title');
        await page.waitForFunction(() => !document.querySelector('.waiting, [aria-busy=true]'));
        await check(page, `desk-en-${path.replace(/\W+/g, '') || 'list'}`);
        const own = /王|李|示例|急诊|床位|出院|费用|十月|第一|大学|市|中文/;
        assert.deepEqual(
          (await chineseLeft(page)).filter((words) => !own.test(words)),
          [],
          path,
        );
      }
    },
  };
}
