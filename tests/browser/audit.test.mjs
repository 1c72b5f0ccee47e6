// An auditor reads the record in each language, filters it, and looks at how its chains stand.

import assert from 'node:assert/strict';

import { presses } from './applying.mjs';
import { journey } from './journey.mjs';
import { accessible, picture } from './visitor.mjs';

async function signIn(page, house, role, next) {
  const { username, password } = house.login(role);
  await page.goto(`${house.console}/sign-in?next=${next}`);
  await page.fill('[name=username]', username);
  await page.fill('[name=password]', password);
  await presses(page, 'main form button');
}

for (const language of ['zh-CN', 'bo-CN', 'en']) {
  journey(`an auditor reads the record (${language})`, async ({ house, desk }) => {
    const page = await desk({ language, scripts: language === 'en' });
    await signIn(page, house, 'auditor', '/console/audit');
    await page.waitForSelector('table tbody tr');
    if (language === 'en') await accessible(page);
    await picture(page, `audit-${language}`);
    await page.fill('[name=person]', 'auditor');
    await page.selectOption('[name=act]', 'staff.signed_in');
    await presses(page, 'form.filters button');
    assert.match(page.url(), /person=auditor/);
    assert.ok((await page.locator('tbody tr').count()) > 0);
    await page.fill('[name=person]', 'nobody.at-all');
    await presses(page, 'form.filters button');
    assert.equal(await page.inputValue('[name=person]'), 'nobody.at-all');
    assert.equal(await page.locator('.field.wrong .fault').count(), 1);
    await picture(page, `audit-fault-${language}`);
    await page.goto(`${house.console}/audit/chains`);
    if (language === 'en') await accessible(page);
    await picture(page, `audit-chains-${language}`);
  });
}

journey('only auditors are shown the way to the record', async ({ house, desk }) => {
  const page = await desk();
  await signIn(page, house, 'auditor', '/console/audit');
  assert.equal(await page.locator('nav.side a[href="/console/audit"]').count(), 1);
  const clerk = await desk();
  await signIn(clerk, house, 'reception', '/console/audit');
  assert.equal(await clerk.locator('nav.side a[href="/console/audit"]').count(), 0);
});
