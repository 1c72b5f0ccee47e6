// Staff at a screen: the queue, a matter with its papers, the complete list, codes and calendars; with scripts and without.

import assert from 'node:assert/strict';

import { applies, presses } from './applying.mjs';
import { journey } from './journey.mjs';
import { accessible, picture } from './visitor.mjs';

/** Signs a role in at the console. */
async function signsIn(page, house, role) {
  const { username, password } = house.login(role);
  await page.goto(house.console);
  await page.fill('[name=username]', username);
  await page.fill('[name=password]', password);
  await presses(page, 'main form button');
}

async function looks(page, name) {
  await accessible(page);
  await picture(page, `console-${name}`);
}

async function works({ house, phone, desk }, number, name) {
  await applies(await phone({ scripts: false }), house, number);
  const clerk = await desk({ scripts: false });
  await signsIn(clerk, house, 'reception');
  await looks(clerk, `${name}-queue`);
  await clerk.fill('[name=q]', number);
  await presses(clerk, 'form[action="/console/search"] button');
  assert.match(clerk.url(), /\/console\/applications\/[0-9a-f-]{36}$/);
  const matter = clerk.url();

  // Each paper is seen beside its line, and judged there.
  const sheets = clerk.locator('article.sheet');
  assert.equal(await sheets.locator('img').count(), await sheets.count());
  await presses(clerk, 'form[action$="/assignee"] button >> nth=0');
  await looks(clerk, `${name}-matter`);
  await clerk.locator('.sheet [name=reason]').first().fill('照片看不清，请在亮处重拍');
  await presses(clerk, '.sheet [value=rejected] >> nth=0');
  for (let place = 1; place < (await sheets.count()); place += 1) await presses(clerk, `article.sheet >> nth=${place} >> [value=accepted]`);
  assert.match(clerk.url(), /#paper-/);

  // The list is written already; one remark on the form is added.
  await presses(clerk, 'a[href$="/actions/request_correction"]');
  assert.match(await clerk.inputValue('textarea >> nth=0'), /亮处重拍/);
  await clerk.fill('[name="section.case"]', '长'.repeat(10));
  await looks(clerk, `${name}-list`);
  await presses(clerk, 'main form .actions button');
  assert.match(clerk.url(), /done=request_correction/);
  await looks(clerk, `${name}-asked`);
  const citizen = await phone();
  await citizen.goto(`${house.portal}/applications`);
  assert.equal((await house.messages(number))[0].template, 'correction');
  return { clerk, matter };
}

journey('a clerk reads a matter, judges its papers and sends one complete list', async (company) => {
  const { clerk, matter } = await works(company, '13800000701', 'zh');
  await clerk.setViewportSize({ width: 360, height: 740 });
  for (const path of ['/console', matter]) {
    await clerk.goto(new URL(path, company.house.portal).href);
    await accessible(clerk);
  }
  await picture(clerk, 'console-matter-360');
});

journey.on('postgres', 'a clerk reads a matter, judges its papers and sends one complete list', async (company) => {
  await works(company, '13800000702', 'postgres');
});

journey('a handler works in Tibetan and in English, by keyboard', async ({ house, phone, desk }) => {
  await applies(await phone({ scripts: false }), house, '13800000703');
  for (const [language, name] of [['bo-CN', 'bo'], ['en', 'en']]) {
    const handler = await desk({ language });
    await signsIn(handler, house, 'reviewer');
    await looks(handler, `queue-${name}`);
    await handler.locator('td a').first().focus();
    await handler.keyboard.press('Enter');
    await handler.waitForURL(/\/applications\//);
    await looks(handler, `matter-${name}`);
    await handler.goto(`${handler.url()}/actions/divert`);
    await handler.locator('.actions button').focus();
    await handler.keyboard.press('Enter');
    await handler.waitForSelector('.summary');
    await looks(handler, `divert-${name}`);
  }
});

journey('an administrator hangs up a code and enters a day', async ({ house, desk }) => {
  const admin = await desk({ scripts: false });
  await signsIn(admin, house, 'admin');
  await looks(admin, 'home');
  await presses(admin, '.doors a[href="/console/qr-codes"]');
  await looks(admin, 'codes');
  await presses(admin, 'a[href="/console/qr-codes/new"]');
  await admin.fill('[name=label]', '公交站牌');
  await looks(admin, 'code-new');
  await presses(admin, '.actions button');
  await admin.waitForSelector('.poster img');
  await looks(admin, 'poster');
  await presses(admin, 'a[href$="/revoke"]');
  await looks(admin, 'code-revoke');
  await presses(admin, '.bad-button');
  assert.equal(await admin.locator('.poster img').count(), 0);
  await admin.goto(`${house.console}/calendars/new`);
  await admin.selectOption('[name=area]', 'center:QGD');
  await admin.fill('[name=date]', '2026-05-20');
  await admin.check('[value=off]');
  await admin.fill('[name=source]', '中心通知');
  await presses(admin, 'form.narrow .actions button');
  await looks(admin, 'day');
  await presses(admin, '.notice .actions button');
  await looks(admin, 'calendars');
});
