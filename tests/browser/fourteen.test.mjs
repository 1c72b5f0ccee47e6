// A case of fourteen people from the hearing to its end: a joint grant of two levels, a payment that fails and is tried again, two
// children's money in custody until it is used up, three visits, two referrals, closing; and another applicant who is refused and told why. What other journeys
// walk through page by page is done here by the API; its pictures are those of docs/pictures.

import assert from 'node:assert/strict';

import { applies, photo, presses } from './applying.mjs';
import { journey } from './journey.mjs';
import { bankAnswer, comesIn, hires, staff } from './office.mjs';
import { picture } from './visitor.mjs';

const PHONE = '13800000941';
const REFUSED = '13800000942';
const COUNTY = '540527';
const VILLAGE = '540500-LB';
const FEDERATION = '540500-LBFL';
const PASSWORD = 'a red scarf on the mountain pass';
const NAMES = ['格桑', '达瓦', '尼玛', '普布', '米玛', '拉巴', '巴桑', '边巴', '旺堆', '曲珍', '白玛', '扎西', '央金'];
/** The last two are children. */
const born = (place) => (place < 11 ? '1980-01-01' : '2014-05-01');
/** Each child's own account, with the bank's check digit. */
const CHILDRENS = ['6228480000000094102', '6228480000000094110'];
const ACCOUNT = (place) => `62284800000000${String(5000 + place)}`;

async function accepts(house, handler, id) {
  const matter = await handler('GET', `/desk/applications/${id}`);
  for (const paper of matter.materials) await handler('PUT', `/desk/applications/${id}/materials/${paper.id}/review`, { state: 'accepted' });
  await handler('POST', `/desk/applications/${id}/actions/accept`, {});
}

/** A case of the applicant and thirteen more, each with a category. */
async function opens(house, handler, id) {
  await accepts(house, handler, id);
  let file = await handler('POST', '/desk/assistance/cases', { application_ids: [id], case_name: '羊卓雍错边纵火案', case_number: '（2025）藏0502刑初941号' });
  const at = `/desk/assistance/cases/${file.id}`;
  for (const [place, name] of NAMES.entries()) {
    const who = { name, id_number: `5405021980010194${10 + place}`, birth_date: born(place) };
    file = await handler('POST', `${at}/people`, { application_id: id, who });
  }
  for (const person of file.people) await handler('PUT', `${at}/people/${person.id}`, { category: 'A4', groups: [] });
  return file;
}

/** Proposes on the page: five thousand each, ten thousand for a child; the city gives fifty, the county thirty thousand. */
async function proposes(page, address) {
  await page.goto(`${address}/propose`);
  for (let place = 0; place < 14; place += 1) await page.fill(`[name=amount-${place}]`, place < 12 ? '5000' : '10000');
  await page.locator('details:has([name=share_organ-0]) > summary').click();
  await page.selectOption('[name=share_organ-0]', '540500');
  await page.fill('[name=share_amount-0]', '50000');
  await page.selectOption('[name=share_organ-1]', COUNTY);
  await page.fill('[name=share_amount-1]', '30000');
  await page.fill('[name=reasons]', '十四户牧民的房屋和牲畜被烧，被告人没有赔偿能力。');
  await page.fill('[name=to_citizen]', '我们决定救助您和另外十三位受害人。钱一到账就通知您。');
  await picture(page, 'fourteen-propose');
  await presses(page, 'main form .actions button');
  assert.match(page.url(), /done=propose/);
}

async function approves(page, house, username, address) {
  await comesIn(page, house, username);
  await page.goto(address);
  await presses(page, 'a[href$="/decide"]');
  await page.check('[name=verdict][value=approve]');
  await presses(page, 'main form .actions button');
}

/** A village committee that keeps the children's money, and a federation that helps. */
async function partners(house) {
  const admin = await staff(house, 'admin');
  const name = (zh) => ({ 'zh-CN': zh, 'bo-CN': zh, en: zh });
  await admin('POST', '/desk/organs', { code: VILLAGE, kind: 'partner', level: 'city', parent_code: '540500', partner: 'village_committee', name: name('打隆村民委员会') });
  await admin('POST', '/desk/organs', { code: FEDERATION, kind: 'partner', level: 'city', parent_code: '540500', partner: 'womens_federation', name: name('浪卡子县妇女联合会') });
  const keeper = await hires(house, { username: 'lb-keeper', organ_code: VILLAGE, roles: ['custodian'], id_number: '540502198603150035' }, PASSWORD);
  const federation = await hires(house, { username: 'lb-helper', organ_code: FEDERATION, roles: ['partner'] }, PASSWORD);
  const [maker, checker] = [
    await hires(house, { username: 'county-payer', organ_code: COUNTY, roles: ['finance'], id_number: '540502199001010013' }, PASSWORD),
    await hires(house, { username: 'county-checker', organ_code: COUNTY, roles: ['finance'], id_number: '540502199001010021' }, PASSWORD),
  ];
  return { federation, keeper, maker, checker };
}

