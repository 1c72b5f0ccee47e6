// Showing what is masked, for a reason; who looked, for the auditor; and the sessions of one's staff.

import assert from 'node:assert/strict';

import { applies, presses } from './applying.mjs';
import { journey } from './journey.mjs';
import { accessible, picture } from './visitor.mjs';

async function signsIn(page, house, role, next) {
  const { username, password } = house.login(role);
  await page.goto(`${house.console}/sign-in?next=${next}`);
  await page.fill('[name=username]', username);
  await page.fill('[name=password]', password);
  await presses(page, 'main form button');
}

async function looks(page, name) {
  await accessible(page);
  await picture(page, `guard-${name}`);
}

for (const [language, number] of [['zh-CN', '13800000721'], ['bo-CN', '13800000722'], ['en', '13800000723']]) {
  journey(`numbers are shown for a reason, and who looked is seen (${language})`, async ({ house, phone, desk }) => {
    await applies(await phone({ scripts: false }), house, number);
    const handler = await desk({ language, scripts: language === 'en' });
    await signsIn(handler, house, 'reviewer', '/console');
    await presses(handler, 'td a');
    const matter = new URL(handler.url()).pathname;
    await looks(handler, `matter-${language}`);
    await presses(handler, 'a[href$="/unmask"]');
    await presses(handler, 'main form .actions button');
    assert.equal(await handler.locator('.field.wrong').count(), 2);
    await looks(handler, `unmask-fault-${language}`);
    await handler.check('[name=ground][value=contact]');
    await handler.fill('[name=reason]', '电话告知缺少材料');
    await presses(handler, 'main form .actions button');
    assert.match(await handler.textContent('main'), /540502198603150027/);
    await looks(handler, `unmasked-${language}`);

    const auditor = await desk({ language });
    await signsIn(auditor, house, 'auditor', '/console/audit?act=application.unmasked');
    await presses(auditor, `td a[href="${matter}/unmaskings"]`);
    assert.match(await auditor.textContent('main'), /电话告知缺少材料/);
    await looks(auditor, `unmaskings-${language}`);
    const admin = await desk({ language });
    await signsIn(admin, house, 'admin', '/console/staff');
    await presses(admin, 'td a:text-is("reviewer")');
    await looks(admin, `member-${language}`);
  });
}
