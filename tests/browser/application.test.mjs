// A citizen applies on an old phone: from the code on the wall to the receipt, without scripts, in each language.

import assert from 'node:assert/strict';

import { agrees, applies, begins, example, fillsIn, photographs, presses } from './applying.mjs';
import { journey } from './journey.mjs';
import { accessible, picture } from './visitor.mjs';

const PHONES = { 'zh-CN': '13800001001', 'bo-CN': '13800001002', en: '13800001003' };
const WORDS = { 'zh-CN': '已提交，待检察院查收', 'bo-CN': 'ཕུལ་ཟིན', en: 'Sent, waiting to be checked' };

for (const language of Object.keys(PHONES)) {
  journey(`a citizen applies without scripts, in ${language}`, async ({ house, phone }) => {
    const page = await phone({ language, scripts: false });
    await begins(page, house, PHONES[language], async (name) => look(page, `application-${name}-${language}`));
    const address = page.url();
    await look(page, `application-overview-${language}`);

    await page.goto(`${address}/check`);
    await agrees(page);
    await presses(page, '#consent button:not(.first-button)');
    await page.waitForSelector('.summary');
    await look(page, `application-gaps-${language}`);

    for (const section of Object.keys(example)) {
      await fillsIn(page, address, section);
      assert.equal(await page.locator('.summary').count(), 0, `${section}: ${await page.locator('main').innerText()}`);
    }
    await photographs(page, address);
    await page.goto(address);
    await look(page, `application-filled-${language}`);
    await page.goto(`${address}/check`);
    await look(page, `application-check-${language}`);
    await agrees(page);
    await presses(page, '#consent button:not(.first-button)');
    await page.waitForSelector('img.qr');
    assert.match(await page.locator('main').innerText(), new RegExp(WORDS[language]));
    await look(page, `application-receipt-${language}`);

    const receipt = (await page.locator('main .number').first().innerText()).trim();
    await page.goto(`${house.portal}/track`);
    await page.fill('[name=receipt_no]', receipt.toLowerCase().replaceAll('-', ' '));
    await page.fill('[name=phone_tail]', '9999');
    await presses(page, 'main form button:not(.first-button)');
    assert.equal(await page.locator('.timeline').count(), 0);
    await page.fill('[name=receipt_no]', receipt);
    await page.fill('[name=phone_tail]', PHONES[language].slice(-4));
    await presses(page, 'main form button:not(.first-button)');
    await page.waitForSelector('.timeline');
    await look(page, `application-tracked-${language}`);
    assert.ok(!(await page.content()).includes(example.applicant.name));
  });
}

journey.on('postgres', 'a citizen applies, and takes it back', async ({ house, phone }) => {
  const page = await phone({ language: 'en' });
  const address = await applies(page, house, '13800001004');
  await page.goto(`${address}/withdraw`);
  await look(page, 'application-withdraw-en');
  await page.fill('[name=reason]', 'The offender has paid.');
  await presses(page, 'main form button:not(.first-button)');
  await page.waitForURL(address);
  assert.match(await page.locator('main').innerText(), /Withdrawn/);
});

async function look(page, name) {
  await picture(page, name);
  await accessible(page);
}