/** A photograph as the API takes it. */
async function picked(page, word) {
  const { buffer, name, mimeType } = await photo(page, word);
  const form = new FormData();
  form.append('file', new Blob([buffer], { type: mimeType }), name);
  return form;
}

/** A public hearing before the proposal, with its record. */
async function hears(handler, page, caseId) {
  const text = '公开听证：十四户的损失和生活困难，三名听证员参加。';
  const task = await handler('POST', `/desk/assistance/cases/${caseId}/tasks`, { kind: 'hearing', text });
  const at = `/desk/investigation/tasks/${task.id}`;
  await handler('POST', `${at}/files`, await picked(page, 'record'));
  const found = '听证员评议后一致认为符合救助条件，建议尽快救助。';
  await handler('POST', `${at}/notes`, { held_on: '2026-03-02', place: '浪卡子县打隆村', second: 'approver', text: found, finish: true });
  return task.id;
}

/** Gives a child everything that is kept for it, step by step, with a voucher. */
async function givesOut({ handler, keeper, head, finance }, page, mandate) {
  const asked = await handler('POST', `/desk/custody/${mandate}/requests`, { purpose: 'learning', amount_fen: 1_000_000, words: '学费和生活费' });
  const id = asked.requests.at(-1).id;
  await keeper('POST', `/partner/custody/${mandate}/requests/${id}/actions/verify`, {});
  await head('POST', `/desk/custody/${mandate}/requests/${id}/actions/approve`, {});
  await finance('POST', `/desk/custody/${mandate}/requests/${id}/actions/release`, {});
  const filed = await handler('POST', `/desk/custody/${mandate}/requests/${id}/voucher`, await picked(page, 'receipt'));
  assert.equal(filed.state, 'closed', 'custody ends when it is used up');
}

/** The handler asks, the head of department confirms, and the bundle is there. */
async function closes(page, head, at) {
  await page.goto(`${at}/closing`);
  assert.equal(await page.locator('form[action$="/closing"]').count(), 1, 'nothing is open');
  await page.fill('[name=note]', '十四户已重建房屋，生活稳定；两名儿童的代管款已用于学费。');
  await presses(page, 'form[action$="/closing"] button');
  await head.goto(`${at}/closing`);
  // The bundle sets every document anew, which takes its time in a build for tests.
  await Promise.all([head.waitForEvent('load', { timeout: 90_000 }), head.click('form[action$="/confirm"] button', { timeout: 90_000 })]);
  await picture(head, 'fourteen-closed');
  assert.equal(await head.locator('form[action$="/bundle"]').count(), 1, 'the archive bundle is there');
}

/** Draws the children's agreements up and has them signed. */
async function mandates(handler, head, children) {
  const made = [];
  for (const [place, child] of children.entries()) {
    const drafted = await handler('POST', '/desk/custody', {
      person_id: child, custodian_code: VILLAGE, account: { holder: '代管户', bank: '农行浪卡子支行', number: CHILDRENS[place] },
      parties: { guardian: '次仁卓玛', contact: '打隆村委会', contact_phone: '0893-7820000' }, purposes: ['living', 'learning'], plan: [],
    });
    await head('POST', `/desk/custody/${drafted.id}/sign`, { number: CHILDRENS[place], on: '2026-03-02' });
    made.push(drafted.id);
  }
  return made;
}

/** Enters and confirms where the money of these people goes. */
async function accounts(maker, checker, people) {
  for (const [place, person] of people.entries()) {
    const at = `/desk/payments/accounts/${person.id}`;
    await maker('PUT', at, { relation: 'own', holder: person.name, bank: '农行浪卡子支行', number: ACCOUNT(place) });
    await checker('POST', `${at}/confirm`, { number: ACCOUNT(place) });
  }
}

/** What of a case is to be paid, as somebody of finance sees it. */
async function openFor(finance, caseId) {
  const open = await finance('GET', '/desk/payments/open?limit=100');
  return open.items.filter((one) => one.case_id === caseId).map((one) => one.instalment_id);
}

/** Pays these instalments in one batch; `words` are the bank's. */
async function pays(maker, checker, ids, basis, words = []) {
  const batch = await maker('POST', '/desk/payments/batches', { way: 'bank', instalment_ids: ids });
  const at = `/desk/payments/batches/${batch.id}`;
  await checker('POST', `${at}/actions/approve`);
  await maker('POST', `${at}/funds`, { on: '2026-03-02', ...(basis && { basis }) });
  await maker('POST', `${at}/actions/send`);
  await maker('POST', `${at}/results`, bankAnswer(batch, words));
  return batch.id;
}

