// Who one is: staff set up an authenticator and keep the roster, citizens see where they are signed in.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';

import { presses } from './applying.mjs';
import { journey } from './journey.mjs';
import { accessible, picture } from './visitor.mjs';

/** The time in the house, whose clock isn't the machine's. */
async function clock(house) {
  await fetch(`${house.portal}/api/v1/auth/otp`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"phone":"13700000070"}' });
  return Date.parse((await house.messages('13700000070'))[0].at);
}

/** What an authenticator with this secret (base32) shows at a time (RFC 6238). */
function code(secret, now) {
  const bits = [...secret.replaceAll(' ', '')].map((sign) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const tag = createHmac('sha1', key).update(step).digest();
  const at = tag[19] & 15;
  return String((tag.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

async function signIn(page, house, { username, password }, next) {
  await page.goto(`${house.portal}/console/sign-in?next=${next}`);
  await page.fill('[name=username]', username);
  await page.fill('[name=password]', password);
  await presses(page, 'main button');
}

journey('an administrator adds somebody, who chooses a password and sets up an authenticator', async ({ house, desk }) => {
  const admin = await desk({ language: 'en' });
  await signIn(admin, house, house.login('admin'), '/console/staff');
  await accessible(admin);
  await picture(admin, 'identity-roster-en');
  await presses(admin, 'main a.button');
  await presses(admin, 'main button');
  await accessible(admin);
  await picture(admin, 'identity-roster-new-en');
  await admin.fill('[name=username]', 'pema-test');
  await admin.check('[value=reception]');
  await presses(admin, 'main button');
  await picture(admin, 'identity-roster-handed-en');
  const password = await admin.textContent('.typed');
  await presses(admin, 'main a.button');
  await accessible(admin);
  await picture(admin, 'identity-roster-member-en');

  const pema = await desk({ language: 'zh-CN' });
  await signIn(pema, house, { username: 'pema-test', password }, '/console/account/password');
  await accessible(pema);
  await picture(pema, 'identity-password-zh');
  await pema.fill('[name=password]', password);
  await pema.fill('[name=new_password]', 'a quiet otter');
  await pema.fill('[name=again]', 'a quiet otter');
  await presses(pema, 'main button');
  await accessible(pema);
  await picture(pema, 'identity-account-zh');
  await presses(pema, 'main a[href="/console/account/factor"]');
  await presses(pema, 'main button');
  await accessible(pema);
  await picture(pema, 'identity-factor-zh');
  await pema.fill('[name=code]', code(await pema.textContent('.typed'), await clock(house)));
  await presses(pema, 'form[action$=confirm] button');
  assert.equal(await pema.locator('.codes li').count(), 10);
  await accessible(pema);
  await picture(pema, 'identity-recovery-codes-zh');
  await pema.goto(`${house.portal}/console/step-up?next=/console/account`);
  await picture(pema, 'identity-step-up-zh');
});

for (const language of ['zh-CN', 'bo-CN', 'en']) {
  journey(`a citizen sees where they are signed in (${language})`, async ({ house, phone }) => {
    const number = { 'zh-CN': '13700000071', 'bo-CN': '13700000072', en: '13700000073' }[language];
    const page = await phone({ language });
    await page.goto(`${house.portal}/me`);
    await page.fill('[name=phone]', number);
    await presses(page, 'main button');
    await page.fill('[name=code]', await house.code(number));
    await presses(page, 'main button');
    assert.equal(new URL(page.url()).pathname, '/me');
    await accessible(page);
    await picture(page, `identity-me-${language}`);
  });
}
