// Every state of the person's cases, against canned replies.
import { strict as assert } from 'node:assert';
import { desk, openPage, phone, withReply } from './browser.mjs';
import { moved } from './case_replies.mjs';

export function caseStates({ base, check, chineseLeft }) {
  const idle = (page) => page.waitForFunction(() => !document.querySelector('.waiting'));

  async function open(context, path, complaints, settings = {}) {
    await context.addCookies([{ name: 'yitong_session', value: 'x', url: base }]);
    const page = await openPage(context, 'about:blank', complaints, settings);
    await page.setViewportSize(phone);
    for (const [address, answer] of Object.entries(settings.routes ?? {}))
      await page.route(address, answer);
    await page.goto(base + path);
    await page.waitForSelector('.room-head h1, .refused');
    await idle(page);
    return page;
  }
  async function bothSizes(page, name) {
    await check(page, `${name}-390`);
    await page.setViewportSize(desk);
    await check(page, `${name}-1440`);
    await page.setViewportSize(phone);
  }
  const position = (page) => page.locator('.question-screen > .hint:not([role])').innerText();

  return {
    async casesList(context, complaints) {
      const page = await open(context, '/my/cases', complaints);
      await page.locator('[data-kind=filing]').waitFor();
      assert.equal(await page.locator('.records .record').count(), 5);
      const first = await page.locator('.records .record').first().innerText();
      assert.match(first, /退回补正/, 'what waits for the person stands first');
      await bothSizes(page, 'cases-list');
      await page.goto(`${base}/my`);
      await page.getByText('退回补正，等您来办').waitFor();
      await idle(page);
      await check(page, 'cases-home-390');
      await page.getByText('退回补正，等您来办').click();
      await page.locator('[data-part=returned]').waitFor();
    },
    async casesStart(context, complaints) {
      const page = await open(context, '/my/cases', complaints);
      await page.locator('[data-kind=filing]').click();
      await page.locator('[data-part=under]').waitFor();
      assert.match(await page.locator('[data-part=under]').innerText(), /职工/);
      await bothSizes(page, 'cases-start');
      let sent;
      page.on('request', (request) => {
        if (request.method() === 'POST') sent = request;
      });
      await page.locator('[data-action=start]').click();
      await page.locator('.question-screen').waitFor();
      assert.equal(sent.postDataJSON().area, '360100', 'not asked, but taken from the coverage');
      assert.match(sent.headers()['idempotency-key'], /^[0-9a-f]{32}$/);
      assert.match(await position(page), /第 1 步/);
    },
    async casesSessionEnds(context, complaints) {
      const settings = { expectedStatus: [401] };
      const page = await open(context, '/my/cases/c1-draft#at=from', complaints, settings);
      const day = page.locator('[data-path="/form/from"] input');
      await day.waitFor();
      await context.clearCookies();
      await day.fill('2026-12-09');
      await page.getByText('登录已过期').waitFor();
      await page.locator('[data-account="demo.insured"]').click();
      await day.waitFor();
      assert.equal(await day.inputValue(), '2026-12-09', 'what was written is still there');
      const kept = page.waitForRequest((request) => request.method() === 'PUT');
      assert.equal((await kept).postDataJSON().form.from, '2026-12-09', 'and is kept now');
    },
    async casesTapWhileKept(context, complaints) {
      const held = [];
      const routes = { '**/v1/cases/*/draft': (route) => void held.push(route) };
      const page = await open(context, '/my/cases/c1-draft#at=first', complaints, { routes });
      await page.locator('[data-path="/form/filing_kind"] input').first().check();
      await page.locator('[data-part=kept]').getByText('正在保存').waitFor();
      await page.locator('[data-action=next]').click();
      assert.equal(
        await page.locator('[data-action=next]').isDisabled(),
        true,
        'one step at a time',
      );
      await Promise.all(held.map((route) => route.continue()));
      await page.locator('[data-path="/form/target"] .pick').waitFor();
      assert.equal(held.length, 1, 'saved once');
    },
    async casesWriting(context, complaints) {
      const said = { key: 'text', text: { zh: '退休后到外地定居。', en: 'Lives elsewhere.' } };
      const filings = [{ id: 'long_term_retiree', cells: [said] }];
      const routes = { '**/v1/guide?*': withReply((guide) => ({ ...guide, filings })) };
      const page = await open(context, '/my/cases/c1-draft#at=first', complaints, { routes });
      await page.locator('.question-screen').getByText(said.text.zh).waitFor();
      const saved = [];
      page.on('request', (request) => {
        if (request.method() === 'PUT') saved.push(request.postDataJSON());
      });
      await bothSizes(page, 'cases-question');
      await page.locator('[data-action=next]').click();
      await page.getByText('这一项要填').waitFor();
      await check(page, 'cases-question-lacking');
      await page.locator('[data-path="/form/filing_kind"] input').first().check();
      await page.locator('[data-action=next]').click();
      await page.locator('[data-path="/form/target"] .pick').waitFor();
      assert.equal(saved.at(-1).form.filing_kind, 'long_term_retiree', 'kept at every step');
      await page.locator('[data-path="/form/target"] .pick').click();
      await page.locator('.sheet-input input, .sheet-box input').first().fill('市');
      await page.locator('[role=option]').first().click();
      await page.locator('[data-action=next]').click();
      await page.locator('[data-path="/form/from"] input').waitFor();
      await page.locator('[data-action=before]').click();
      await page.locator('[data-path="/form/target"]').waitFor();
      await page.locator('[data-action=next]').click();
      await page.locator('[data-path="/form/from"] input').waitFor();
      await Promise.all([
        page.waitForRequest((request) => request.postDataJSON()?.form?.from === '2026-12-01'),
        page.locator('[data-path="/form/from"] input').fill('2026-12-01'),
      ]); // kept by itself after a while
      await page.goBack();
      await page.locator('[data-path="/form/target"]').waitFor();
      await page.goForward();
      await page.locator('[data-path="/form/from"]').waitFor();
      await page.locator('[data-action=next]').click();
      await page.getByText('有就填').waitFor();
      await bothSizes(page, 'cases-more');
      await page.locator('[data-action=next]').click();
      await page.locator('.wanted').first().waitFor();
      await bothSizes(page, 'cases-papers');
      await page.locator('[data-add]').first().click();
      await page.locator('.reuse').first().waitFor();
      await check(page, 'cases-papers-add-390');
      await page.locator('.reuse').first().click();
      await page.locator('.handed li').first().waitFor();
      await page.locator('[data-action=next]').click();
      await page.locator('[data-action=submit]').waitFor();
      assert.ok(saved.at(-1).materials[0].documents.length);
      await bothSizes(page, 'cases-check');
      await page.locator('[data-action=submit]').click();
      await page.getByText('请先勾选声明').waitFor();
      let deed;
      page.on('request', (request) => {
        if (request.url().endsWith('/actions')) deed = request.postDataJSON();
      });
      await page.locator('[data-action=declare]').check();
      await page.locator('[data-action=submit]').click();
      await page.locator('[data-part=now]').waitFor();
      assert.equal(deed.action, 'submit');
      assert.equal(deed.fields.declaration, 'yes');
    },
    async casesReturned(context, complaints) {
      const page = await open(context, '/my/cases/c3-returned', complaints);
      const note = page.locator('[data-part=returned]');
      await note.waitFor();
      assert.match(await note.innerText(), /材料看不清[^]*重拍/);
      assert.equal(await page.locator('.answer-row.wrong').count(), 1, 'what is wrong is marked');
      await bothSizes(page, 'cases-returned');
      await note.getByRole('button', { name: /改：就医地/ }).click();
      await page.locator('[data-path="/form/target"]').waitFor();
      await check(page, 'cases-returned-question');
      await page.locator('[data-action=next]').click();
      await page.locator('[data-action=submit]').waitFor();
    },
    async casesProgress(context, complaints) {
      const page = await open(context, '/my/cases/c4-review', complaints);
      const now = page.locator('[data-part=now]');
      assert.match(await now.innerText(), /审核中[^]*现在由医保审核员办理[^]*期限：\d{4}年/);
      await bothSizes(page, 'cases-progress');
      await page.locator('[data-act=withdraw]').click();
      await page.locator('[data-deed=withdraw]').waitFor();
      await check(page, 'cases-withdraw');
      await page.goto(`${base}/my/cases/c2-approved`);
      await page.getByText('已经生效').waitFor();
      await check(page, 'cases-approved');
    },
    async casesLongBill(context, complaints) {
      const settings = { headers: { cookie: 'yitong_session=x' } };
      const file = await (await fetch(`${base}/v1/cases/c5-refused`, settings)).json();
      const names = ['', '输液', '换药', '复查', '护理'];
      names.forEach((name, index) => (file.form[`lines.${index + 2}.name`] = name));
      const routes = { '**/v1/cases/c5-refused': (route) => route.fulfill({ json: file }) };
      const page = await open(context, '/my/cases/c5-refused', complaints, { routes });
      const bill = page.locator('[data-answer=lines]');
      assert.match(await bill.locator('summary').innerText(), /还有 2 条/);
      await bill.locator('summary').click();
      const said = await bill.locator('.listed').allInnerTexts();
      assert.equal(said.length, 6, 'an empty line is not told, and none is told twice');
      assert.match(said.at(-1), /护理/);
    },
    async casesAppeal(context, complaints) {
      const page = await open(context, '/my/cases/c5-refused', complaints);
      assert.match(await page.locator('[data-part=now]').innerText(), /超过申请期限/);
      const money = page.locator('[data-part=claim-money]');
      assert.equal(await money.locator('[data-amount=insurance]').innerText(), '14,000.00');
      assert.equal(await money.locator('[data-amount=commercial]').innerText(), '1,400.00');
      assert.equal((await money.innerText()).match(/申请期限/g).length, 1, 'said once');
      await bothSizes(page, 'cases-refused');
      await page.locator('[data-act=appeal]').click();
      await page.locator('[data-action=do]').click();
      await page.getByText('请写几句说明').waitFor();
      await check(page, 'cases-appeal');
      await page.fill('#deed-remark', '费用是今年的，票据日期看错了。');
      await page.locator('[data-action=do]').click();
      await page.locator('[data-state=appealed]').waitFor();
    },
    async casesMoved(context, complaints) {
      const routes = {
        '**/actions': (route) =>
          route.fulfill({
            status: 409,
            contentType: 'application/json',
            body: JSON.stringify(moved()),
          }),
      };
      const settings = { routes, expectedStatus: [409] };
      const page = await open(context, '/my/cases/c4-review', complaints, settings);
      await page.locator('[data-act=withdraw]').click();
      await page.locator('[data-action=do]').click();
      await page.locator('[data-part=moved]').waitFor();
      await check(page, 'cases-moved');
      await page.getByRole('button', { name: '看最新的' }).click();
      await page.locator('[data-part=moved]').waitFor({ state: 'detached' });
    },
    async casesEnglishAndLarge(context, complaints) {
      const page = await open(context, '/my/cases', complaints);
      await page.locator('[data-action=language]').click();
      await page.waitForSelector('html[lang=en]');
      for (const path of [
        '',
        '/c1-draft#at=first',
        '/c3-returned',
        '/c4-review',
        '/new#at=claim',
      ]) {
        await page.goto(`${base}/my/cases${path}`);
        await page.reload();
        await page.waitForSelector('.room-head h1');
        await idle(page);
        const name = `cases-en-${path.replace(/\W+/g, '') || 'list'}`;
        await check(page, name);
        const own = /王|居|材|看|重|亮|址|门|出院|费用|十月|请|有效|发票|票据|照片|社保|第一|大学/;
        const left = (await chineseLeft(page)).filter((words) => !own.test(words));
        assert.deepEqual(
          left,
          ['中文'].filter((one) => left.includes(one)),
          path,
        );
      }
      await page.evaluate(() => document.documentElement.classList.add('large-text'));
      for (const path of ['', '/c1-draft#at=papers', '/c3-returned']) {
        await page.goto(`${base}/my/cases${path}`);
        await page.reload();
        await page.waitForSelector('.room-head h1');
        await page.evaluate(() => document.documentElement.classList.add('large-text'));
        await idle(page);
        await check(page, `cases-large-${path.replace(/\W+/g, '') || 'list'}`);
      }
    },
  };
}
