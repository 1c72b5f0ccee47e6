// A case is closed by two people: what is open is named, the handler asks, a head confirms, and the bundle is downloaded for a reason.
// Without scripts, in each language, wide and at a phone's size.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import { applies, presses } from './applying.mjs';
import { journey } from './journey.mjs';
import { comesIn, paysAtCounter, staff } from './office.mjs';
import { accessible, picture } from './visitor.mjs';

const LANGUAGES = { zh: 'zh-CN', bo: 'bo-CN', en: 'en' };
const PHONE = '13800000951';

async function looks(page, name) {
  const address = page.url().split(/[?#]/)[0];
  await page.setViewportSize({ width: 360, height: 740 });
  for (const [short, language] of Object.entries(LANGUAGES)) {
    await page.goto(`${address}?lang=${language}`);
    await accessible(page);
    const { wide, room } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, room: innerWidth }));
    assert.ok(wide <= room, `${name} is ${wide} pixels wide in ${room}`);
    await picture(page, `closing-${name}-${short}`);
  }
  await page.goto(`${address}?lang=zh-CN`);
  await page.setViewportSize({ width: 1280, height: 800 });
}

journey('a case is closed by two people', async ({ house, phone, desk }) => {
  const citizen = await phone({ scripts: false });
  const address = await applies(citizen, house, PHONE);
  const { at } = await paysAtCounter(house, address.split('/').pop(), 951);
  const handler = await desk({ scripts: false });
  await comesIn(handler, house, 'reviewer');
  await handler.goto(`${house.portal}/console/assistance/${at.split('/').pop()}`);
  await presses(handler, 'a[href$="/closing"]');
  const place = handler.url();
  await looks(handler, 'open');
  const asks = await staff(house, 'reviewer');
  const plan = await asks('GET', `${at}/follow-up`);
  for (const visit of plan.visits) {
    await asks('POST', `/desk/follow-up/visits/${visit.id}/changes`, { kind: 'given_up', reason: '已搬到拉萨' });
  }
  await handler.goto(place);
  await handler.fill('[name=note]', '救助金已用于学费，生活稳定。');
  await presses(handler, 'form[action$="/closing"] button');
  await looks(handler, 'asked');
  const head = await desk({ scripts: false });
  await comesIn(head, house, 'approver');
  await head.goto(place);
  await looks(head, 'to-confirm');
  await presses(head, 'form[action$="/confirm"] button');
  await looks(head, 'closed');
  await head.click('details:has(form[action$="/bundle"]) summary');
  await presses(head, 'form[action$="/bundle"] button');
  assert.equal(await head.locator('#f-reason-1-fault').count(), 1, 'a reason is asked for');
  await head.fill('[name="reason-1"]', '案件评查');
  const [download] = await Promise.all([head.waitForEvent('download'), head.click('form[action$="/bundle"] button')]);
  const bytes = await readFile(await download.path());
  assert.equal(bytes.subarray(0, 2).toString(), 'PK', 'a ZIP');
  await citizen.goto(address);
  assert.ok((await citizen.textContent('main')).includes('已办结'), 'the citizen sees that it is finished');
});
