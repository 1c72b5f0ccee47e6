// The cash desk: accounts of many people, a batch on its pages with the bank's file, and one by the API.

import assert from 'node:assert/strict';

import { presses } from './applying.mjs';
import { bankAnswer } from './office.mjs';

/** Somebody's account, by their place in the case. */
const account = (place) => `62284800000000${5000 + place}`;

/** Enters and confirms where the money of these people goes. */
export async function accounts(maker, checker, people) {
  for (const [place, person] of people.entries()) {
    const at = `/desk/payments/accounts/${person.id}`;
    await maker('PUT', at, { relation: 'own', holder: person.name, bank: '农行浪卡子支行', number: account(place) });
    await checker('POST', `${at}/confirm`, { number: account(place) });
  }
}

/** Pays everything of a case that these may pay, in one batch. */
export async function pays(maker, checker, caseId, basis) {
  const open = await maker('GET', '/desk/payments/open?limit=100');
  const ids = open.items.filter((one) => one.case_id === caseId).map((one) => one.instalment_id);
  const batch = await maker('POST', '/desk/payments/batches', { way: 'bank', instalment_ids: ids });
  const at = `/desk/payments/batches/${batch.id}`;
  await checker('POST', `${at}/actions/approve`);
  await maker('POST', `${at}/funds`, { on: '2026-03-02', basis });
  await maker('POST', `${at}/actions/send`);
  await maker('POST', `${at}/results`, bankAnswer(batch, []));
}

/** A batch of everything that waits: made by one, checked by another, funded, sent. Answers its page. */
export async function sendsBatch(house, maker, checker, basis, lines) {
  await maker.goto(`${house.portal}/console/payments`);
  const ticks = await maker.locator('[name=instalment]').all();
  assert.equal(ticks.length, lines, 'what waits to be paid');
  for (const tick of ticks) await tick.check();
  await maker.check('[name=way][value=bank]');
  await presses(maker, 'form:has([name=instalment]) .actions button');
  const batch = maker.url();
  await checker.goto(batch);
  await presses(checker, 'form[action$="/approve"] button');
  await maker.goto(batch);
  if (basis) await maker.fill('[name=basis]', basis);
  await presses(maker, 'form[action$="/funds"] button');
  await presses(maker, 'form[action$="/send"] button');
  return batch;
}

/** Sends the bank's answer on the page: `failed` are the places of those who weren't paid. */
export async function takesAnswer(maker, batch, failed = []) {
  const [download] = await Promise.all([maker.waitForEvent('download'), maker.click('a[href$="bank-file?format=csv"]')]);
  const [, ...lines] = (await text(download)).trim().split(/\r?\n/);
  const rows = lines.map((line, place) => {
    const [reference, , , , amount] = line.split(',');
    return [reference, amount, ...(failed.includes(place) ? ['失败', '2026-03-02', '户名不符'] : ['成功', '2026-03-02', ''])].join(',');
  });
  const answer = ['业务编号,金额,处理结果,处理日期,失败原因', ...rows].join('\n');
  await maker.setInputFiles('[name=file]', { name: 'answer.csv', mimeType: 'text/csv', buffer: Buffer.from(answer) });
  await presses(maker, 'form[action$="/results"] button');
  await maker.goto(batch);
  assert.equal(await maker.locator('tbody .badge.bad').count(), failed.length, 'what failed is told');
}

async function text(download) {
  const parts = [];
  for await (const part of await download.createReadStream()) parts.push(part);
  return Buffer.concat(parts).toString();
}
