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

/** Somebody new, with a password of their own; answers them by the API. */
export async function hires(house, member, password) {
  const admin = await staff(house, 'admin');
  const { username, first_password: first } = await admin('POST', '/desk/staff', member);
  const fresh = await staff(house, username, first);
  await fresh('POST', '/me/password', { password: first, new_password: password });
  return staff(house, username, password);
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
