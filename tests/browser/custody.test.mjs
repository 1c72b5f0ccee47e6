// Two children's grants are held by a village committee: agreements, a batch that pays into them, a need with its voucher, a report that
// stops everything, and what the guardian sees. Without scripts, in each language, wide and narrow.

import assert from 'node:assert/strict';

import { applies, photo, presses } from './applying.mjs';
import { journey } from './journey.mjs';
import { bankAnswer, comesIn, sends, staff } from './office.mjs';
import { accessible, picture } from './visitor.mjs';

const LANGUAGES = { bo: 'bo-CN', en: 'en', zh: 'zh-CN' };
const PHONE = '13800000921';
const VILLAGE = '540500-CUN';
const PASSWORD = 'a red scarf on the mountain pass';
/** Of whoever keeps the money later. */
const OTHER = '6228480000000092134';
const CHILDREN = [
  { name: '扎西', born: '2014-05-01', amount: 1_200_000, account: '6228480000000092118' },
  { name: '央金', born: '2016-09-01', amount: 800_000, account: '6228480000000092126' },
];

async function looks(page, name) {
  const address = page.url().split('?')[0];
  for (const [short, language] of Object.entries(LANGUAGES)) {
    await page.goto(`${address}?lang=${language}`);
    if (short === 'zh') await accessible(page);
    await picture(page, `custody-${name}-${short}`);
  }
  const before = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 740 });
  const { wide, room } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, room: innerWidth }));
  assert.ok(wide <= room, `${name} is ${wide} pixels wide in ${room}`);
  await picture(page, `custody-${name}-narrow`);
  await page.setViewportSize(before);
}

/** A grant to two children of the applicant; answers the case and its children's ids. */
async function grants(house, id) {
  const [handler, finance] = [await staff(house, 'reviewer'), await staff(house, 'finance')];
  const year = new Date(Date.now() + 8 * 3_600_000).getUTCFullYear();
  await finance('POST', '/desk/ledger/budgets', { year, amount_fen: 5_000_000, basis: '山财预〔92〕号' });
  const matter = await handler('GET', `/desk/applications/${id}`);
  for (const paper of matter.materials) await handler('PUT', `/desk/applications/${id}/materials/${paper.id}/review`, { state: 'accepted' });
  await handler('POST', `/desk/applications/${id}/actions/accept`, {});
  let opened = await handler('POST', '/desk/assistance/cases', { application_ids: [id], case_name: '王某故意伤害案', case_number: '刑初921号' });
  const at = `/desk/assistance/cases/${opened.id}`;
  for (const [index, child] of CHILDREN.entries()) {
    const who = { name: child.name, id_number: `54050220150101092${index}`, birth_date: child.born };
    opened = await handler('POST', `${at}/people`, { application_id: id, who });
  }
  for (const person of opened.people) await handler('PUT', `${at}/people/${person.id}`, { category: 'A3', groups: [] });
  const [applicant, ...children] = opened.people;
  const people = [{ person_id: applicant.id, refusal: 'R5' }, ...children.map((child, index) => ({ person_id: child.id, amount_fen: CHILDREN[index].amount }))];
  await handler('POST', `${at}/proposals`, { people, reasons: '符合条件', to_citizen: '我们决定救助您的孩子。', to_refused: '这次救助的是您的孩子。' });
  for (const name of ['approver', 'deputy-chief']) await (await staff(house, name))('POST', `${at}/steps`, { verdict: 'approve' });
  return { id: opened.id, children: children.map((child) => child.id) };
}

/** Pays these people's instalments by transfer. */
async function pays(house, people) {
  const [maker, checker] = [await staff(house, 'finance'), await staff(house, 'cashier')];
  const open = await maker('GET', '/desk/payments/open?limit=100');
  const instalments = open.items.filter((one) => people.includes(one.person_id));
  assert.ok(instalments.every((one) => one.account === 'custody'), 'all is paid into custody');
  const batch = await maker('POST', '/desk/payments/batches', { way: 'bank', instalment_ids: instalments.map((one) => one.instalment_id) });
  const at = `/desk/payments/batches/${batch.id}`;
  await checker('POST', `${at}/actions/approve`);
  await maker('POST', `${at}/funds`, { on: '2026-03-02', basis: '山财拨〔92〕号' });
  await maker('POST', `${at}/actions/send`);
  await maker('POST', `${at}/results`, bankAnswer(batch, []));
}

