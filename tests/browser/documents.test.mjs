// A handler issues a document and reads it as paper; anybody who has the paper checks it; the citizen finds it. Without scripts,
// in each language, wide and narrow.

import assert from 'node:assert/strict';

import { applies, presses, signsIn } from './applying.mjs';
import { journey } from './journey.mjs';
import { accessible, picture } from './visitor.mjs';

const LANGUAGES = { zh: 'zh-CN', bo: 'bo-CN', en: 'en' };
const PHONE = '13800000751';

async function looks(page, address, name) {
  for (const [short, language] of Object.entries(LANGUAGES)) {
    await page.goto(`${address}${address.includes('?') ? '&' : '?'}lang=${language}`);
    await accessible(page);
    const { wide, room } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, room: innerWidth }));
    assert.ok(wide <= room, `${name} is ${wide} pixels wide in ${room}`);
    await picture(page, `documents-${name}-${short}`);
  }
}

journey('a document is issued, read, checked and found', async ({ house, phone, desk }) => {
  await applies(await phone({ scripts: false }), house, PHONE);
  const handler = await desk({ scripts: false });
  const { username, password } = house.login('reviewer');
  await handler.goto(house.console);
  await handler.fill('[name=username]', username);
  await handler.fill('[name=password]', password);
  await presses(handler, 'main form button');
  await handler.fill('[name=q]', PHONE);
  await presses(handler, 'form[action="/console/search"] button');
  await presses(handler, 'a[href$="/documents"]');
  const all = handler.url();
  await looks(handler, all, 'matter');
  await presses(handler, 'a[href$="/new/materials-receipt"]');
  await looks(handler, handler.url(), 'new');
  await presses(handler, 'main form button');
  const one = handler.url().split('?')[0];
  await looks(handler, one, 'show');
  const check = await handler.getAttribute('a[href*="/verify/"]', 'href');
  await looks(handler, `${one}/paper?version=full`, 'paper');
  const stranger = await phone({ scripts: false });
  const address = `${house.portal}${new URL(check).pathname}`;
  await looks(stranger, address, 'verify');
  assert.doesNotMatch(await stranger.textContent('main'), /次仁卓玛/);
  const owner = await phone({ scripts: false });
  await owner.goto(`${house.portal}/sign-in`);
  await signsIn(owner, house, PHONE);
  await looks(owner, `${house.portal}/documents`, 'mine');
});
