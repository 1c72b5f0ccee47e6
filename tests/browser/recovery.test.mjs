// Money that was got by false material is paid back: the handler opens, the post that granted decides, finance enters what came back, and the
// applicant reads why. Without scripts, in each language, wide and at a phone's size.

import assert from 'node:assert/strict';

import { applies, presses } from './applying.mjs';
import { journey } from './journey.mjs';
import { comesIn, paysAtCounter } from './office.mjs';
import { accessible, picture } from './visitor.mjs';

const LANGUAGES = { zh: 'zh-CN', bo: 'bo-CN', en: 'en' };
const PHONE = '13800000952';

async function looks(page, name) {
  const address = page.url().split(/[?#]/)[0];
  await page.setViewportSize({ width: 360, height: 740 });
  for (const [short, language] of Object.entries(LANGUAGES)) {
    await page.goto(`${address}?lang=${language}`);
    await accessible(page);
    const { wide, room } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, room: innerWidth }));
    assert.ok(wide <= room, `${name} is ${wide} pixels wide in ${room}`);
    await picture(page, `recovery-${name}-${short}`);
  }
  await page.goto(`${address}?lang=zh-CN`);
  await page.setViewportSize({ width: 1280, height: 800 });
}

async function at(house, desk, username, place) {
  const page = await desk({ scripts: false });
  await comesIn(page, house, username);
  await page.goto(place);
  return page;
}

journey('what was got by false material is paid back', async ({ house, phone, desk }) => {
  const citizen = await phone({ scripts: false });
  const address = await applies(citizen, house, PHONE);
  const { at: case_, person } = await paysAtCounter(house, address.split('/').pop(), 952);
  const handler = await at(house, desk, 'reviewer', `${house.portal}/console/assistance/${case_.split('/').pop()}`);
  await presses(handler, 'main a[href$="/recoveries"]');
  await presses(handler, 'form[action$="/recoveries"] button');
  assert.ok((await handler.locator('.field.wrong').count()) >= 3, 'what is missing is named');
  await looks(handler, 'case');
  await handler.check(`[name=person_id][value="${person.id}"]`);
  await handler.check('[name=ground][value=false_material]');
  await handler.fill('[name=amount_fen]', '5,000');
  await handler.fill('[name=reason]', '伤残鉴定书系伪造，鉴定机构书面证实。');
  await handler.fill('[name=to_citizen]', '经核实，您提交的鉴定书不真实，需要退回5,000元。');
  await presses(handler, 'form[action$="/recoveries"] button');
  const place = handler.url();
  const deputy = await at(house, desk, 'deputy-chief', place);
  await looks(deputy, 'to-decide');
  await deputy.check('[name=recover][value=yes]');
  await deputy.fill('[name=reason]', '证据确实，同意追回。');
  await presses(deputy, 'form[action$="/decision"] button');
  const finance = await at(house, desk, 'finance', `${house.portal}/console/recoveries`);
  await looks(finance, 'list');
  await finance.goto(place);
  await finance.fill('[name=amount_fen]', '2,000');
  await finance.fill('[name=basis]', '缴952号');
  await presses(finance, 'form[action$="/receipts"] button');
  await looks(finance, 'received');
  await citizen.goto(`${address}/decision`);
  assert.ok((await citizen.textContent('main')).includes('3,000.00'), 'the applicant reads what is still to come');
  assert.ok((await citizen.textContent('main')).match(/12,000\.00/g).length > 1, 'and what was paid');
  await looks(citizen, 'citizen');
  await deputy.goto(place);
  await deputy.click('details:has(form[action$="/write-off"]) summary');
  await deputy.fill('[name=write_off]', '当事人无力退还。');
  await presses(deputy, 'form[action$="/write-off"] button');
  await looks(deputy, 'written-off');
});
