// A citizen's say over their data, without scripts, in each language: the notice, the ticks, what was agreed to, a copy, deletion.

import assert from 'node:assert/strict';

import { agrees, applies, begins, example, fillsIn, photographs, presses } from './applying.mjs';
import { journey } from './journey.mjs';
import { accessible, picture } from './visitor.mjs';

const PHONES = { 'zh-CN': '13800004001', 'bo-CN': '13800004002', en: '13800004003' };

for (const language of Object.keys(PHONES)) {
  journey(`a citizen takes consent back and deletes the account, in ${language}`, async ({ house, phone }) => {
    const page = await phone({ language, scripts: false });
    await page.goto(`${house.portal}/notice/judicial-assistance`);
    await look(page, `privacy-notice-${language}`);
    await begins(page, house, PHONES[language]);
    const address = page.url();
    await page.goto(`${address}/form/applicant`);
    await look(page, `privacy-first-field-${language}`);
    for (const section of Object.keys(example)) await fillsIn(page, address, section);
    await photographs(page, address);
    await page.goto(`${address}/check`);
    await page.check('[name=accepted]');
    await presses(page, '#consent button:not(.first-button)');
    await page.waitForSelector('.summary');
    await look(page, `privacy-ticks-${language}`);
    await agrees(page);
    await presses(page, '#consent button:not(.first-button)');
    await page.waitForSelector('img.qr');

    await page.goto(`${house.portal}/account`);
    await look(page, `privacy-account-${language}`);
    for (const [name, link] of [['phone', '/account/phone'], ['acts', '/account/representation'], ['copy', '/account/export']]) {
      await presses(page, `main a[href="${link}"]`);
      await look(page, `privacy-${name}-${language}`);
      await page.goto(`${house.portal}/account`);
    }
    await presses(page, 'a[href^="/account/corrections/"]');
    await page.fill('[name=text]', '门牌号写错了，应当是12号');
    await look(page, `privacy-correction-${language}`);
    await presses(page, 'main form button');
    await look(page, `privacy-requests-${language}`);
    await page.goto(`${house.portal}/account`);
    await presses(page, 'a[href^="/account/consents/"]');
    await look(page, `privacy-consent-${language}`);
    await presses(page, 'main form button');
    await look(page, `privacy-consent-withdrawn-${language}`);

    await page.goto(`${house.portal}/account/deletion`);
    await presses(page, 'main form button');
    assert.equal(await page.locator('.fault').count(), 1);
    await look(page, `privacy-deletion-${language}`);
    await page.check('[name=sure]');
    await presses(page, 'main form button');
    await page.waitForSelector('.notice.good');
    await look(page, `privacy-deleted-${language}`);
    await page.goto(`${house.portal}/account`);
    assert.match(page.url(), /sign-in/);
  });
}

async function look(page, name) {
  await picture(page, name);
  await accessible(page);
}

journey('staff answer a correction and look at who acts', async ({ house, phone, desk }) => {
  const citizen = await phone({ language: 'en', scripts: false });
  const address = await applies(citizen, house, '13800004009');
  await citizen.goto(`${house.portal}/account/corrections/${address.split('/').at(-1)}`);
  await citizen.fill('[name=text]', 'My house has number 12');
  await presses(citizen, 'main form button');
  const page = await desk({ language: 'en', scripts: false });
  const { username, password } = house.login('reviewer');
  await page.goto(`${house.console}/sign-in?next=/console/data-requests`);
  await page.fill('[name=username]', username);
  await page.fill('[name=password]', password);
  await presses(page, 'main form button');
  await look(page, 'privacy-desk-requests');
  await presses(page, 'tbody a');
  await page.fill('[name=text]', 'Noted in the file');
  await look(page, 'privacy-desk-request');
  await presses(page, '[name=outcome][value=corrected]');
  await page.waitForSelector('.notice.good');
  await look(page, 'privacy-desk-answered');
});
