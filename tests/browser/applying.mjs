// How a citizen signs in, fills in and photographs; for every journey that needs an application.

import { readFileSync } from 'node:fs';

export const example = JSON.parse(readFileSync(new URL('../fixtures/judicial-assistance.json', import.meta.url), 'utf8'));
export const papers = ['identity', 'harm_proof', 'hardship_proof', 'compensation_statement'];

/** A photograph drawn in the browser, another one for each word. */
export async function photo(page, word) {
  const twin = await page.context().browser().newPage();
  const bytes = await twin.evaluate((text) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 480, height: 320 });
    const brush = canvas.getContext('2d');
    brush.fillStyle = '#e9dcc0';
    brush.fillRect(0, 0, 480, 320);
    brush.fillStyle = '#333';
    brush.font = '40px sans-serif';
    brush.fillText(text, 40, 170);
    return canvas.toDataURL('image/jpeg', 0.8).split(',')[1];
  }, word);
  await twin.close();
  return { name: `${word}.jpg`, mimeType: 'image/jpeg', buffer: Buffer.from(bytes, 'base64') };
}

/** Presses a button or a link, and waits for the page that it leads to. */
export async function presses(page, selector) {
  await Promise.all([page.waitForEvent('load'), page.click(selector)]);
}

/** Signs in on the page that asks for a phone. */
export async function signsIn(page, house, phone, look = () => {}) {
  await look('phone');
  await page.fill('[name=phone]', phone);
  await presses(page, 'main form button');
  await look('code');
  await page.fill('[name=code]', await house.code(phone));
  await presses(page, 'main form button');
}

/** Scans the code on the wall and begins an application for assistance; `look` is told of each page on the way. */
export async function begins(page, house, phone, look = () => {}) {
  await page.goto(`${house.portal}/q/${house.demo.qr_code}`);
  await look('center');
  await presses(page, 'a.tile[href$="/s/judicial-assistance"]');
  await look('service');
  await presses(page, 'main form button');
  await signsIn(page, house, phone, look);
  // Back at the service, where the button is pressed once more.
  await presses(page, 'main form button');
  await page.waitForURL(/\/applications\/[0-9a-f-]+$/);
}

/** Fills in a page of the form, from the example unless something else is given, and goes on. */
export async function fillsIn(page, address, section, given = example[section]) {
  await page.goto(`${address}/form/${section}`);
  if (Array.isArray(given)) {
    for (let count = await page.locator('fieldset.group').count(); count < given.length; count += 1) await presses(page, '[name=_add]');
    for (const [index, item] of given.entries()) await answers(page, item, `${index}.`);
  } else {
    await answers(page, given, '');
  }
  await presses(page, '.actions [name=_continue]');
  // An answer that opens further questions brings the page back with them.
  if (!Array.isArray(given) && page.url().endsWith(`/form/${section}`) && (await page.locator('.summary').count()) === 0) {
    await answers(page, given, '');
    await presses(page, '.actions [name=_continue]');
  }
}

async function answers(page, given, prefix) {
  for (const [name, value] of Object.entries(given)) {
    const field = page.locator(`[name="${prefix}${name}"]`);
    if ((await field.count()) > 0) await answer(field, name, value);
  }
}

async function answer(field, name, value) {
  const kind = await field.first().evaluate((one) => (one.tagName === 'SELECT' ? 'select' : one.type));
  if (kind === 'select') await field.selectOption(String(value));
  else if (kind === 'radio' || kind === 'checkbox') for (const one of [value].flat()) await field.and(field.page().locator(`[value="${one}"]`)).check();
  else await field.fill(name.endsWith('_fen') ? String(value / 100) : String(value));
}

/** Photographs every paper that the example needs. */
export async function photographs(page, address, lines = papers) {
  for (const line of lines) {
    await page.goto(`${address}/papers/${line}`);
    await page.setInputFiles('input[type=file]', await photo(page, line));
    await presses(page, 'form[enctype="multipart/form-data"] button');
  }
}

/** Ticks everything that is agreed to, each text by itself. */
export async function agrees(page) {
  for (const tick of await page.locator('#consent input[type=checkbox]').all()) await tick.check();
}

/** A whole application, sent; answers its address. */
export async function applies(page, house, phone) {
  await begins(page, house, phone);
  const address = page.url();
  for (const section of Object.keys(example)) await fillsIn(page, address, section);
  await photographs(page, address);
  await page.goto(`${address}/check`);
  await agrees(page);
  await presses(page, '#consent button:not(.first-button)');
  await page.waitForSelector('img.qr');
  return address;
}
