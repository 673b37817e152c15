// Journeys of manual claims against a real server in demo mode; journey.mjs runs them. What was
// written before, and what colleagues do in between, is asked of the interface.
import { strict as assert } from 'node:assert';
import { desk, fen, openPage, phone } from './browser.mjs';
import { areaOf, chinaDay, handIn, idle, shootBoth } from './case_steps.mjs';
import { signedIn } from './portal_journeys.mjs';
import { spreadsheet } from './workbook.mjs';

// ---- the case over the interface ----

const run = Date.now().toString().slice(-9);
const claimForm = (hospital, invoice, more) => ({
  ground: 'system_failure',
  emergency: 'yes',
  visit: '21',
  admitted: chinaDay(-12),
  on: chinaDay(-8),
  place: hospital.area,
  institution: hospital.code,
  payee: 'self',
  payee_name: '示例户名',
  payee_bank: '示例银行',
  payee_account: '9900000000000001',
  'invoices.0.code': '9901',
  'invoices.0.number': `${run}${invoice}`,
  ...more,
});

async function opened(person, form) {
  const cover = (await person.ask('GET', '/v1/people/me/coverage')).body.coverages[0];
  const made = await person.ask('POST', '/v1/cases', {
    person: person.me.person,
    kind: 'claim',
    area: cover.area.code,
    insurance: cover.insurance.code,
    form,
    materials: [],
  });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return made.body;
}

/** Of the example catalogue: class A, at most 50 yuan each. */
const service = '001102000010000';

const caseOf = async (who, no) => (await who.ask('GET', `/v1/cases/${no}`)).body;

/** Somebody does something to the case as it now stands. */
async function does(who, no, action, said = {}) {
  const { version } = await caseOf(who, no);
  const done = await who.ask('POST', `/v1/cases/${no}/actions`, { version, action, ...said });
  assert.equal(done.status, 200, `${action}: ${JSON.stringify(done.body)}`);
  return done.body;
}

/** Staff at the desk, on the case. */
async function atDesk(context, base, tools, account, path) {
  await context.clearCookies();
  const page = await openPage(context, 'about:blank', tools.complaints, { expectedStatus: [401] });
  await page.setViewportSize(desk);
  await page.goto(`${base}/desk${path}`);
  await page.locator(`[data-account="${account}"]`).click();
  await page.locator('[data-heading]').first().waitFor();
  await idle(page);
  return page;
}

async function onPhone(context, base, tools, account, path) {
  await context.clearCookies();
  const page = await openPage(context, 'about:blank', tools.complaints, {
    expectedStatus: [401, 422],
  });
  await page.setViewportSize(phone);
  await page.goto(`${base}/my${path}`);
  await page.locator(`[data-account="${account}"]`).click();
  await idle(page);
  return page;
}

/** A batch for the bank, and what it answers, on the desk's own page. */
async function bankAnswers(context, base, tools, word, why, name) {
  const finance = await signedIn(base, 'demo.finance');
  const page = await atDesk(context, base, tools, 'demo.finance', '/payments');
  await page.locator('[data-action=make-batch]').click();
  await page.locator('[data-batch]').first().waitFor();
  await page.waitForFunction(() => document.querySelector('p.done')?.textContent.trim());
  const batch = await page.locator('[data-batch]').first().getAttribute('data-batch');
  const area = finance.me.areas[0];
  const file = await fetch(`${base}/v1/payment-batches/${batch}/file?area=${area}`, {
    headers: finance.proof,
  });
  assert.equal(file.status, 200);
  const lines = (await file.text()).trim().split('\n').slice(1);
  const answer = lines.map((line) => {
    const fields = line.split(',');
    return `${fields[0]},${fields.at(-2)},${word},${why}`;
  });
  await page.locator(`[data-results="${batch}"]`).click();
  await page.locator('[data-part=results]').setInputFiles({
    name: 'results.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`payment,amount,result,reason\n${answer.join('\n')}\n`),
  });
  await page.locator('[data-part=answered]').waitFor();
  await idle(page);
  await tools.checkQuality(page, `bank ${word}`);
  await tools.shoot(page, `${name}-1440`);
  await page.close();
}

