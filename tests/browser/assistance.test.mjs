// A case of assistance from the accepted application to the decision, by those who take part in it; without scripts, in each language.

import assert from 'node:assert/strict';

import { applies, presses } from './applying.mjs';
import { journey } from './journey.mjs';
import { accessible, picture } from './visitor.mjs';

async function looks(page, name) {
  await accessible(page);
  await picture(page, `assistance-${name}`);
}

/** Somebody of the city's staff at a screen, signed in and looking at a page. */
async function at(desk, house, username, language, address) {
  const page = await desk({ language, scripts: false });
  const { password } = house.demo.staff.find((login) => login.username === username);
  await page.goto(`${house.console}/sign-in`);
  await page.fill('[name=username]', username);
  await page.fill('[name=password]', password);
  await presses(page, 'main form button');
  await page.goto(address);
  return page;
}

/** The desk judges every paper and accepts; answers the matter's address. */
async function accepts(page, house, number) {
  await page.goto(house.console);
  await page.fill('[name=q]', number);
  await presses(page, 'form[action="/console/search"] button');
  const matter = page.url();
  const sheets = await page.locator('article.sheet').count();
  for (let place = 0; place < sheets; place += 1) await presses(page, `article.sheet >> nth=${place} >> [value=accepted]`);
  await presses(page, 'a[href$="/actions/accept"]');
  await presses(page, 'main form .actions button');
  return matter;
}

async function opens(page, short, number) {
  await presses(page, 'a[href^="/console/assistance/open"]');
  assert.match(await page.inputValue('[name=case_number]'), /刑初/);
  await page.fill('[name=case_name]', '');
  await presses(page, 'main form .actions button');
  await looks(page, `${short}-open`);
  await page.fill('[name=case_name]', '王某故意伤害案');
  // The journeys share one applicant, who may be assisted once in each underlying case.
  await page.fill('[name=case_number]', `（2025）藏0502刑初${number.slice(-2)}号`);
  await presses(page, 'main form .actions button');
  assert.match(page.url(), /done=open/);
}

const IN_PARTS = { zh: '分期发放', bo: 'དུས་བགོས་ནས་སྤྲོད་པ།', en: 'Payment in instalments' };

function inHalfAYear() {
  return new Date(Date.now() + 180 * 24 * 3600 * 1000).toISOString().slice(0, 10);
}

async function proposes(page, short) {
  await presses(page, 'a[href*="/people/"]:not([href$="/new"])');
  await page.check('[name=category][value=A1]');
  await page.fill('[name=group-rural]', '监测户名册');
  await looks(page, `${short}-describe`);
  await presses(page, 'main form .actions button');
  await presses(page, 'a[href$="/propose"]');
  assert.equal(await page.inputValue('[name=amount-0]'), '30000');
  await page.fill('[name=amount-0]', '500000');
  await page.check('[name=concern][value=R6]');
  await page.fill('[name=reasons]', '被害人重伤二级，执行不能，家庭困难。');
  await page.click(`summary:text-is("${IN_PARTS[short]}")`);
  await page.selectOption('[name=later_who-0]', { index: 1 });
  await page.fill('[name=later_on-0]', inHalfAYear());
  await page.fill('[name=to_citizen]', '您符合救助条件，我们决定救助您。钱一到账就通知您。');
  await presses(page, 'main form .actions button');
  await looks(page, `${short}-propose-mend`);
  await page.fill('[name=amount-0]', '30000');
  await page.fill('[name=later_amount-0]', '12000');
  await presses(page, 'main form .actions button');
  assert.match(page.url(), /done=propose/);
  await looks(page, `${short}-case`);
}

for (const [language, short, number] of [['zh-CN', 'zh', '13800000801'], ['bo-CN', 'bo', '13800000802'], ['en', 'en', '13800000803']]) {
  journey(`a case goes from the application to the decision (${short})`, async ({ house, phone, desk }) => {
    const citizen = await phone({ language, scripts: false });
    await applies(citizen, house, number);
    const finance = await at(desk, house, 'finance', language, `${house.console}/ledger/enter?what=budget`);
    await finance.fill('[name=amount]', '350000');
    await finance.fill('[name=basis]', `山财预〔2026〕5号${short}`);
    await presses(finance, 'main form .actions button');
    const handler = await at(desk, house, 'reviewer', language, house.console);
    const matter = await accepts(handler, house, number);
    await handler.goto(matter);
    await looks(handler, `${short}-matter`);
    await opens(handler, short, number);
    await proposes(handler, short);
    const address = handler.url().split('?')[0];
    const head = await at(desk, house, 'approver', language, address);
    await presses(head, 'a[href$="/decide"]');
    await presses(head, 'main form .actions button');
    await looks(head, `${short}-decide-mend`);
    await head.check('[name=verdict][value=approve]');
    await presses(head, 'main form .actions button');
    assert.equal(await head.locator('a[href$="/decide"]').count(), 0);
    const deputy = await at(desk, house, 'deputy-chief', language, address);
    await presses(deputy, 'a[href$="/decide"]');
    await deputy.check('[name=verdict][value=approve]');
    await presses(deputy, 'main form .actions button');
    await looks(deputy, `${short}-granted`);
    await deputy.goto(`${house.console}/assistance`);
    await looks(deputy, `${short}-list`);
    const admin = await at(desk, house, 'admin', language, `${house.console}/assistance/posts`);
    await looks(admin, `${short}-posts`);
    await citizen.goto(`${house.portal}/applications`);
    await presses(citizen, 'main a[href^="/applications/"]');
    await looks(citizen, `${short}-citizen`);
    await presses(citizen, 'a[href$="/decision"]');
    assert.match(await citizen.textContent('main'), /30,000\.00[^]*12,000\.00/);
    await looks(citizen, `${short}-decision`);
    await handler.setViewportSize({ width: 360, height: 740 });
    for (const [name, path] of [['case', address], ['list', `${house.console}/assistance`]]) {
      await handler.goto(path);
      await looks(handler, `${short}-${name}-360`);
    }
  });
}
