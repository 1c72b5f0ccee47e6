// Pages as visitors have them: an old phone, a clerk's screen; what is asked of every page.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { artifacts } from './house.mjs';

const PHONE = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const DESK = { viewport: { width: 1280, height: 800 } };
const twins = new WeakMap();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What a journey is handed, besides the house; `leave` closes everything and answers what went wrong unseen. */
export function visitors(browser, house) {
  const open = [];
  const page = async (size, { language = 'zh-CN', scripts = true } = {}) => {
    const settings = { ...size, locale: language, timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' };
    const context = await browser.newContext({ ...settings, javaScriptEnabled: scripts });
    context.setDefaultTimeout(15_000);
    const opened = await context.newPage();
    if (!scripts) twins.set(opened, () => browser.newContext(settings));
    open.push({ context, page: opened, faults: watch(context, opened, house) });
    return opened;
  };
  return {
    phone: (options) => page(PHONE, options),
    desk: (options) => page(DESK, options),
    pages: () => open.map(({ page }) => page),
    async leave() {
      await Promise.all(open.map(({ context }) => context.close()));
      return open.flatMap(({ faults }) => faults);
    },
  };
}

/** Faults that a visitor's browser notices by itself: a blocked script, a broken asset, a call to elsewhere. */
function watch(context, page, house) {
  const faults = [];
  const home = new URL(house.portal).origin;
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) faults.push(`console: ${message.text()}`);
  });
  context.on('request', (request) => {
    if (/^https?:/.test(request.url()) && new URL(request.url()).origin !== home) faults.push(`asks elsewhere: ${request.url()}`);
  });
  context.on('response', (response) => {
    const most = response.request().isNavigationRequest() ? 499 : 399;
    if (response.status() > most) faults.push(`${response.status()}: ${response.url()}`);
  });
  return faults;
}

/** Keeps a picture of the whole page as tests/artifacts/{name}.png. */
export async function picture(page, name) {
  await page.screenshot({ path: join(artifacts, `${name}.png`), fullPage: true });
}

/** Fails on what hinders people seriously (WCAG 2.2 A and AA), on a missing language and on sideways scrolling. */
export async function accessible(page) {
  if (!twins.has(page)) return examine(page);
  // Without scripts no timer runs, and axe waits for some: a twin with scripts shows the same markup.
  const context = await twins.get(page)();
  const twin = await context.newPage();
  const body = await page.content();
  await twin.route(page.url(), (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body }));
  await twin.goto(page.url());
  await examine(twin);
  await context.close();
}

async function examine(page) {
  assert.ok(await page.getAttribute('html', 'lang'), 'the page has no language');
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `the page scrolls sideways by ${wide} pixels`);
  await page.evaluate(axe);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const found = await page.evaluate((values) => window.axe.run({ runOnly: { type: 'tag', values } }), tags);
  const serious = found.violations.filter((fault) => ['serious', 'critical'].includes(fault.impact));
  const told = serious.map((fault) => `${fault.id}: ${fault.help}\n${fault.nodes.map((node) => `    ${node.html}`).join('\n')}`);
  assert.deepEqual(told, [], `${page.url()} hinders people:\n${told.join('\n')}`);
}
