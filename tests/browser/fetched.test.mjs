// Somebody can't get a paper: they ask for it on the form, in each language and without scripts, and send the rest; the desk sees what is to
// be fetched, and the case has the task.

import assert from 'node:assert/strict';

import { agrees, begins, example, fillsIn, papers, photographs, presses } from './applying.mjs';
import { journey } from './journey.mjs';
import { comesIn, staff } from './office.mjs';
import { accessible, picture } from './visitor.mjs';

const LANGUAGES = { zh: 'zh-CN', bo: 'bo-CN', en: 'en' };
const PHONES = { zh: '13800001061', bo: '13800001062', en: '13800001063' };
const BADGES = { zh: '由我们调取', bo: 'ང་ཚོས་ལེན་རྒྱུ།', en: 'we fetch it' };
const LINE = 'hardship_proof';
const PLACE = '扎囊县民政局';

for (const [short, language] of Object.entries(LANGUAGES)) {
  journey(`somebody asks us to fetch a paper, in ${language}`, async ({ house, phone, desk }) => {
    const page = await phone({ language, scripts: false });
    await begins(page, house, PHONES[short]);
    const address = page.url();
    const look = async (name) => {
      await accessible(page);
      await picture(page, `fetched-${name}-${short}`);
    };
    await page.goto(`${address}/papers/${LINE}`);
    await look('paper-before');
    await presses(page, 'main a[href*="/form/hardship#"]');
    await page.check('[name=proof_by_us][value=true]');
    await presses(page, '.actions [name=_continue]');
    await page.waitForSelector('[name=proof_held_by]');
    await look('question');

    const wished = { ...example.hardship, proof_by_us: true, proof_held_by: PLACE };
    for (const section of Object.keys(example)) await fillsIn(page, address, section, section === 'hardship' ? wished : example[section]);
    await photographs(page, address, papers.filter((line) => line !== LINE));
    await page.goto(address);
    assert.match(await page.locator(`a[href$="/papers/${LINE}"]`).innerText(), new RegExp(BADGES[short]));
    await look('overview');
    await page.goto(`${address}/papers/${LINE}`);
    await look('paper');
    await page.goto(`${address}/check`);
    assert.match(await page.locator('main').innerText(), new RegExp(PLACE));
    await look('check');
    await agrees(page);
    await presses(page, '#consent button:not(.first-button)');
    await page.waitForSelector('img.qr');
    assert.match(await page.locator('main').innerText(), new RegExp(BADGES[short]));
    await look('sent');
    if (short === 'zh') await atTheDesk(house, desk, address.split('/').pop());
  });
}

async function atTheDesk(house, desk, id) {
  const page = await desk();
  await comesIn(page, house, 'reviewer');
  const matter = `${house.portal}/console/applications/${id}`;
  await page.goto(matter);
  assert.match(await page.locator('#papers ~ .line', { hasText: '生活困难证明' }).innerText(), /请我们调取/);
  await looks(page, 'matter');
  const opened = await opens(house, id);
  await page.goto(matter);
  await looks(page, 'matter-in-a-case');
  await page.goto(`${house.portal}/console/assistance/${opened}/tasks`);
  assert.match(await page.locator('main').innerText(), new RegExp(`调取材料 · 生活困难证明[^]*${PLACE}`));
  await looks(page, 'tasks');
}

/** Accepts an application and opens its case, by the API; answers the case's id. */
async function opens(house, id) {
  const handler = await staff(house, 'reviewer');
  const matter = await handler('GET', `/desk/applications/${id}`);
  for (const paper of matter.materials) await handler('PUT', `/desk/applications/${id}/materials/${paper.id}/review`, { state: 'accepted' });
  await handler('POST', `/desk/applications/${id}/actions/accept`, {});
  const opened = await handler('POST', '/desk/assistance/cases', { application_ids: [id], case_name: '王某故意伤害案', case_number: '刑初1061号' });
  return opened.id;
}

async function looks(page, name) {
  const address = page.url();
  await page.setViewportSize({ width: 360, height: 740 });
  for (const [short, language] of Object.entries(LANGUAGES)) {
    await page.goto(`${address}?lang=${language}`);
    await accessible(page);
    const { wide, room } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, room: innerWidth }));
    assert.ok(wide <= room, `${name} is ${wide} pixels wide in ${room}`);
    await picture(page, `fetched-${name}-${short}`);
  }
  await page.goto(`${address}?lang=zh-CN`);
  await page.setViewportSize({ width: 1280, height: 800 });
}
