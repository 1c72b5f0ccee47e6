// A citizen books a visit on an old phone, moves it, cancels it; reception checks the next one in. Without scripts.

import assert from 'node:assert/strict';

import { presses } from './applying.mjs';
import { journey } from './journey.mjs';
import { accessible, picture } from './visitor.mjs';

const PHONES = { 'zh-CN': '13800003001', 'bo-CN': '13800003002', en: '13800003003' };
const SLOTS = '/c/QGD/s/judicial-assistance/slots';

async function look(page, name) {
  await picture(page, name);
  await accessible(page);
}

async function signsIn(page, house, phone) {
  await page.fill('[name=phone]', phone);
  await presses(page, 'main form button');
  await page.fill('[name=code]', await house.code(phone));
  await presses(page, 'main form button');
}

/** Books the first free hour of a day, from the service's page on. */
async function books(page, house, phone, day, see = async () => {}) {
  await page.goto(`${house.portal}/c/QGD/s/judicial-assistance`);
  await presses(page, `main a[href="${SLOTS}"] >> nth=0`);
  await see('days');
  await presses(page, `a.day[href*="day=${day}"]`);
  await see('hours');
  await presses(page, 'a.day >> nth=0');
  if (page.url().includes('/sign-in')) await signsIn(page, house, phone);
  await see('confirm');
  await page.fill('[name=note]', '轮椅');
  await presses(page, 'main form button');
  await page.waitForSelector('img.qr');
  await see('ticket');
}

for (const [language, phone] of Object.entries(PHONES)) {
  journey(`a visit is booked, moved and cancelled, in ${language}`, async ({ house, phone: open }) => {
    const page = await open({ language, scripts: false });
    const see = (name) => look(page, `appointment-${name}-${language}`);
    await page.goto(`${house.portal}/c/QGD`);
    await see('center');
    await books(page, house, phone, '2026-03-03', see);
    await presses(page, 'a[href$="/slots"]:not([href^="/c/"])');
    await presses(page, 'a.day[href*="day=2026-03-05"]');
    await presses(page, 'a.day >> nth=2');
    await see('move');
    await presses(page, 'main form button');
    await page.waitForURL(/done=moved/);
    await page.goto(`${house.portal}/appointments`);
    await see('list');
    await presses(page, 'a.tile >> nth=0');
    await presses(page, 'a[href$="/cancel"]');
    await see('cancel');
    await presses(page, 'main form button');
    await page.waitForURL(/\/appointments\/[0-9a-f-]+$/);
    await see('cancelled');
    assert.equal(await page.locator('img.qr').count(), 0);
    const told = (await house.messages(phone)).map(({ template }) => template).filter((name) => name.startsWith('appointment'));
    assert.deepEqual(told, ['appointment-cancelled', 'appointment-moved', 'appointment-booked']);
  });
}

async function staff(house, desk, role, options) {
  const page = await desk({ scripts: false, ...options });
  const login = house.login(role);
  await page.goto(`${house.console}/sign-in?next=/console/visits`);
  await page.fill('[name=username]', login.username);
  await page.fill('[name=password]', login.password);
  await presses(page, 'main form button');
  return page;
}

journey('reception checks a visitor in', async ({ house, phone, desk }) => {
  const visitor = await phone({ language: 'zh-CN', scripts: false });
  await books(visitor, house, '13800003011', '2026-03-02');
  const ticket = (await visitor.locator('main .card .number').last().innerText()).trim();
  assert.match(ticket, /^[0-9A-Z]{4} [0-9A-Z]{4}$/);

  const page = await staff(house, desk, 'reception');
  await page.waitForSelector('table');
  await look(page, 'appointment-desk-visits-zh-CN');
  await page.goto(`${house.console}/check-in`);
  await page.fill('[name=ticket_code]', 'XXXX XXXX');
  await presses(page, 'main form button');
  await look(page, 'appointment-desk-unknown-zh-CN');
  await page.fill('[name=ticket_code]', ticket.toLowerCase());
  await presses(page, 'main form button');
  await page.waitForSelector('.notice.good');
  await look(page, 'appointment-desk-checked-in-zh-CN');
  await presses(page, 'main a[href^="/console/visits"]');
  for (const action of ['call', 'served']) {
    await presses(page, `form[action$="/${action}"] button`);
    await page.waitForSelector('table');
  }
  await look(page, 'appointment-desk-served-zh-CN');
  await visitor.reload();
  await look(visitor, 'appointment-served-zh-CN');
});

for (const language of ['zh-CN', 'bo-CN', 'en']) {
  journey(`an administrator keeps schedules, in ${language}`, async ({ house, desk }) => {
    const page = await staff(house, desk, 'admin', { language });
    await page.goto(`${house.console}/schedules`);
    await page.fill('[name=date]', '2026-01-01');
    await page.fill('[name=reason]', '停电');
    await presses(page, '#close form:last-of-type button');
    await page.waitForSelector('.notice.bad');
    await look(page, `appointment-desk-schedules-${language}`);
  });
}
