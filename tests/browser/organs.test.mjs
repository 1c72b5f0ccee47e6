// An administrator keeps organs, departments, partners and centers: at a clerk's screen, and at 360 pixels in each language.

import assert from 'node:assert/strict';

import { presses } from './applying.mjs';
import { journey } from './journey.mjs';
import { accessible, picture } from './visitor.mjs';

async function signIn(page, house, next) {
  const { username, password } = house.login('admin');
  await page.goto(`${house.portal}/console/sign-in?next=${next}`);
  await page.fill('[name=username]', username);
  await page.fill('[name=password]', password);
  await presses(page, 'main button');
}

async function seen(page, name) {
  await accessible(page);
  await picture(page, `organs-${name}`);
}

const save = 'form.narrow p.actions button';

journey('an administrator makes a partner, a department and a center, and closes them', async ({ house, desk }) => {
  const page = await desk({ language: 'en', scripts: false });
  await signIn(page, house, '/console/organs');
  await seen(page, 'list-en');
  await presses(page, 'a[href="/console/organs/new?kind=partner"]');
  await presses(page, save);
  assert.ok((await page.locator('.field.wrong').count()) >= 3);
  await seen(page, 'partner-faults-en');
  await page.fill('[name=code]', '540528-FL');
  await page.fill('[name=name_zh]', '加查县妇联');
  await page.fill('[name=name_en]', "Gyaca Women's Federation");
  await page.selectOption('[name=parent_code]', '540528');
  await page.selectOption('[name=partner]', 'womens_federation');
  await page.fill('[name=phone]', '0893-7820001');
  await presses(page, save);
  assert.equal(await page.textContent('h1').then((text) => text.trim()), "Gyaca Women's Federation");
  await seen(page, 'partner-en');

  await page.goto(`${house.portal}/console/organs`);
  await presses(page, 'text=Gyaca County');
  const county = page.url();
  await presses(page, 'a[href$="departments/new"]');
  await page.fill('[name=name_zh]', '未成年人检察部');
  await page.selectOption('[name=line]', 'juvenile');
  await seen(page, 'department-new-en');
  await presses(page, save);
  await presses(page, 'a[href*="centers/new"]');
  await page.fill('[name=code]', 'JCX');
  await page.fill('[name=name_zh]', '加查县12309检察服务中心');
  await page.fill('[name=address_zh]', '加查县');
  await page.fill('[name=phone]', '12309');
  await page.fill('[name=hours_1]', 'all day');
  await presses(page, save);
  assert.equal(await page.inputValue('[name=hours_1]'), 'all day');
  await seen(page, 'center-faults-en');
  await page.fill('[name=hours_1]', '09:30-13:00, 15:30-18:00');
  await presses(page, save);
  await seen(page, 'center-en');
  await page.goto(county);
  await seen(page, 'organ-en');
  await presses(page, 'a[href$="/edit"]');
  await seen(page, 'edit-en');
  await page.goto(`${county}/close`);
  assert.equal(await page.locator('main form').count(), 0);
  await seen(page, 'close-not-en');
  await page.goto(county);
  await presses(page, 'a[href*="/console/departments/"]');
  await seen(page, 'department-en');
  await presses(page, 'button.bad-button');
  await presses(page, 'a[href*="/console/centers/0"]');
  await presses(page, 'a[href$="/close"]');
  await seen(page, 'center-close-en');
  await presses(page, 'button.bad-button');
  assert.ok(await page.textContent('main').then((text) => text.includes('This center is closed')));
  await page.goto(county);
  await seen(page, 'organ-closed-parts-en');
});

journey('an administrator chooses the department of somebody new', async ({ house, desk }) => {
  const page = await desk({ language: 'zh-CN' });
  await signIn(page, house, '/console/staff/new');
  await seen(page, 'staff-new-zh');
  await page.fill('[name=username]', 'baima-test');
  await page.selectOption('[name=department_id]', { index: 2 });
  await page.check('[value=admin]');
  await page.check('[value=approver]');
  await presses(page, 'main button');
  assert.equal(await page.locator('.field.wrong').count(), 2);
  await page.fill('[name=id_number]', '540528198503076126');
  await page.uncheck('[value=admin]');
  await presses(page, 'main button');
  await presses(page, 'main a.button');
  await seen(page, 'staff-member-zh');
});

for (const language of ['zh-CN', 'bo-CN', 'en']) {
  journey(`the pages fit a phone (${language})`, async ({ house, phone }) => {
    const page = await phone({ language, scripts: false });
    await signIn(page, house, '/console/organs');
    await seen(page, `list-360-${language}`);
    await presses(page, 'tbody tr:first-child a');
    await seen(page, `organ-360-${language}`);
    await presses(page, 'a[href*="/console/centers/0"]');
    await seen(page, `center-360-${language}`);
    await page.goto(`${house.portal}/console/organs/new`);
    await seen(page, `new-360-${language}`);
  });
}
