// A case is looked into: a home visit by two people with a photograph, and a request to another procuratorate, which answers it and sees
// nothing else. Without scripts, in each language, wide and at a phone's size.

import assert from 'node:assert/strict';

import { applies, photo, presses } from './applying.mjs';
import { journey } from './journey.mjs';
import { accessible, picture } from './visitor.mjs';

const LANGUAGES = { zh: 'zh-CN', bo: 'bo-CN', en: 'en' };
const PHONE = '13800000941';
const NAME = '王某故意伤害案';

async function looks(page, name) {
  const address = page.url().split(/[?#]/)[0];
  await page.setViewportSize({ width: 360, height: 740 });
  for (const [short, language] of Object.entries(LANGUAGES)) {
    await page.goto(`${address}?lang=${language}`);
    await accessible(page);
    const { wide, room } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, room: innerWidth }));
    assert.ok(wide <= room, `${name} is ${wide} pixels wide in ${room}`);
    await picture(page, `investigation-${name}-${short}`);
  }
  await page.goto(`${address}?lang=zh-CN`);
  await page.setViewportSize({ width: 1280, height: 800 });
}

/** A case of an application, by the API; answers its id. */
async function opens(house, id) {
  const { password } = house.demo.staff.find((known) => known.username === 'reviewer');
  const asks = async (method, path, body, token) => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
    const answer = await fetch(`${house.portal}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${await answer.clone().text()}`);
    return answer.json();
  };
  const { access_token: token } = await asks('POST', '/auth/staff', { username: 'reviewer', password });
  const handler = (method, path, body) => asks(method, path, body, token);
  const matter = await handler('GET', `/desk/applications/${id}`);
  for (const paper of matter.materials) await handler('PUT', `/desk/applications/${id}/materials/${paper.id}/review`, { state: 'accepted' });
  await handler('POST', `/desk/applications/${id}/actions/accept`, {});
  const opened = await handler('POST', '/desk/assistance/cases', { application_ids: [id], case_name: NAME, case_number: '刑初941号' });
  return opened.id;
}

async function comesIn(page, house, username) {
  const { password } = house.demo.staff.find((known) => known.username === username);
  await page.goto(house.console);
  await page.fill('[name=username]', username);
  await page.fill('[name=password]', password);
  await presses(page, 'main form button');
}

async function visits(page, tasks) {
  await page.goto(tasks);
  await page.check('[name=kind][value=home_visit]');
  await page.fill('[name=text]', '看看家里的生活情况');
  await page.fill('[name=due_on]', '2026-03-07');
  await presses(page, 'form[action$="/tasks"] button');
  await picture(page, 'investigation-task-wrong');
  assert.equal(await page.locator('#f-due_on-fault').count(), 1, 'a Saturday is refused');
  await page.fill('[name=due_on]', '2026-03-09');
  await presses(page, 'form[action$="/tasks"] button');
  const task = page.url();
  await page.setInputFiles('[name=file]', await photo(page, '房屋'));
  await presses(page, 'form[action$="/files"] button');
  await page.goto(task);
  await looks(page, 'task');
  await page.fill('[name=place]', '琼嘎顶社区三组');
  await page.fill('[name=text]', '一家五口，只有一人能劳动，房屋漏雨。');
  await page.check('[name=finish]');
  await presses(page, 'form[action$="/notes"] button');
  assert.equal(await page.locator('#f-second-fault').count(), 1, 'a visit of one person is refused');
  await page.fill('[name=second]', 'approver');
  await presses(page, 'form[action$="/notes"] button');
  assert.equal(await page.locator('.badge.good').count(), 1, 'the visit is made');
  await looks(page, 'done');
}

journey('a case is looked into, here and by another procuratorate', async ({ house, phone, desk }) => {
  const citizen = await phone({ scripts: false });
  const address = await applies(citizen, house, PHONE);
  const id = await opens(house, address.split('/').pop());
  const page = await desk({ scripts: false });
  await comesIn(page, house, 'reviewer');
  await page.goto(`${house.portal}/console/assistance/${id}`);
  await presses(page, `a[href="/console/assistance/${id}/tasks"]`);
  const tasks = page.url();
  await visits(page, tasks);
  await page.goto(tasks);
  await page.check('[name=kind][value=request_organ]');
  await page.fill('[name=text]', '请核实扎西一家2025年在贵县的务工收入。');
  await page.selectOption('[name=organ_code]', '540527');
  await presses(page, 'form[action$="/tasks"] button');
  const task = page.url();

  const county = await desk({ scripts: false });
  await comesIn(county, house, 'reviewer-540527');
  await county.goto(`${house.portal}/console/investigation`);
  await looks(county, 'asked');
  const request = task.replace('/tasks/', '/requests/');
  await presses(county, `a[href="${new URL(request).pathname}"]`);
  assert.ok(!(await county.textContent('body')).includes(NAME), 'the case is not theirs');
  await presses(county, 'button[value=receive]');
  await county.setInputFiles('[name=file]', await photo(county, '收入证明'));
  await presses(county, 'form[action$="/files"] button');
  await county.goto(request);
  await looks(county, 'request');
  await county.fill('#f-text', '经核实，2025年务工收入一万元。');
  await presses(county, 'form:has(#f-text) button');
  await looks(county, 'answered');

  await page.goto(tasks);
  await looks(page, 'case');
  await page.goto(task);
  await looks(page, 'answer');
  await page.fill('[name=text]', '对方核实年收入一万元。');
  await page.check('[name=finish]');
  await presses(page, 'form[action$="/notes"] button');
  assert.equal((await county.goto(request)).status(), 404, 'what is over is seen no more');
  await page.goto(`${house.portal}/console/investigation?all=true`);
  await picture(page, 'investigation-list-wide');
});
