// How soon a page can be used on a middling phone: Chromium with a processor four times slower, over 1.6 Mbit/s down,
// 0.75 Mbit/s up and 150 ms there and back, nothing cached. Prints what came over the line and when the page could be used,
// the middle of some runs.
//   node bench/first_page.mjs [--base http://127.0.0.1:8080] [--runs 5] [--only WORD] [--requests]
// (a server in demo mode, web/dist built); --requests tells of the last run what was asked for when, and its bytes.
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';

const require = createRequire(new URL('../web/package.json', import.meta.url));
const { chromium } = require('playwright-core');
const { values } = parseArgs({ options: { base: { type: 'string', default: 'http://127.0.0.1:8080' }, runs: { type: 'string', default: '5' },
  requests: { type: 'boolean', default: false }, only: { type: 'string', default: '' } } });
const base = values.base;
const line = { offline: false, latency: 150, downloadThroughput: (1.6e6 / 8), uploadThroughput: (0.75e6 / 8) };
const slower = 4;

// Usable: what one came for can be seen and pressed. Whole: nothing is waited for any more.
const pages = [
  { name: 'portal, signed in', path: '/my', account: 'demo.insured', usable: '.code-door', whole: () => document.querySelector('.gauge, .records') && !document.querySelector('.waiting') },
  { name: 'portal, signing in', path: '/my', usable: '#login-name', whole: () => document.querySelector('[data-account]') },
  { name: 'guide', path: '/guide', usable: '[data-matter]', whole: () => !document.querySelector('[aria-busy=true]') },
  { name: 'estimator', path: '/', usable: 'form.form', whole: () => document.querySelector('[data-part=headline]') },
];

async function demoCookie(account) {
  const json = { 'content-type': 'application/json', 'x-yitong': '1' };
  const { password } = await (await fetch(`${base}/v1/demo/accounts`)).json();
  const reply = await fetch(`${base}/v1/sessions`, { method: 'POST', headers: json, body: JSON.stringify({ account, password }) });
  if (reply.status !== 201) throw new Error(`${account} cannot sign in: ${reply.status}`);
  const [name, value] = reply.headers.get('set-cookie').split(';')[0].split('=');
  return { name, value, url: base };
}

async function measure(browser, { path, account, usable, whole }) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN', reducedMotion: 'reduce' });
  if (account) await context.addCookies([await demoCookie(account)]);
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
  await devtools.send('Network.emulateNetworkConditions', line);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slower });
  let bytes = 0, requests = 0;
  const asked = new Map();
  const start = performance.now();
  const now = () => Math.round(performance.now() - start);
  devtools.on('Network.requestWillBeSent', ({ requestId, request }) => { asked.set(requestId, { from: now(), path: request.url.replace(base, '').slice(0, 80) }); });
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    bytes += encodedDataLength;
    requests += 1;
    Object.assign(asked.get(requestId) ?? {}, { to: now(), bytes: encodedDataLength });
  });
  const going = page.goto(base + path);
  await page.locator(usable).first().waitFor({ timeout: 60_000 });
  const used = performance.now() - start;
  await page.waitForFunction(whole, undefined, { timeout: 60_000 });
  const done = performance.now() - start;
  await going;
  await context.close();
  return { bytes, requests, used, done, asked: [...asked.values()] };
}

const middle = (list) => [...list].sort((left, right) => left - right)[Math.floor(list.length / 2)];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'] });
try {
  console.log('page                  bytes  requests  usable ms   whole ms');
  for (const page of pages.filter(({ name }) => name.includes(values.only))) {
    const runs = [];
    for (let i = 0; i < Number(values.runs); ++i) runs.push(await measure(browser, page));
    const of = (key) => Math.round(middle(runs.map((run) => run[key])));
    console.log(`${page.name.padEnd(20)}${String(of('bytes')).padStart(7)}${String(of('requests')).padStart(10)}${String(of('used')).padStart(11)}${String(of('done')).padStart(11)}`);
    if (!values.requests) continue;
    for (const { from, to = '', bytes = '', path } of runs.at(-1).asked) console.log(`    ${String(from).padStart(5)} ${String(to).padStart(5)} ${String(bytes).padStart(7)}  ${path}`);
  }
} finally {
  await browser.close();
}
