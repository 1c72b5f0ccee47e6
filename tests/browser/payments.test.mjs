// Finance pays a grant: two people and an account, a batch with maker and checker, the bank's answer. Without scripts, in each
// language, wide and narrow.

import assert from 'node:assert/strict';

import { applies, presses } from './applying.mjs';
import { journey } from './journey.mjs';
import { accessible, picture } from './visitor.mjs';

const LANGUAGES = { zh: 'zh-CN', bo: 'bo-CN', en: 'en' };
const PHONE = '13800000761';
const NUMBER = '6222021508000123456';

async function looks(page, name) {
  const address = page.url().split('?')[0];
  for (const [short, language] of Object.entries(LANGUAGES)) {
    await page.goto(`${address}?lang=${language}`);
    await accessible(page);
    await picture(page, `payments-${name}-${short}`);
  }
  await page.setViewportSize({ width: 360, height: 740 });
  const { wide, room } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, room: innerWidth }));
  assert.ok(wide <= room, `${name} is ${wide} pixels wide in ${room}`);
  await picture(page, `payments-${name}-narrow`);
  await page.setViewportSize({ width: 1280, height: 800 });
}

/** Somebody of the staff by the API. */
async function staff(house, username) {
  const login = house.demo.staff.find((known) => known.username === username);
  const asks = async (method, path, body, token) => {
    const headers = { 'content-type': 'application/json', 'if-match': '*', ...(token && { authorization: `Bearer ${token}` }) };
    const answer = await fetch(`${house.portal}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${await answer.clone().text()}`);
    return answer.json();
  };
  const { access_token: token } = await asks('POST', '/auth/staff', { username, password: login.password });
  return (method, path, body) => asks(method, path, body, token);
}

/** A grant of 12,000 yuan on an application. */
async function grants(house, id) {
  const handler = await staff(house, 'reviewer');
  const year = new Date(Date.now() + 8 * 3_600_000).getUTCFullYear();
  const finance = await staff(house, 'finance');
  await finance('POST', '/desk/ledger/budgets', { year, amount_fen: 5_000_000, basis: '山财预〔61〕号' });
  const matter = await handler('GET', `/desk/applications/${id}`);
  for (const paper of matter.materials) await handler('PUT', `/desk/applications/${id}/materials/${paper.id}/review`, { state: 'accepted' });
  await handler('POST', `/desk/applications/${id}/actions/accept`, {});
  const opened = await handler('POST', '/desk/assistance/cases', { application_ids: [id], case_name: '王某故意伤害案', case_number: '刑初761号' });
  const [person] = opened.people;
  const at = `/desk/assistance/cases/${opened.id}`;
  await handler('PUT', `${at}/people/${person.id}`, { category: 'A1', groups: [] });
  const people = [{ person_id: person.id, amount_fen: 1_200_000 }];
  await handler('POST', `${at}/proposals`, { people, reasons: '符合条件', to_citizen: '我们决定救助您。' });
  for (const name of ['approver', 'deputy-chief']) await (await staff(house, name))('POST', `${at}/steps`, { verdict: 'approve' });
}

async function comesIn(page, house, username) {
  const { password } = house.demo.staff.find((known) => known.username === username);
  await page.goto(house.console);
  await page.fill('[name=username]', username);
  await page.fill('[name=password]', password);
  await presses(page, 'main form button');
}

journey('finance pays a grant', async ({ house, phone, desk }) => {
  const address = await applies(await phone({ scripts: false }), house, PHONE);
  await grants(house, address.split('/').pop());
  const maker = await desk({ scripts: false });
  await comesIn(maker, house, 'finance');
  await maker.goto(`${house.portal}/console/payments`);
  await presses(maker, 'a[href*="/console/payments/accounts/"]');
  const account = maker.url();
  await maker.check('[name=relation][value=own]');
  await maker.fill('[name=holder]', '=次仁');
  await maker.fill('[name=bank]', '农行山南乃东支行');
  await maker.fill('#f-new-number', NUMBER);
  await presses(maker, 'details form button');
  await picture(maker, 'payments-account-wrong');
  await maker.fill('[name=holder]', '次仁卓玛');
  await presses(maker, 'details form button');
  const checker = await desk({ scripts: false });
  await comesIn(checker, house, 'cashier');
  await checker.goto(account);
  await looks(checker, 'account');
  await checker.fill('form[action$="/confirm"] [name=number]', NUMBER);
  await presses(checker, 'form[action$="/confirm"] button');
  await maker.goto(`${house.portal}/console/payments`);
  await looks(maker, 'list');
  const open = await maker.locator('[name=instalment]').count();
  await maker.check('[name=instalment]');
  await maker.check('[name=way][value=bank]');
  await presses(maker, 'main form button');
  const batch = maker.url();
  await checker.goto(batch);
  await presses(checker, 'form[action$="/approve"] button');
  await maker.goto(batch);
  await maker.fill('[name=basis]', '山财拨〔61〕号');
  await presses(maker, 'form[action$="/funds"] button');
  await looks(maker, 'funded');
  await presses(maker, 'form[action$="/send"] button');
  const reference = (await maker.textContent('tbody td')).trim();
  const amount = (await maker.textContent('tbody td.amount')).trim().replaceAll(',', '');
  const answer = (word) => ({
    name: 'answer.csv', mimeType: 'text/csv', buffer: Buffer.from(`业务编号,金额,处理结果,失败原因\n${reference},${amount},${word},户名不符\n`),
  });
  await maker.setInputFiles('[name=file]', answer('不知道'));
  await presses(maker, 'form[action$="/results"] button');
  await picture(maker, 'payments-answer-wrong');
  await maker.setInputFiles('[name=file]', answer('失败'));
  await presses(maker, 'form[action$="/results"] button');
  await maker.goto(batch);
  await looks(maker, 'failed');
  await maker.goto(`${house.portal}/console/payments`);
  assert.equal(await maker.locator('[name=instalment]').count(), open, 'what failed may be paid again');
  assert.equal(await maker.locator('td .badge.warm').count() > 0, true, 'and is marked');
});