/** A village committee and its custodian, who has chosen a password of their own. */
async function village(house, page) {
  const admin = await staff(house, 'admin');
  const name = { 'zh-CN': '琼嘎顶村民委员会', 'bo-CN': 'ཆོས་དགའ་སྟེང་གྲོང་ཚོའི་ཨུ་ཡོན་ལྷན་ཁང་།', en: 'Qonggading village committee' };
  await admin('POST', '/desk/organs', { code: VILLAGE, kind: 'partner', level: 'city', parent_code: '540500', partner: 'village_committee', name });
  const made = await admin('POST', '/desk/staff', { username: 'village-holder', organ_code: VILLAGE, roles: ['custodian'], id_number: '540502198603150027' });
  await comesIn(page, house, made.username, made.first_password);
  await page.goto(`${house.portal}/console/account/password`);
  await page.fill('[name=password]', made.first_password);
  await page.fill('[name=new_password]', PASSWORD);
  await page.fill('[name=again]', PASSWORD);
  await presses(page, 'main button');
  await page.goto(house.console);
  if ((await page.locator('[name=username]').count()) > 0) await comesIn(page, house, made.username, PASSWORD);
}

journey('a village holds the money of two children', async ({ house, phone, desk }) => {
  const guardian = await phone({ scripts: false });
  const address = await applies(guardian, house, PHONE);
  const granted = await grants(house, address.split('/').pop());
  const [holder, handler, approver, finance] = [await desk({ scripts: false }), await desk({ scripts: false }), await desk({ scripts: false }), await desk({ scripts: false })];
  await village(house, holder);
  await comesIn(handler, house, 'reviewer');
  await comesIn(approver, house, 'approver');
  await comesIn(finance, house, 'finance');

  const mandates = [];
  for (const [index, child] of CHILDREN.entries()) {
    await handler.goto(`${house.portal}/console/assistance/${granted.id}`);
    await presses(handler, `a[href$="/custody/new/${granted.children[index]}"]`);
    await handler.selectOption('[name=custodian_code]', VILLAGE);
    await handler.fill('[name=holder]', `${child.name}代管户`);
    await handler.fill('[name=bank]', '农行山南乃东支行');
    await handler.fill('[name=number]', index === 0 ? 'x' : child.account);
    await handler.fill('[name=guardian]', '次仁卓玛');
    await handler.fill('[name=contact]', '琼嘎顶村委会');
    await handler.fill('[name=contact_phone]', '0893-7820000');
    for (const purpose of ['living', 'learning']) await handler.check(`[name=purposes][value=${purpose}]`);
    if (index === 0) {
      await presses(handler, 'main form > p:last-child button');
      await picture(handler, 'custody-new-wrong');
      assert.equal(await handler.locator('.summary a[href="#f-number"]').count(), 1, 'the number is to be mended');
      await handler.fill('[name=number]', child.account);
    }
    await presses(handler, 'main form > p:last-child button');
    mandates.push(handler.url());
    await approver.goto(handler.url());
    await sends(approver, '/actions/sign', (form) => form.locator('[name=number]').fill(child.account));
  }
  await pays(house, granted.children);

  await guardian.goto(`${address}/decision`);
  await presses(guardian, 'a[href$="/custody"]');
  assert.equal(await guardian.locator('section.card').count(), 2, 'both children are there');
  await sends(guardian, '/requests', async (form) => {
    await form.locator('[name=purpose][value=learning]').check();
    await form.locator('[name=amount]').fill('2000');
    await form.locator('[name=words]').fill('下学期的书本费和住宿费');
  });
  await looks(guardian, 'own');

  const [first] = mandates;
  await holder.goto(`${house.portal}/console/custody`);
  await looks(holder, 'list');
  await holder.goto(first);
  await looks(holder, 'holder');
  await sends(holder, '/actions/verify');
  await approver.goto(first);
  await sends(approver, '/actions/approve');
  await finance.goto(first);
  await sends(finance, '/actions/release');
  await holder.goto(first);
  const receipt = await photo(holder, 'receipt');
  await sends(holder, '/voucher', (form) => form.locator('[name=file]').setInputFiles(receipt));
  assert.equal(await holder.locator('a[href$="/voucher"]').count(), 1, 'the voucher is there');

  await guardian.goto(`${address}/custody`);
  await sends(guardian, '/reports', (form) => form.locator('[name=reason]').fill('村里有人说这笔钱借给别人了'));
  await picture(guardian, 'custody-own-paused');
  await holder.goto(first);
  assert.ok(!(await holder.content()).includes('借给别人'), 'the custodian is not told what was said');
  await approver.goto(first);
  await looks(approver, 'paused');
  await sends(approver, '/actions/lift', (form) => form.locator('[name=reason]').fill('已到银行核对，余额相符'));
  await looks(approver, 'lifted');
  assert.equal(await approver.locator('.badge.good').count() > 0, true, 'releases go on');

  const next = await replaced({ handler, approver, finance, guardian }, first, address);
  await paidBack(house, finance, granted, next);
  await guardian.goto(`${address}/custody`);
  await looks(guardian, 'own-recovery');
});

