// Those of the office: at a screen, and by the API for what a journey only needs to be there.

import assert from 'node:assert/strict';

import { presses } from './applying.mjs';

/** Asks the API; answers what it answers. */
export async function asks(house, method, path, body, token) {
  const form = body instanceof FormData;
  const headers = { 'if-match': '*', ...(!form && { 'content-type': 'application/json' }), ...(token && { authorization: `Bearer ${token}` }) };
  const answer = await fetch(`${house.portal}/api/v1${path}`, { method, headers, body: form ? body : body && JSON.stringify(body) });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${await answer.clone().text()}`);
  return answer.status === 204 ? undefined : answer.json();
}

/** Somebody of the staff by the API, with the demonstration's password or their own. */
export async function staff(house, username, known) {
  const password = known ?? house.demo.staff.find((one) => one.username === username).password;
  const { access_token: token } = await asks(house, 'POST', '/auth/staff', { username, password });
  return (method, path, body) => asks(house, method, path, body, token);
}

/** Signs in at a screen. */
export async function comesIn(page, house, username, known) {
  const password = known ?? house.demo.staff.find((one) => one.username === username).password;
  await page.goto(house.console);
  await page.fill('[name=username]', username);
  await page.fill('[name=password]', password);
  await presses(page, 'main form button');
}

/** Opens the details that hold a form, and presses its button. */
export async function sends(page, action, fill = async () => {}) {
  const form = page.locator(`form[action$="${action}"]`).first();
  const details = page.locator(`details:has(form[action$="${action}"])`).first();
  if ((await details.count()) > 0 && (await details.getAttribute('open')) === null) await details.locator('summary').click();
  await fill(form);
  await Promise.all([page.waitForEvent('load'), form.locator('button').click()]);
}

/** Somebody new, with a password of their own; answers them by the API. */
export async function hires(house, member, password) {
  const admin = await staff(house, 'admin');
  const { username, first_password: first } = await admin('POST', '/desk/staff', member);
  const fresh = await staff(house, username, first);
  await fresh('POST', '/me/password', { password: first, new_password: password });
  return staff(house, username, password);
}

/** A case of one application with its own number, and a grant of 12,000 yuan paid over the counter, two of the office present, the receipt filed. */
export async function paysAtCounter(house, id, number) {
  const handler = await staff(house, 'reviewer');
  const finance = await staff(house, 'finance');
  await finance('POST', '/desk/ledger/budgets', { year: 2026, amount_fen: 5_000_000, basis: `山财预〔${number}〕号` });
  const matter = await handler('GET', `/desk/applications/${id}`);
  for (const paper of matter.materials) await handler('PUT', `/desk/applications/${id}/materials/${paper.id}/review`, { state: 'accepted' });
  await handler('POST', `/desk/applications/${id}/actions/accept`, {});
  const opened = await handler('POST', '/desk/assistance/cases', { application_ids: [id], case_name: '王某故意伤害案', case_number: `刑初${number}号` });
  const [person] = opened.people;
  const at = `/desk/assistance/cases/${opened.id}`;
  await handler('PUT', `${at}/people/${person.id}`, { category: 'A1', groups: [] });
  await handler('POST', `${at}/proposals`, { people: [{ person_id: person.id, amount_fen: 1_200_000 }], reasons: '符合条件', to_citizen: '我们决定救助您。' });
  for (const name of ['approver', 'deputy-chief']) await (await staff(house, name))('POST', `${at}/steps`, { verdict: 'approve' });
  const open = await finance('GET', '/desk/payments/open?limit=100');
  const instalment = open.items.find((one) => one.case_id === opened.id).instalment_id;
  const batch = await finance('POST', '/desk/payments/batches', { way: 'in_person', instalment_ids: [instalment] });
  await (await staff(house, 'cashier'))('POST', `/desk/payments/batches/${batch.id}/actions/approve`);
  await finance('POST', `/desk/payments/batches/${batch.id}/funds`, { on: '2026-03-02', basis: `山财拨〔${number}〕号` });
  const line = `/desk/payments/batches/${batch.id}/lines/${batch.lines[0].id}`;
  await finance('POST', line, { outcome: 'paid', on: '2026-03-02', witness: 'cashier' });
  await finance('POST', `${line}/receipt`, thumbprint());
  return { at, person };
}

/** The photo of a receipt. */
function thumbprint() {
  const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
  const form = new FormData();
  form.append('file', new Blob([Buffer.from(dot, 'base64')], { type: 'image/png' }), 'receipt.png');
  return form;
}

/** The bank's answer to a batch: a word for each line. */
export function bankAnswer(batch, words) {
  const rows = batch.lines.map((line, place) => {
    const [word, reason] = words[place] ?? ['成功', ''];
    return [line.reference, (line.amount_fen / 100).toFixed(2), word, '2026-03-02', reason].join(',');
  });
  const answer = new FormData();
  const text = ['业务编号,金额,处理结果,处理日期,失败原因', ...rows].join('\n');
  answer.append('file', new Blob([text], { type: 'text/csv' }), 'answer.csv');
  return answer;
}
