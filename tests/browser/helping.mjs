// Partners: those who are asked to help are entered, receive a matter in their console, accept it and say what they did.

import { presses } from './applying.mjs';
import { comesIn, hires } from './office.mjs';

export const PASSWORD = 'a red scarf on the mountain pass';

/** Enters a partner of the city's. */
export async function enters(admin, code, partner, name) {
  const names = { 'zh-CN': name, 'bo-CN': name, en: name };
  await admin('POST', '/desk/organs', { code, kind: 'partner', level: 'city', parent_code: '540500', partner, name: names });
}

/** One of a partner's staff, at a screen. */
export async function helper(house, page, username, organ_code) {
  await hires(house, { username, organ_code, roles: ['partner'] }, PASSWORD);
  await comesIn(page, house, username, PASSWORD);
}

/** Asks a partner for a measure on the page of an application; answers the page of what was sent. */
export async function refers(page, house, id, code, measure, letter) {
  await page.goto(`${house.portal}/console/applications/${id}`);
  await presses(page, '#help a.button');
  await page.selectOption('[name=partner_code]', code);
  await page.check(`[name=measures][value=${measure}]`);
  await page.check('[name=name]');
  await page.check('[name=phone][value=masked]');
  await page.fill('[name=village]', '打隆村');
  await page.fill('[name=letter]', letter);
  await presses(page, 'main form .actions button');
  return page.url().split('?')[0];
}

/** The partner confirms receipt, accepts, and tells what was done. */
export async function helps(page, handoff, measure, words) {
  await page.goto(handoff);
  for (const act of ['receive', 'accept']) await presses(page, `form[action$="/${act}"] button`);
  await page.locator('details:has(form[action$="/report"]) summary').click();
  await page.check(`form[action$="/report"] [name=measures][value=${measure}]`);
  await page.fill('form[action$="/report"] [name=words]', words);
  await presses(page, 'form[action$="/report"] button');
}