/** Somebody else keeps the first child's money from now on; answers where that custody is. */
async function replaced({ handler, approver, finance, guardian }, first, address) {
  await handler.goto(first);
  await sends(handler, '/actions/report', (form) => form.locator('[name=reason]').fill('村委会换届，不能继续保管'));
  await handler.goto(first);
  await picture(handler, 'custody-succeed-link');
  await presses(handler, 'a[href*="?succeeds="]');
  await picture(handler, 'custody-succeed');
  await handler.selectOption('[name=custodian_code]', VILLAGE);
  await handler.fill('[name=holder]', '扎西代管户');
  await handler.fill('[name=bank]', '建行山南分行');
  await handler.fill('[name=number]', OTHER);
  await handler.fill('[name=contact]', '妇联代管专户');
  await handler.fill('[name=contact_phone]', '0893-7820001');
  await handler.check('[name=purposes][value=learning]');
  await presses(handler, 'main form > p:last-child button');
  const next = handler.url();
  await approver.goto(next);
  await sends(approver, '/actions/sign', (form) => form.locator('[name=number]').fill(OTHER));
  await guardian.goto(`${address}/custody`);
  await looks(guardian, 'own-replaced');
  await finance.goto(next);
  await looks(finance, 'waiting');
  await sends(finance, '/actions/hand_over', (form) => form.locator('[name=handed_amount]').fill('9,999'));
  await picture(finance, 'custody-handed-short');
  assert.equal(await finance.locator('.summary a[href="#f-handed_amount"]').count(), 1, 'what is short is named');
  await sends(finance, '/actions/hand_over', (form) => form.locator('[name=handed_amount]').fill('10,000'));
  await looks(finance, 'handed-over');
  await approver.goto(first);
  await picture(approver, 'custody-ended-replaced');
  return next;
}

/** A part is to be paid back, by the custodian. */
async function paidBack(house, finance, granted, next) {
  const [reviewer, deputy] = [await staff(house, 'reviewer'), await staff(house, 'deputy-chief')];
  const claim = { ground: 'false_material', amount_fen: 300_000, reason: '证明系伪造', to_citizen: '需要退回一部分救助金。' };
  const opened = await reviewer('POST', `/desk/assistance/cases/${granted.id}/recoveries`, { person_id: granted.children[0], ...claim });
  await deputy('POST', `/desk/recoveries/${opened.id}/decision`, { recover: true, reason: '证据确实' });
  await finance.goto(next);
  await looks(finance, 'in-recovery');
  await finance.goto(`${house.portal}/console/recoveries/${opened.id}`);
  await looks(finance, 'recovery-source');
  await sends(finance, '/receipts', async (form) => {
    await form.locator('[name=source][value=custody]').check();
    await form.locator('[name=amount_fen]').fill('1,000');
    await form.locator('[name=basis]').fill('缴92号');
  });
  await picture(finance, 'custody-recovery-received');
}
