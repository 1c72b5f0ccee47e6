// Walks every journey of *.test.mjs, one after another, in one Chromium. `node run.mjs booking` walks those whose name
// or file has the word. Ends with `N passed; N failed`, which tests/run adds up.

import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

import { artifacts, openHouse } from './house.mjs';
import { journeys } from './journey.mjs';
import { visitors } from './visitor.mjs';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];
const LONGEST = 180_000;
// A journey alone may take a year of the house's time.
const LONGEST_ALONE = 420_000;

const folder = fileURLToPath(new URL('.', import.meta.url));
const words = process.argv.slice(2);
const houses = new Map();
let passed = 0;
let failed = 0;

mkdirSync(artifacts, { recursive: true });
for (const file of readdirSync(folder).filter((name) => name.endsWith('.test.mjs')).sort()) {
  const before = journeys.length;
  await import(`./${file}`);
  for (const journey of journeys.slice(before)) journey.title = `${file.replace('.test.mjs', '')}: ${journey.name}`;
}

const browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
for (const journey of journeys.filter(({ title }) => words.every((word) => title.includes(word)))) {
  await settle(journey.title, () => walk(journey));
}
await browser.close();
for (const [name, house] of houses) {
  await settle(`the program (${name}) logged no error and ended in time`, async () => refuse(await (await house).close()));
}
console.log(`${passed} passed; ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function settle(title, work) {
  const begun = Date.now();
  try {
    await work();
    passed += 1;
    console.log(`ok      ${title} (${Date.now() - begun} ms)`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${title}\n${error.message}`);
  }
}

async function walk({ title, database, house: name = database, walk }) {
  if (!houses.has(name)) houses.set(name, openHouse(database, name));
  const house = await houses.get(name);
  const company = visitors(browser, house);
  const faults = [];
  try {
    const late = pause(name === 'alone' ? LONGEST_ALONE : LONGEST, undefined, { ref: false }).then(() => Promise.reject(new Error('took too long')));
    await Promise.race([walk({ house, ...company }), late]);
  } catch (error) {
    faults.push(error.stack);
    await keepPictures(title, company.pages());
  }
  refuse([...faults, ...(await company.leave())]);
}

function refuse(faults) {
  if (faults.length > 0) throw new Error(faults.join('\n'));
}

async function keepPictures(title, pages) {
  const name = `failed-${title.replace(/[^\p{Letter}\p{Number}]+/gu, '-')}`;
  for (const [index, page] of pages.entries()) {
    await page.screenshot({ path: join(artifacts, `${name}-${index + 1}.png`), fullPage: true }).catch(() => {});
  }
}
