// What the journeys share: a real browser, its complaints, accessibility, exact sums.
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

export const phone = { width: 390, height: 844 };
export const smallDesk = { width: 1280, height: 900 };
export const desk = { width: 1440, height: 900 };

/** Runs `work` with a fresh browser profile and always takes both away again. */
export async function withBrowser(work) {
  const profile = await mkdtemp(join(tmpdir(), 'yitong-web-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: flags,
    viewport: phone,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
  });
  try {
    return await work(context);
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  }
}

/** A page whose console errors, page errors and failed loads are collected in `complaints`. */
export async function openPage(context, url, complaints, { expectedStatus = [] } = {}) {
  const page = await context.newPage();
  page.on('console', (message) => {
    const expected = expectedStatus.some((status) =>
      message.text().includes(`status of ${status}`),
    );
    if (['error', 'warning'].includes(message.type()) && !expected) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('requestfailed', (request) => {
    if (request.failure()?.errorText !== 'net::ERR_ABORTED')
      complaints.push(`failed: ${request.url()}`);
  });
  await page.goto(url);
  return page;
}

/** A route that answers with the server's own JSON after `change`; a page that has gone on meanwhile gets none. */
export function withReply(change) {
  return async (route) => {
    try {
      const reply = await route.fetch();
      await route.fulfill({ json: change(await reply.json()) });
    } catch (error) {
      if (!/disposed|closed|already handled/.test(error.message)) throw error;
    }
  };
}

/** The estimate has been made for what the form now says: the page is busy from the change on. */
export async function settled(page) {
  await page.waitForSelector('#result[aria-busy=false]');
}

/** The text that is shown, once it is as it should be; else what it is in the end. */
export async function reads(locator, pattern) {
  const patient = Date.now() + 10_000;
  let text = await locator.innerText();
  while (!pattern.test(text) && Date.now() < patient) {
    await new Promise((later) => setTimeout(later, 50));
    text = await locator.innerText();
  }
  assert.match(text, pattern);
  return text;
}

export async function axeFindings(page) {
  await page.evaluate(axeSource);
  const found = await page.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { violations } = await window.axe.run(document, {
      runOnly: { type: 'tag', values: tags },
    });
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
    );
  });
  return found;
}

/** Money whose contrast is below 7:1, a control smaller than 44 px, a lost style, as sentences. */
export async function sizeAndContrastFindings(page) {
  return page.evaluate(() => {
    const luminance = (color) => {
      const [r, g, b] = color
        .match(/[\d.]+/g)
        .map(Number)
        .map((part) => part / 255)
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = (node) => {
      for (let at = node; at; at = at.parentElement) {
        const color = getComputedStyle(at).backgroundColor;
        if (!/^rgba\(.*, 0\)$/.test(color)) return color;
      }
      return 'rgb(255, 255, 255)';
    };
    const seen = (node) => node.checkVisibility?.() ?? true;
    const findings = [];
    for (const node of document.querySelectorAll('.money')) {
      if (!seen(node)) continue;
      const [light, dark] = [luminance(getComputedStyle(node).color), luminance(ground(node))].sort(
        (a, b) => b - a,
      );
      const contrast = (light + 0.05) / (dark + 0.05);
      if (contrast < 7) findings.push(`contrast ${contrast.toFixed(1)} of ${node.textContent}`);
    }
    for (const node of document.querySelectorAll('button, summary, .choice, input, .foot a')) {
      const { width, height } = node.getBoundingClientRect();
      if (seen(node) && !node.closest('.unseen') && (height < 43.5 || width < 43.5)) {
        findings.push(
          `${Math.round(width)} x ${Math.round(height)} px: ${node.outerHTML.slice(0, 80)}`,
        );
      }
    }
    // A style that was lost leaves a bar black, or words that touch the frame around them.
    for (const bar of document.querySelectorAll('svg rect'))
      if (seen(bar) && getComputedStyle(bar).fill === 'rgb(0, 0, 0)')
        findings.push(`black: ${bar.outerHTML.slice(0, 80)}`);
    for (const framed of document.querySelectorAll('label, button')) {
      const { borderLeftWidth, paddingLeft } = getComputedStyle(framed);
      const touches = parseFloat(borderLeftWidth) > 0 && parseFloat(paddingLeft) < 4;
      if (touches && seen(framed)) findings.push(`no room: ${framed.outerHTML.slice(0, 80)}`);
    }
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (wide > 0) findings.push(`the page is ${wide} px wider than the screen`);
    return findings;
  });
}

/** Chinese on a page in English: names of Chinese documents stay so, and say so to a screen reader. */
export async function chineseLeft(page) {
  return page.evaluate(() => {
    for (const node of document.querySelectorAll('body [lang^=zh]')) node.remove();
    return document.body.innerText.match(/[\u4e00-\u9fff]+/g) ?? [];
  });
}

/** "50,000.00" as exact fen. */
export function fen(amount) {
  const match = /^(-?)(\d+)\.(\d{2})$/.exec(amount.replaceAll(',', ''));
  if (!match) throw new Error(`not an amount: ${amount}`);
  return BigInt(match[1] + match[2] + match[3]);
}

export function sumFen(amounts) {
  return amounts.reduce((sum, amount) => sum + fen(amount), 0n);
}
