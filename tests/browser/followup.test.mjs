// People are visited after payment: the plan, a visit that is moved, a voucher, a record, help, and what the citizen sees. Without
// scripts, in each language, wide and at a phone's size.

import assert from 'node:assert/strict';

import { applies, photo, presses } from './applying.mjs';
import { journey } from './journey.mjs';
import { comesIn, paysAtCounter } from './office.mjs';
import { accessible, picture } from './visitor.mjs';

const LANGUAGES = { zh: 'zh-CN', bo: 'bo-CN', en: 'en' };
const PHONE = '13800000931';

async function looks(page, name) {
  const address = page.url().split(/[?#]/)[0];
  await page.setViewportSize({ width: 360, height: 740 });
  for (const [short, language] of Object.entries(LANGUAGES)) {
    await page.goto(`${address}?lang=${language}`);
    await accessible(page);
    const { wide, room } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, room: innerWidth }));
    assert.ok(wide <= room, `${name} is ${wide} pixels wide in ${room}`);
    await picture(page, `followup-${name}-${short}`);
  }
  await page.goto(`${address}?lang=zh-CN`);
  await page.setViewportSize({ width: 1280, height: 800 });
  await picture(page, `followup-${name}-wide`);
}

journey('people are visited after payment', async ({ house, phone, desk }) => {
  const citizen = await phone({ scripts: false });
  const address = await applies(citizen, house, PHONE);
  const { at, person } = await paysAtCounter(house, address.split('/').pop(), 931);
  const page = await desk({ scripts: false });
  await comesIn(page, house, 'reviewer');
  await page.goto(`${house.portal}/console/assistance/${at.split('/').pop()}`);
  await presses(page, 'a[href$="/follow-up"].second');
  const plan = page.url();
  await page.check('[name=grade][value=severe]');
  await presses(page, 'form[action$="/follow-up"] button');
  await looks(page, 'plan');
  await presses(page, 'tbody tr:first-child a');
  const visit = page.url();
  await page.click('details:has([name=reason]) summary');
  await page.check('[name=kind][value=moved]');
  await page.fill('[name=due_on]', '2026-03-07');
  await page.fill('[name=reason]', '牧民转场前去看望');
  await presses(page, 'form[action$="/changes"] button');
  await picture(page, 'followup-moved-wrong');
  assert.equal(await page.locator('#f-due_on-fault').count(), 1, 'a Saturday is refused');
  await page.fill('[name=due_on]', '2026-03-09');
  await presses(page, 'form[action$="/changes"] button');
  await page.setInputFiles('[name=file]', await photo(page, '收据'));
  await presses(page, 'form[action$="/files"] button');
  await page.goto(visit);
  await looks(page, 'visit');
  await page.check('[name=way][value=home]');
  await page.check('[name="met-0"]');
  await page.fill('[name="spent-0-study"]', '六千');
  await presses(page, 'form[action$="/records"] button');
  await picture(page, 'followup-record-wrong');
  await page.fill('[name=place]', '琼嘎顶社区');
  await page.selectOption('[name="living-0"]', 'stable');
  await page.fill('[name="situation-0"]', '孩子已经上学，家里养了五头牦牛。');
  await page.fill('[name="spent-0-study"]', '6,000');
  await page.check('[name="voucher-0-study"]');
  await page.fill('[name="spent-0-living"]', '4000');
  await page.fill('[name="left-0"]', '1500');
  await page.fill('[name="needs-0"]', '冬天缺牧草');
  await page.fill('[name=next_step]', '联系农业农村部门');
  await presses(page, 'form[action$="/records"] button');
  assert.equal(await page.locator('.badge.good').count(), 1, 'the visit is made');
  await looks(page, 'recorded');
  await page.goto(`${house.portal}/console/follow-up/people/${person.id}/help`);
  await page.selectOption('[name=measure]', 'legal advice');
  await page.fill('[name=note]', '在家里解答了抚养费的问题');
  await presses(page, 'main form button');
  await looks(page, 'help');
  await page.goto(`${house.portal}/console/follow-up`);
  await looks(page, 'due');
  await page.goto(plan);
  await picture(page, 'followup-plan-after');
  await citizen.goto(address);
  await presses(citizen, 'a[href$="/follow-up"]');
  assert.ok(!(await citizen.textContent('main')).includes('牧草'), 'what was found stays in the office');
  await looks(citizen, 'citizen');
});