/** Where nothing can be settled directly: an emergency at a place that is not on the network. */
async function emergency(context, base, tools) {
  const counter = await signedIn(base, 'demo.institution_system');
  const person = await signedIn(base, 'demo.insured');
  const reviewer = await signedIn(base, 'demo.reviewer');
  const clerk = await signedIn(base, 'demo.window_clerk');
  const approver = await signedIn(base, 'demo.approver');
  const direct = await counter.ask('POST', '/v1/settlements', {
    message_id: `claim-without-${run}`,
    institution: 'H99999999999',
    person: person.me.person,
    visit: '21',
    admitted_on: chinaDay(-12),
    on: chinaDay(-8),
    bill: {
      total: '90000.00',
      sums: {
        full_self_pay: '0.00',
        over_limit: '0.00',
        self_pay_first: '0.00',
        in_scope: '90000.00',
      },
    },
  });
  assert.ok(direct.status >= 400, 'an institution that is not on the network settles nothing');

  const hospital = { code: counter.me.institution, area: await areaOf(counter) };
  const form = claimForm(hospital, 'a', { 'invoices.0.amount': '90000.00' });
  const { case: no } = await opened(person, form);
  const page = await onPhone(context, base, tools, 'demo.insured', `/cases/${no}#at=lines`);
  const upload = page.locator('[data-part=list-file]');
  await upload.setInputFiles(
    spreadsheet([
      ['名称', '数量', '单价', '金额'],
      ['急诊抢救', { number: 1 }, { number: 100 }, { number: '100.00' }],
      ['住院费', { number: 2 }, { number: 50 }, { number: 90 }],
      ['药费', { number: 'x' }, { number: 50 }, { number: 50 }],
    ]),
  );
  await page.locator('[data-part=list-faults]').waitFor();
  assert.match(await page.locator('[data-part=list-faults]').innerText(), /第 3 行[^]*第 4 行/);
  await tools.checkQuality(page, 'list with faults');
  await tools.shoot(page, 'claim-list-faults-390');
  await upload.setInputFiles(
    spreadsheet([
      ['医保编码', '名称', '数量', '单价', '金额'],
      [service, '急诊抢救', { number: 200 }, { number: '50.000000000000007' }, { number: 10000 }],
      [service, '住院', { number: 900 }, { number: 50 }, { number: 45000 }],
      [service, '护理', { number: '7E2' }, { number: 50 }, { number: '35000' }],
      ['合计', '', '', '', { number: 90000 }],
    ]),
  );
  await page.locator('[data-part=list-read]').waitFor();
  assert.match(await page.locator('[data-part=list-read]').innerText(), /3 行[^]*90,000\.00/);
  await tools.shoot(page, 'claim-list-390');
  await page.goto(`${base}/my/cases/${no}#at=papers`);
  await page.locator('.wanted').first().waitFor();
  await handIn(page, 100);
  await tools.shoot(page, 'claim-photos-390');
  await page.locator('[data-action=next]').click();
  await page.locator('[data-action=declare]').check();
  await tools.shoot(page, 'claim-check-390');
  await page.locator('[data-action=submit]').click();
  await page.locator('[data-part=now] [data-state=in_review]').waitFor();
  await page.close();

  const review = await atDesk(context, base, tools, 'demo.reviewer', `/cases/${no}`);
  await review.locator('[data-part=claim-money]').waitFor();
  await tools.checkQuality(review, 'review');
  await tools.shoot(review, 'claim-review-1440');
  await review.locator('[data-act=ask_for_originals]').click();
  await review.locator('.deed [data-action=do]').click();
  await review.locator('.case-head [data-state=awaiting_originals]').waitFor();
  await review.close();
  await does(person, no, 'tell_tracking', { fields: { tracking: `SF${run}` } });
  await does(clerk, no, 'receive_originals');
  await does(reviewer, no, 'pass');
  const decide = await atDesk(context, base, tools, 'demo.approver', `/cases/${no}`);
  await decide.locator('[data-act=approve]').click();
  await decide.locator('.deed [data-action=do]').click();
  await decide.locator('.case-head [data-state=to_be_paid]').waitFor();
  await tools.shoot(decide, 'claim-approved-1440');
  await decide.close();
  const settled = await caseOf(approver, no);
  assert.ok(fen(settled.claim.payable) > 0n, 'the funds pay');

  await bankAnswers(context, base, tools, 'paid', '', 'claim-bank');
  const told = await onPhone(context, base, tools, 'demo.insured', `/cases/${no}`);
  await told.locator('[data-part=now] [data-state=paid]').waitFor();
  await idle(told);
  const paid = await told.locator('[data-amount=paid]').innerText();
  assert.equal(fen(paid), fen(settled.claim.payable), 'what the funds owe was paid');
  await shootBoth(told, tools, 'claim-paid');
  await told.setViewportSize(phone);
  await told.goto(`${base}/my/messages`);
  const message = told.locator('[data-kind=case_paid]').first();
  await message.waitFor();
  assert.ok((await message.innerText()).includes(no));
  await tools.shoot(told, 'claim-message-390');
  await told.close();
  return `directly refused (${direct.status}), by the claim ${settled.claim.payable} of 90000.00`;
}