journey('a case of fourteen people goes from the hearing to its end', async ({ house, phone, desk }) => {
  const [citizen, other] = [await phone({ scripts: false }), await phone({ scripts: false })];
  const address = await applies(citizen, house, PHONE);
  const refused = await applies(other, house, REFUSED);
  const id = address.split('/').pop();
  const [handler, head, finance, cashier] = [await staff(house, 'reviewer'), await staff(house, 'approver'), await staff(house, 'finance'), await staff(house, 'cashier')];
  for (const [organ_code, paper] of [['540500', '山财预〔94〕号'], [COUNTY, '浪财预〔94〕号']]) {
    await finance('POST', '/desk/ledger/budgets', { organ_code, year: 2026, amount_fen: 10_000_000, basis: paper });
  }
  const { federation, keeper, maker, checker } = await partners(house);
  const file = await opens(house, handler, id);
  const page = await desk({ scripts: false });
  const at = `${house.portal}/console/assistance/${file.id}`;
  await comesIn(page, house, 'reviewer');
  const hearing = await hears(handler, page, file.id);
  await page.goto(`${house.portal}/console/investigation/tasks/${hearing}`);
  await picture(page, 'fourteen-hearing');
  await proposes(page, at);
  for (const name of ['approver', 'chief']) await approves(await desk({ scripts: false }), house, name, at);
  await page.goto(at);
  assert.equal(await page.locator('.badge.good').count() > 0, true, 'it is granted');
  await picture(page, 'fourteen-granted');

  const children = file.people.slice(12).map((child) => child.id);
  const kept = await mandates(handler, head, children);
  await accounts(finance, cashier, file.people.slice(0, 12));
  const countys = await openFor(maker, file.id);
  const citys = async () => (await openFor(finance, file.id)).filter((one) => !countys.includes(one));
  const failing = await pays(finance, cashier, await citys(), '山财拨〔94〕号', [['成功', ''], ['失败', '户名不符']]);
  const desks = await desk({ scripts: false });
  await comesIn(desks, house, 'finance');
  await desks.goto(`${house.portal}/console/payments/batches/${failing}`);
  await picture(desks, 'fourteen-failed');
  const again = await pays(finance, cashier, await citys(), null);
  await desks.goto(`${house.portal}/console/payments/batches/${again}`);
  await picture(desks, 'fourteen-retried');
  await pays(maker, checker, countys, '浪财拨〔94〕号');
  await citizen.goto(`${address}/decision`);
  assert.match(await citizen.textContent('main'), /5,000\.00/);
  await picture(citizen, 'fourteen-citizen-paid');
  await presses(citizen, 'a[href$="/custody"]');
  assert.equal(await citizen.locator('section.card').count(), 2, 'both children have their own');
  await picture(citizen, 'fourteen-citizen-custody');

  const plan = await handler('PUT', `/desk/assistance/cases/${file.id}/follow-up`, { grade: 'ordinary' });
  for (const visit of plan.visits) {
    const people = [{ person_id: file.people[0].id, living: 'stable', situation: '新房已经盖好，孩子在上学。', spent: [], left_fen: 500_000 }];
    await handler('POST', `/desk/follow-up/visits/${visit.id}/records`, { visited_on: '2026-03-02', way: 'home', place: '打隆村', people, next_step: '下次带种畜信息' });
  }
  await page.goto(`${at}/follow-up`);
  assert.equal(await page.locator('tbody .badge.good').count(), 3, 'three visits were made');
  await picture(page, 'fourteen-visits');

  for (const code of [FEDERATION, VILLAGE]) {
    const sent = await handler('POST', `/desk/applications/${id}/referrals`, {
      partner_code: code, measures: ['counselling'], letter: '请帮助受灾牧民重建生活。', share: { name: true, phone: 'masked', village: '打隆村' }, papers: [],
    });
    if (code === FEDERATION) for (const act of ['receive', 'accept']) await federation('POST', `/partner/referrals/${sent.id}/actions/${act}`, {});
  }
  await page.goto(`${house.portal}/console/referrals`);
  await picture(page, 'fourteen-referrals');

  for (const mandate of kept) await givesOut({ handler, keeper, head, finance }, page, mandate);
  const chief = await desk({ scripts: false });
  await comesIn(chief, house, 'approver');
  await closes(page, chief, at);
  await citizen.goto(address);
  assert.match(await citizen.textContent('main'), /已办结/);
  await picture(citizen, 'fourteen-citizen-closed');

  const second = refused.split('/').pop();
  await accepts(house, handler, second);
  const alone = await handler('POST', '/desk/assistance/cases', { application_ids: [second], case_name: '羊卓雍错边纵火案', case_number: '（2025）藏0502刑初942号' });
  const steps = `/desk/assistance/cases/${alone.id}`;
  await handler('PUT', `${steps}/people/${alone.people[0].id}`, { category: 'A4', groups: [] });
  await handler('POST', `${steps}/proposals`, { people: [{ person_id: alone.people[0].id, refusal: 'R5' }], reasons: '生活困难与案件无关', to_citizen: '您的困难不是这起案件造成的，不能用司法救助。民政部门的社会救助也许能帮助您，我们可以帮您联系。' });
  for (const name of ['approver', 'deputy-chief']) {
    const by = await staff(house, name);
    const now = await by('GET', steps);
    if (now.state === 'deciding') await by('POST', `${steps}/steps`, { verdict: 'approve' });
  }
  await other.goto(`${refused}/decision`);
  assert.match(await other.textContent('main'), /不是这起案件造成的|R5/);
  await picture(other, 'fourteen-refused');
});
