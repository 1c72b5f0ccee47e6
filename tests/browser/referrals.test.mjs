// A handler hands a matter to a partner, the partner's staff answer, the citizen reads of it; a clue; somebody is told of their rights.
// In each language, wide and narrow.

import assert from 'node:assert/strict';

import { applies, presses, signsIn as signsInAs } from './applying.mjs';
import { journey } from './journey.mjs';
import { accessible, picture } from './visitor.mjs';

const PASSWORD = 'a red scarf on the mountain pass';

async function looks(page, name) {
  await accessible(page);
  const { wide, room } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, room: innerWidth }));
  assert.ok(wide <= room, `${name} is ${wide} pixels wide in ${room}`);
  await picture(page, `referrals-${name}`);
}

async function signsIn(page, house, { username, password }) {
  await page.goto(`${house.portal}/console/sign-in`);
  await page.fill('[name=username]', username);
  await page.fill('[name=password]', password);
  await presses(page, 'main form button');
}

/** An administrator's bearer token. */
async function bearer(house, role) {
  const { username, password } = house.login(role);
  const answer = await fetch(`${house.portal}/api/v1/auth/staff`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  });
  return (await answer.json()).access_token;
}

/** Enters a partner and one of its staff; answers the login. */
async function partner(house, code) {
  const token = await bearer(house, 'admin');
  const posts = async (path, body) => {
    const answer = await fetch(`${house.portal}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    assert.equal(answer.status, 201, await answer.clone().text());
    return answer.json();
  };
  await posts('/api/v1/desk/organs', {
    code, kind: 'partner', level: 'city', parent_code: '540500', partner: 'womens_federation',
    name: { 'zh-CN': '山南市妇女联合会', 'bo-CN': 'ལྷོ་ཁ་གྲོང་ཁྱེར་བུད་མེད་མཉམ་འབྲེལ་ཚོགས་པ།', en: "Shannan Women's Federation" },
  });
  const handed = await posts('/api/v1/desk/staff', { username: code.toLowerCase(), organ_code: code, roles: ['partner'] });
  return { username: handed.username, password: handed.first_password };
}

for (const [language, short, number] of [['zh-CN', 'zh', '13800000841'], ['bo-CN', 'bo', '13800000842'], ['en', 'en', '13800000843']]) {
  journey(`a partner is asked for help and gives it (${short})`, async ({ house, phone, desk }) => {
    const login = await partner(house, `540500-F${short}`);
    const citizen = await phone({ language, scripts: false });
    await applies(citizen, house, number);
    const own = citizen.url().split('?')[0];
    const handler = await desk({ language, scripts: false });
    await signsIn(handler, house, house.login('reviewer'));
    await handler.fill('[name=q]', number);
    await presses(handler, 'form[action="/console/search"] button');
    await looks(handler, `${short}-matter`);
    await presses(handler, '#help a.button');
    await presses(handler, 'main form .actions button');
    await looks(handler, `${short}-mend`);
    await handler.selectOption('[name=partner_code]', `540500-F${short}`);
    await handler.check('[name=measures][value=counselling]');
    await handler.check('[name=name]');
    await handler.check('[name=phone][value=masked]');
    await handler.fill('[name=village]', '琼嘎顶社区');
    await handler.fill('[name=hardship]', '丈夫去世，夜里睡不着，两个孩子在上学。');
    await handler.check('[name=papers] >> nth=0');
    await handler.fill('[name=letter]', '请安排心理疏导老师上门，本人已经同意。');
    await looks(handler, `${short}-new`);
    await presses(handler, 'main form .actions button');
    await looks(handler, `${short}-sent`);
    const handoff = handler.url();

    const helper = await desk({ language, scripts: false });
    await signsIn(helper, house, login);
    await helper.goto(`${house.portal}/console/account/password`);
    await helper.fill('[name=password]', login.password);
    await helper.fill('[name=new_password]', PASSWORD);
    await helper.fill('[name=again]', PASSWORD);
    await presses(helper, 'main button');
    await signsIn(helper, house, { username: login.username, password: PASSWORD });
    await helper.goto(`${house.portal}/console/referrals`);
    await looks(helper, `${short}-partner-list`);
    await presses(helper, 'table a');
    assert.ok(!(await helper.content()).includes(number), 'the whole number is met');
    await presses(helper, 'form[action$="/receive"] button');
    await presses(helper, 'form[action$="/accept"] button');
    await helper.locator('details:has(form[action$="/report"]) summary').click();
    await presses(helper, 'form[action$="/report"] button');
    await helper.check('[name=measures][value=counselling]');
    await helper.fill('form[action$="/report"] [name=words]', '每周上门疏导一次，已经三次。');
    await looks(helper, `${short}-partner-report`);
    await presses(helper, 'form[action$="/report"] button');
    await looks(helper, `${short}-partner-helped`);
    await helper.setViewportSize({ width: 360, height: 740 });
    await looks(helper, `${short}-partner-360`);
    await helper.goto(`${house.portal}/console/clues/new`);
    await looks(helper, `${short}-clue-360`);
    await helper.fill('[name=name]', '次仁曲珍');
    await helper.fill('[name=village]', '琼嘎顶社区');
    await helper.fill('[name=hardship]', '丈夫去世，两个孩子上学');
    await helper.check('[name=consent_said]');
    await presses(helper, 'main form .actions button');
    await helper.goto(`${house.portal}/console/referrals`);
    await looks(helper, `${short}-partner-list-360`);

    await citizen.goto(own);
    await looks(citizen, `${short}-citizen`);
    await handler.goto(handoff);
    await presses(handler, 'form[action$="/close"] button');
    await handler.goto(`${house.portal}/console/referrals`);
    await looks(handler, `${short}-list`);
    assert.equal((await helper.goto(handoff)).status(), 404);
  });

  journey(`somebody is told of their rights (${short})`, async ({ house, desk }) => {
    const handler = await desk({ language, scripts: false });
    await signsIn(handler, house, house.login('reviewer'));
    await handler.goto(`${house.portal}/console/rights/new`);
    await presses(handler, 'main form .actions button');
    await looks(handler, `${short}-rights-new`);
    await handler.fill('[name=name]', '扎西顿珠');
    await handler.fill('[name=phone]', '13800000849');
    await handler.fill('[name=case]', '（2026）藏0502刑初18号');
    await handler.selectOption('[name=stage]', 'prosecution');
    await presses(handler, 'main form .actions button');
    const entry = handler.url();
    await looks(handler, `${short}-rights-entry`);
    await handler.goto(`${house.portal}/console/rights`);
    await looks(handler, `${short}-rights`);
    await handler.goto(entry);
    await handler.check('[name=how][value=phone]');
    await handler.check('[name=language][value=bo-CN]');
    await handler.check('[name=answer][value=will_apply]');
    await presses(handler, 'main form .actions button');
    await handler.setViewportSize({ width: 360, height: 740 });
    await handler.goto(entry);
    await looks(handler, `${short}-rights-entry-360`);
  });
}

journey('a clue becomes an application that the person takes over by a code', async ({ house, phone, desk }) => {
  const login = await partner(house, '540500-FCODE');
  const droma = await desk({ scripts: false });
  await signsIn(droma, house, login);
  if (droma.url().includes('/password')) {
    await droma.fill('[name=password]', login.password);
    await droma.fill('[name=new_password]', PASSWORD);
    await droma.fill('[name=again]', PASSWORD);
    await presses(droma, 'main button');
    await signsIn(droma, house, { ...login, password: PASSWORD });
  }
  await droma.goto(`${house.portal}/console/clues/new`);
  await droma.fill('[name=name]', '次仁曲珍');
  await droma.fill('[name=phone]', '13800000844');
  await droma.fill('[name=village]', '琼嘎顶社区');
  await droma.fill('[name=hardship]', '丈夫在案件中去世，两个孩子在上学。');
  await droma.check('[name=consent_said]');
  await presses(droma, 'main form .actions button');
  await looks(droma, 'clue-with-code');
  await presses(droma, 'form[action$="/code"] button');
  await looks(droma, 'code');
  const address = (await droma.textContent('p.number')).trim();
  const widow = await phone({ scripts: false });
  for (const [language, short] of [['bo-CN', 'bo'], ['en', 'en'], ['zh-CN', 'zh']]) {
    await widow.goto(`${address}?lang=${language}`);
    await looks(widow, `take-${short}`);
  }
  await presses(widow, 'main form button');
  await signsInAs(widow, house, '13800000844');
  await presses(widow, 'main form button');
  assert.match(widow.url(), /\/applications\//);
  await looks(widow, 'taken');
});
