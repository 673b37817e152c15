// Every state of the portal, the finder and the check of a sheet, against canned replies.
import { strict as assert } from 'node:assert';
import { desk, openPage, phone } from './browser.mjs';
import { child, frozenCards, problem, waiting } from './portal_replies.mjs';

const json = (route, [status, body]) =>
  route.fulfill({ status, contentType: 'application/json', body: JSON.stringify(body) });
const heading = (page) => page.locator('h1').innerText();

/** The portal's states: `base` of the fixture server, `check` takes a picture and looks at it. */
export function portalStates({ base, check, chineseLeft }) {
  async function open(context, path, complaints, settings = {}) {
    if (!settings.out)
      await context.addCookies([{ name: 'yitong_session', value: 'x', url: base }]);
    const page = await openPage(context, 'about:blank', complaints, settings);
    await page.setViewportSize(phone);
    for (const [address, answer] of Object.entries(settings.routes ?? {}))
      await page.route(address, answer);
    await page.goto(base + path);
    await page.waitForSelector('#result:not([aria-busy=true]) h1, #result .refused, h1');
    return page;
  }
  const idle = (page) => page.waitForFunction(() => !document.querySelector('.waiting'));

  async function bothSizes(page, name) {
    await idle(page);
    await check(page, `${name}-390`);
    await page.setViewportSize(desk);
    await check(page, `${name}-1440`);
    await page.setViewportSize(phone);
  }

  return {
    async portalLogin(context, complaints) {
      const page = await open(context, '/my/card', complaints, {
        out: true,
        expectedStatus: [401],
      });
      await page.locator('[data-account="demo.insured"]').waitFor();
      await bothSizes(page, 'portal-login');
      await page.getByRole('button', { name: '登录', exact: true }).click();
      assert.match(await page.locator('.fault').innerText(), /两样都要填/);
      assert.equal(await page.evaluate(() => document.activeElement.id), 'login-name');
      await page.fill('#login-name', '110101199003070000');
      await page.fill('#login-password', 'guess');
      await page.keyboard.press('Enter');
      await page.getByText('号码或密码不对').waitFor();
      await check(page, 'portal-login-wrong');
      await page.locator('[data-account="demo.insured"]').click();
      await page.getByText('尾号 0017 的社保卡').waitFor();
      assert.equal(await heading(page), '社保卡', 'leads to the page that was asked for');
    },
    async portalSecondFactor(context, complaints) {
      const page = await open(context, '/my', complaints, { out: true, expectedStatus: [401] });
      await page.locator('[data-account="demo.auditor"]').click();
      await page.locator('#login-code').waitFor();
      assert.equal(await page.evaluate(() => document.activeElement.id), 'login-code');
      await check(page, 'portal-code-390');
      await page.fill('#login-code', '123456');
      await page.keyboard.press('Enter');
      await page.getByText('没有可看的内容').waitFor();
      await check(page, 'portal-staff-390');
      await page.getByRole('button', { name: '退出登录' }).click();
      await page.locator('#login-name').waitFor();
    },
    async portalFirstPassword(context, complaints) {
      const page = await open(context, '/my/password', complaints, {
        out: true,
        expectedStatus: [401],
      });
      await page.locator('#password-name').waitFor();
      assert.equal(await heading(page), '首次登录／重设密码');
      assert.match(await page.title(), /^首次登录／重设密码 · /);
      await bothSizes(page, 'portal-password');
      await page.getByRole('button', { name: '设好密码' }).click();
      assert.equal(await page.locator('.fault').count(), 3);
      assert.equal(await page.evaluate(() => document.activeElement.id), 'password-name');
      await check(page, 'portal-password-lacking');
      await page.fill('#password-name', '990101195503150016');
      await page.fill('#password-code', '0k7qm 29xtb');
      await page.fill('#password-password', 'three quiet words');
      await page.keyboard.press('Enter');
      await page.getByText('登录码不对、用过了或过期了').waitFor();
      await check(page, 'portal-password-wrong');
      await page.fill('#password-code', '4k7qm-29xtb');
      await page.keyboard.press('Enter');
      await page.getByText('密码设好了，请用它登录').waitFor();
      assert.equal(await heading(page), '登录');
      assert.match(await page.title(), /^登录 · /);
      await page.locator('[data-action=password]').click();
      await page.getByRole('button', { name: '回到登录' }).click();
      await page.locator('#login-name').waitFor();
    },
    async portalByProvider(context, complaints) {
      const page = await open(context, '/my', complaints, { out: true, expectedStatus: [401] });
      await page.locator('[data-provider=gov]').click();
      await page.getByText('王示一，您好').waitFor();
      assert.match(page.url(), /\/my$/, 'what the provider sent does not stay in the address');
      await page.locator('[data-room=settings]').first().click();
      await page.locator('[data-action=leave]').click();
      await page.getByText('在示例政务服务可能还登录着').waitFor();
      const there = page.getByRole('link', { name: '也从那里退出' });
      assert.equal(await there.getAttribute('href'), 'https://id.example/end');
      await check(page, 'portal-left-390');
    },
    async portalProviderAsksForMore(context, complaints) {
      const page = await open(context, '/my', complaints, { out: true, expectedStatus: [401] });
      await page.locator('[data-provider=strict]').click();
      await page.locator('#factor-code').waitFor();
      await check(page, 'portal-factor-390');
      await page.fill('#factor-code', '654321');
      await page.keyboard.press('Enter');
      await page.getByText('动态码不对，或已经用过').waitFor();
      await page.fill('#factor-code', '123456');
      await page.keyboard.press('Enter');
      await page.getByText('王示一，您好').waitFor();
    },
    async portalProviderKnowsNobody(context, complaints) {
      const settings = { out: true, expectedStatus: [401] };
      const page = await open(context, '/my/signed-in?code=other&state=s', complaints, settings);
      await page.getByText('这个身份还没有关联账号').waitFor();
      await page.getByText('参保人带身份证到窗口关联').waitFor();
      await page.locator('#login-name').waitFor();
      await bothSizes(page, 'portal-unlinked');
    },
    async portalProviderLinkFromAStranger(context, complaints) {
      const settings = { expectedStatus: [401] };
      const page = await open(context, '/my/signed-in?code=other&state=s', complaints, settings);
      await page.getByText('王示一，您好').waitFor();
      assert.match(page.url(), /\/my$/);
    },
    async portalLocked(context, complaints) {
      const routes = {
        '**/v1/sessions': (route) => {
          const [status, body] = problem(429, 'too_many_attempts', '太多次', 'x', '等', 'x');
          return route.fulfill({
            status,
            headers: { 'retry-after': '840' },
            contentType: 'application/json',
            body: JSON.stringify(body),
          });
        },
      };
      const settings = { out: true, routes, expectedStatus: [401, 429] };
      const page = await open(context, '/my', complaints, settings);
      await page.locator('[data-account="demo.insured"]').click();
      await page.getByText('请过 14 分钟再试').waitFor();
      await check(page, 'portal-locked-390');
    },
    async portalHome(context, complaints) {
      const page = await open(context, '/my', complaints);
      await page.getByText('还有 12 天到期').waitFor();
      await idle(page);
      assert.equal(await page.locator('.gauge').count(), 3);
      assert.match(await page.locator('[data-part=whom]').innerText(), /自己的[^]*王示一/);
      await bothSizes(page, 'portal-home');
      await page.locator('[data-action=language]').click();
      await page.waitForSelector('html[lang=en]');
      await check(page, 'portal-home-en');
      await page.locator('[data-action=language]').click();
    },
    async portalActingForAnother(context, complaints) {
      const page = await open(context, '/my', complaints);
      await page.locator('[data-action=whom]').selectOption(child);
      await page.getByText('现在还在等待期，2027年2月20日起能用').waitFor();
      assert.equal(await heading(page), '王小示的医保');
      const code = page.getByRole('link', { name: '出示医保码' });
      assert.equal(await code.count(), 0, 'not agreed to');
      assert.match(page.url(), new RegExp(`#for=${child}$`));
      await idle(page);
      await check(page, 'portal-child-390');
      await page.locator('[data-room=coverage]').click();
      await page.locator('[data-part=eligibility]').waitFor();
      assert.match(await page.locator('[data-part=whom]').innerText(), /替家人办[^]*王小示/);
      assert.match(
        await page.locator('[data-part=eligibility]').innerText(),
        /从2027年2月20日起能报/,
      );
      await bothSizes(page, 'portal-waiting');
      await page.goBack();
      await page.getByText('王小示的医保').waitFor();
      await page.goBack();
      await page.getByText('王示一，您好').waitFor();
    },
    async portalStrangerInTheAddress(context, complaints) {
      const page = await open(context, '/my/coverage#for=p0123456789abcdef', complaints);
      await page.locator('[data-part=eligibility]').waitFor();
      assert.doesNotMatch(page.url(), /for=/);
      await bothSizes(page, 'portal-coverage');
    },
    async portalSettlements(context, complaints) {
      const page = await open(context, '/my/settlements', complaints);
      await page.locator('.record').first().waitFor();
      assert.equal(await page.locator('.record').count(), 3);
      await bothSizes(page, 'portal-settlements');
      await page.getByRole('button', { name: '再看一些' }).click();
      await page.waitForFunction(() => document.querySelectorAll('.record').length === 4);
      await page.locator('.record').first().click();
      await page.locator('[data-part=headline]').waitFor();
      const shown = await page.locator('[data-part=headline]').innerText();
      assert.match(shown, /6,723\.00/);
      const sheet = await page.locator('[data-action=sheet]').getAttribute('href');
      assert.equal(sheet, '/v1/settlements/s0303-17/sheet?language=zh');
      await bothSizes(page, 'portal-settlement');
      assert.equal(await page.locator('.bill-lines > li').count(), 10);
      await page.getByRole('button', { name: '看全部 12 行' }).click();
      assert.equal(await page.locator('.bill-lines > li').count(), 12);
      await page.goBack();
      await page.locator('.record').nth(2).click();
      await page.getByText('已经撤销，不算数了').waitFor();
      await check(page, 'portal-reversed-390');
    },
    async portalMessages(context, complaints) {
      const page = await open(context, '/my', complaints);
      await page.getByText('2 条没看过').waitFor();
      const marking = page.waitForRequest('**/messages/read');
      await page.locator('[data-part=mail]').click();
      await page.locator('.message').first().waitFor();
      assert.equal(await heading(page), '消息');
      assert.equal(await page.locator('.message').count(), 3);
      assert.equal(await page.locator('.message-day').count(), 2, 'a heading for each day');
      assert.equal(await page.locator('.fresh-state').count(), 2);
      assert.deepEqual(
        (await marking).postDataJSON(),
        { up_to: '5-17' },
        'what is shown counts as read',
      );
      await bothSizes(page, 'portal-messages');
      const filed = page.locator('[data-kind=case_decided]');
      assert.match(await filed.locator('a').getAttribute('href'), /\/my\/cases\/c/, 'to the case');
      await page.getByRole('button', { name: '再看一些' }).click();
      await page.waitForFunction(() => document.querySelectorAll('.message').length === 4);
      await page.getByRole('link', { name: '看这次结算' }).click();
      await page.locator('[data-part=headline]').waitFor();
      assert.match(page.url(), /settlements\/s0303-17/);
    },
    async portalEmpty(context, complaints) {
      const nothing = (body) => (route) => json(route, [200, body]);
      const routes = {
        '**/settlements?*': nothing({ settlements: [], next: null }),
        '**/messages?*': nothing({ unread: 0, up_to: '0-0', messages: [], next: null }),
        '**/v1/people/me/documents': nothing({ documents: [], count: 0, bytes: 0 }),
        '**/v1/people/me/cards': nothing({ cards: [], events: [] }),
        '**/v1/people/me/coverage': nothing({
          coverages: [],
          filings: [],
          diseases: [],
          grants: [],
        }),
        '**/v1/people/me/delegates': nothing({ delegates: [] }),
      };
      const page = await open(context, '/my/settlements', complaints, { routes });
      await page.getByText('还没有结算记录').waitFor();
      await check(page, 'portal-empty-settlements');
      for (const [room, words] of [
        ['messages', '还没有消息'],
        ['documents', '还没有材料'],
        ['card', '没有登记社保卡'],
        ['coverage', '没有参保登记'],
        ['family', '您没有让别人代办'],
      ]) {
        await page.goto(`${base}/my/${room}`);
        await page.getByText(words).waitFor();
        await idle(page);
        await check(page, `portal-empty-${room}`);
      }
    },
    async portalSlow(context, complaints) {
      let release;
      const held = new Promise((resolve) => (release = resolve));
      const late = async (route) => {
        await held;
        await route.continue();
      };
      const page = await open(context, '/my', complaints, { routes: { '**/v1/people/**': late } });
      await page.locator('.waiting').first().waitFor();
      await check(page, 'portal-slow-390');
      release();
      await page.getByText('还有 12 天到期').waitFor();
    },
    async portalBroken(context, complaints) {
      const fail = (route) => route.fulfill({ status: 500, body: 'no' });
      const settings = { routes: { '**/v1/people/**': fail }, expectedStatus: [500] };
      const page = await open(context, '/my', complaints, settings);
      await page.getByText('有的情况没能取到').waitFor();
      assert.equal(await page.getByText('没有要办的事').count(), 0);
      await check(page, 'portal-broken-390');
      await page.unroute('**/v1/people/**');
      const again = page.getByRole('button', { name: '再试一次' });
      while ((await again.count()) > 0) await again.first().click();
      await page.getByText('还有 12 天到期').waitFor();
      await page.locator('.gauge').first().waitFor();
    },
    async portalSessionEnds(context, complaints) {
      const page = await open(context, '/my', complaints, { expectedStatus: [401] });
      await page.locator('.gauge').first().waitFor();
      await context.clearCookies();
      await page.locator('[data-room=documents]').click();
      await page.getByText('登录已过期').waitFor();
      await check(page, 'portal-expired-390');
      await page.locator('[data-account="demo.insured"]').click();
      await page.locator('.paper-name').first().waitFor();
    },
    async portalCode(context, complaints) {
      const page = await open(context, '/my/code', complaints);
      await page.locator('[data-part=qr]').waitFor();
      await page.getByText(/\d+ 秒后换新的/).waitFor();
      const drawn = () => page.locator('[data-part=qr] path').getAttribute('d');
      const first = await drawn();
      await bothSizes(page, 'portal-qr');
      await page.getByRole('button', { name: '换一个' }).click();
      await page.waitForFunction(
        (old) => document.querySelector('[data-part=qr] path')?.getAttribute('d') !== old,
        first,
      );
      assert.notEqual(await drawn(), first);
    },
    async portalCard(context, complaints) {
      const page = await open(context, '/my/card', complaints);
      await page.getByRole('button', { name: '卡丢了，要挂失' }).click();
      assert.equal(await page.evaluate(() => document.activeElement.id), 'card-question');
      await bothSizes(page, 'portal-card-question');
      await page.getByRole('button', { name: '不，卡没丢' }).click();
      assert.equal(await page.evaluate(() => document.activeElement.id), 'card-lost');
      await page.getByRole('button', { name: '卡丢了，要挂失' }).click();
      await page.getByRole('button', { name: '要，马上挂失' }).click();
      await page.locator('[data-part=frozen]').waitFor();
      assert.equal(await page.evaluate(() => document.activeElement.id), 'card-frozen');
      await bothSizes(page, 'portal-card-frozen');
      await page.route('**/cards', (route) => json(route, [200, frozenCards]));
      await page.goto(`${base}/my`);
      await page.getByText('尾号 0017 的社保卡已挂失').waitFor();
      await idle(page);
      await check(page, 'portal-home-frozen');
    },
    async portalDocuments(context, complaints) {
      const page = await open(context, '/my/documents', complaints, { expectedStatus: [404, 415] });
      await page.locator('.paper-name').first().waitFor();
      await page
        .getByRole('button', { name: /谁看过/ })
        .first()
        .click();
      await page.getByText('办件审核').waitFor();
      await bothSizes(page, 'portal-documents');
      await page.getByRole('button', { name: '拍照' }).click();
      assert.match(await page.locator('.fault').innerText(), /先选是什么材料/);
      await page.selectOption('#paper-kind', 'invoice');
      const file = page.locator('[data-part=file]');
      const photo = { name: '发票/一.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('x') };
      await file.setInputFiles(photo);
      await page.getByText('收到了').waitFor();
      assert.equal(await page.locator('.paper').count(), 3);
      await file.setInputFiles({ ...photo, buffer: Buffer.alloc(20 * 1024 * 1024 + 1) });
      await page.locator('.refused').getByText('超过 20 MB').waitFor();
      const refusal = problem(
        415,
        'unsupported_document',
        '这种文件不收',
        'x',
        '换成照片或 PDF',
        'x',
        'zip',
      );
      await page.route('**/documents?*', (route) => json(route, refusal));
      await file.setInputFiles({ ...photo, name: 'a.zip' });
      await page.getByText('换成照片或 PDF').waitFor();
      await check(page, 'portal-document-refused');
      await page.getByRole('button', { name: /删除/ }).first().click();
      await check(page, 'portal-document-remove');
      await page.locator('.danger').click();
      await page.waitForFunction(() => document.querySelectorAll('.paper').length === 2);
    },
    async portalFamily(context, complaints) {
      const page = await open(context, '/my/family', complaints);
      await page.getByText('王＊＊').first().waitFor();
      await bothSizes(page, 'portal-family');
      await page.getByRole('button', { name: '同意并添加' }).click();
      assert.equal(await page.locator('.fault').count(), 3);
      await check(page, 'portal-family-faults');
      let sent;
      page.on('request', (request) => {
        if (request.method() === 'POST') sent = request.postDataJSON();
      });
      await page.fill('#delegate-id', '99010119900307001x');
      await page.locator('.tick input[value=read_settlement]').check();
      await page.locator('[data-action=consent]').check();
      await page.getByRole('button', { name: '同意并添加' }).click();
      await page.getByText('可以替您办了').waitFor();
      assert.equal(sent.consent, true);
      assert.equal(sent.delegate_resident_id, '99010119900307001X');
      assert.deepEqual(sent.actions, ['read_settlement']);
      await page.getByRole('button', { name: /收回/ }).first().click();
      await check(page, 'portal-family-end');
    },
    async portalSettings(context, complaints) {
      const page = await open(context, '/my/settings', complaints, { expectedStatus: [401] });
      await page.getByText('登录的是：王示一').waitFor();
      await page.locator('[data-part=sessions] li').nth(1).waitFor();
      await page.getByText('想看您的记录，没有权限，3 次').waitFor();
      await bothSizes(page, 'portal-settings');
      await page.getByRole('button', { name: '全部退出' }).click();
      await page.getByText('所有设备都要重新登录').waitFor();
      await page.getByRole('button', { name: '先不退' }).click();
      await page.locator('.choice').filter({ hasText: '大字' }).click();
      assert.equal(await page.locator('html.large-text').count(), 1);
      for (const room of [
        'settings',
        '',
        'code',
        'settlements/s0303-17',
        'coverage',
        'documents',
      ]) {
        await page.goto(`${base}/my/${room}`);
        await page.waitForSelector('h1');
        await idle(page);
        await check(page, `portal-large-${room.replace('/', '-') || 'home'}`);
      }
      await page.goto(`${base}/my/settings`);
      await page.getByRole('button', { name: '全部退出' }).click();
      await page.locator('[data-action=leave-everywhere]').click();
      await page.locator('#login-name').waitFor();
    },
    async portalEnglish(context, complaints) {
      const page = await open(context, '/my', complaints);
      await page.locator('[data-action=language]').click();
      await page.waitForSelector('html[lang=en]');
      for (const room of [
        'messages',
        'code',
        'card',
        'family',
        'settings',
        'documents',
        'coverage',
      ]) {
        await page.goto(`${base}/my/${room}`);
        await page.waitForSelector('h1');
        await idle(page);
        await check(page, `portal-en-${room}`);
        const left = await chineseLeft(page);
        const names = /王|中文|出院|费用清单|十月|第一人民医院/;
        assert.deepEqual(
          left.filter((words) => !names.test(words)),
          [],
          room,
        );
      }
    },
    async portalDoubledText(context, complaints) {
      const page = await open(context, '/my', complaints);
      for (const room of ['', 'messages', 'settlements', 'card', 'family', 'documents', 'code']) {
        await page.goto(`${base}/my/${room}`);
        await page.waitForSelector('h1');
        await idle(page);
        await page.evaluate(() => (document.documentElement.style.fontSize = '36px'));
        await check(page, `portal-200-${room || 'home'}`);
      }
    },
    async portalKeyboard(context, complaints) {
      const page = await open(context, '/my', complaints);
      await idle(page);
      await page.locator('[data-room=card]').focus();
      await page.keyboard.press('Enter');
      await page.getByText('尾号 0017 的社保卡').waitFor();
      assert.equal(await page.evaluate(() => document.activeElement.textContent), '社保卡');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      assert.equal(await page.evaluate(() => document.activeElement.id), 'card-question');
    },
    async finder(context, complaints) {
      const page = await open(context, '/find', complaints, { out: true });
      await page.getByText('选好地方，马上就有结果').waitFor();
      await check(page, 'finder-start-390');
      await page.goto(`${base}/find#v=1&in=110000&open=inpatient`);
      await page.reload();
      await page.getByText('42 家').waitFor();
      assert.equal(await page.locator('.tick input[value=inpatient]').isChecked(), true);
      await bothSizes(page, 'finder');
      await page.fill('#finder-name', 'zzz');
      await page.getByText('没有找到').waitFor();
      await check(page, 'finder-none-390');
      await page.getByRole('button', { name: '都不限' }).click();
      await page.getByText('42 家').waitFor();
      assert.match(page.url(), /#v=1&in=110000$/);
    },
    async sheetCheck(context, complaints) {
      const settings = { out: true, expectedStatus: [422] };
      const page = await open(context, '/sheet-check?sheet=GOOD', complaints, settings);
      await page.locator('[data-part=ours]').waitFor();
      await bothSizes(page, 'sheet-check');
      await page.locator('[data-path="/paper/total"] input').fill('40000');
      await page.getByRole('button', { name: '对一遍' }).click();
      await page.getByText('对不上：总费用').waitFor();
      await check(page, 'sheet-check-differs');
      await page.goto(`${base}/sheet-check?sheet=FORGED`);
      await page.locator('[data-part=not-ours]').waitFor();
      await check(page, 'sheet-check-forged');
      await page.goto(`${base}/sheet-check?sheet=FORM`);
      await page.getByText('打印以后又有办理').waitFor();
      await bothSizes(page, 'sheet-check-form');
      await page.fill('#paper-name', '李示二');
      await page.getByRole('button', { name: '对一遍' }).click();
      await page.getByText('姓名对不上').waitFor();
      await page.fill('#paper-name', '王示一');
      await page.getByRole('button', { name: '对一遍' }).click();
      await page.getByText('姓名对得上').waitFor();
      await check(page, 'sheet-check-name');
      for (const address of ['/sheet-check', '/sheet-check?sheet=BROKEN']) {
        await page.goto(base + address);
        await page.getByText('链接不完整').waitFor();
        assert.equal(await page.locator('.refused a[href="tel:12393"]').count(), 1, address);
        assert.equal(await page.getByRole('button', { name: '再试一次' }).count(), 0, address);
      }
    },
    async guideTicksStay(context, complaints) {
      const claim = '/guide#v=1&do=claim&from=360100&to=110000&ins=310&on=2026-03-02&at=answer';
      const page = await open(context, claim, complaints, { out: true });
      const boxes = page.locator('[data-part=checklist] input');
      await boxes.first().check();
      await page.getByText('勾过的记在这台手机上').waitFor();
      await page.reload();
      await boxes.first().waitFor();
      assert.equal(await boxes.first().isChecked(), true);
      const pdf = await page.getByRole('link', { name: '存成 PDF' }).getAttribute('href');
      assert.match(pdf, /^\/v1\/guide\/pdf\?matter=claim&insured=360100.*language=zh$/);
      await page.getByRole('button', { name: '全部取消' }).click();
      assert.equal(await boxes.first().isChecked(), false);
      await page.reload();
      await boxes.first().waitFor();
      assert.equal(await boxes.first().isChecked(), false);
    },
  };
}