/** Returned, corrected, refused in part, appealed, settled again, and the difference paid. */
async function appeal(context, base, tools) {
  const person = await signedIn(base, 'demo.insured');
  const reviewer = await signedIn(base, 'demo.reviewer');
  const approver = await signedIn(base, 'demo.approver');
  const clerk = await signedIn(base, 'demo.window_clerk');
  const counter = await signedIn(base, 'demo.institution_system');
  const hospital = { code: counter.me.institution, area: await areaOf(counter) };
  const form = claimForm(hospital, 'b', {
    'invoices.0.amount': '60000.00',
    total: '60000.00',
    'lines.0.code': service,
    'lines.0.name': '示例床位',
    'lines.0.quantity': '800',
    'lines.0.price': '50',
    'lines.0.amount': '40000.00',
    'lines.1.code': service,
    'lines.1.name': '示例护理',
    'lines.1.quantity': '400',
    'lines.1.price': '50',
    'lines.1.amount': '20000.00',
  });
  const { case: no } = await opened(person, form);
  let page = await onPhone(context, base, tools, 'demo.insured', `/cases/${no}#at=papers`);
  await page.locator('.wanted').first().waitFor();
  await handIn(page, 200);
  await page.locator('[data-action=next]').click();
  await page.locator('[data-action=declare]').check();
  await page.locator('[data-action=submit]').click();
  await page.locator('[data-part=now] [data-state=in_review]').waitFor();
  await page.close();
  await does(reviewer, no, 'return_to_person', {
    reason: 'form_wrong',
    remark: '账号少一位，请照银行卡填写。',
  });
  page = await onPhone(context, base, tools, 'demo.insured', `/cases/${no}#at=payee_account`);
  await page.locator('[data-part=returned]').waitFor();
  await page.locator('[data-path="/form/payee_account"] input').fill('99000000000000012');
  await tools.checkQuality(page, 'returned');
  await tools.shoot(page, 'claim-returned-390');
  await page.locator('[data-action=next]').click();
  await page.locator('[data-action=declare]').check();
  await page.locator('[data-action=submit]').click();
  await page.locator('[data-part=now] [data-state=in_review]').waitFor();
  await page.close();

  await does(reviewer, no, 'ask_for_originals');
  await does(clerk, no, 'receive_originals');
  await does(reviewer, no, 'pass', {
    fields: { 'refused.0.line': '2', 'refused.0.reason': 'no_record' },
  });
  const first = (await does(approver, no, 'approve')).claim.payable;
  await bankAnswers(context, base, tools, 'failed', '账户不存在', 'claim-bank-failed');
  page = await onPhone(context, base, tools, 'demo.insured', `/cases/${no}`);
  await page.locator('[data-part=now] [data-state=payment_failed]').waitFor();
  await idle(page);
  await shootBoth(page, tools, 'claim-payment-failed');
  await page.setViewportSize(phone);
  await page.locator('[data-act=correct_payee]').click();
  await page.locator('[data-path="/deed/form/payee_account"] input').fill('9900000000000013');
  await page.locator('.deed [data-action=do]').click();
  await page.locator('[data-part=now] [data-state=to_be_paid]').waitFor();
  await page.close();
  await bankAnswers(context, base, tools, 'paid', '', 'claim-bank-again');

  page = await onPhone(context, base, tools, 'demo.insured', `/cases/${no}`);
  await page.locator('[data-part=now] [data-state=paid]').waitFor();
  await idle(page);
  assert.match(await page.locator('[data-part=claim-money]').innerText(), /病历中无记载/);
  await page.locator('[data-act=appeal]').click();
  await page.locator('#deed-remark').fill('检查在病历第三页有记载。');
  await tools.shoot(page, 'claim-appeal-390');
  await page.locator('.deed [data-action=do]').click();
  await page.locator('[data-part=now] [data-state=appealed]').waitFor();
  await page.close();

  const decide = await atDesk(context, base, tools, 'demo.second_approver', `/cases/${no}`);
  await decide.locator('[data-act=approve]').click();
  await decide.locator('.case-row .link').first().click();
  await tools.shoot(decide, 'claim-appeal-decided-1440');
  await decide.locator('.deed [data-action=do]').click();
  await decide.locator('.case-head [data-state=to_be_paid]').waitFor();
  await decide.close();
  const again = await caseOf(approver, no);
  const difference = fen(again.claim.payable) - fen(first);
  assert.ok(difference > 0n, 'the appeal allows more');
  assert.equal(
    fen(again.claim.payments.at(-1).amount),
    difference,
    'the difference is a payment of its own',
  );
  await bankAnswers(context, base, tools, 'paid', '', 'claim-bank-difference');
  page = await onPhone(context, base, tools, 'demo.insured', `/cases/${no}`);
  await page.locator('[data-part=now] [data-state=paid]').waitFor();
  await idle(page);
  const paid = await page.locator('[data-amount=paid]').innerText();
  assert.equal(fen(paid), fen(again.claim.payable), 'all that is due was paid');
  await shootBoth(page, tools, 'claim-difference-paid');
  await page.close();
  return `at first ${first}, after the appeal ${again.claim.payable}`;
}

export const claimJourneys = [
  { name: 'claim-of-an-emergency', run: emergency },
  { name: 'claim-appealed', run: appeal },
];
