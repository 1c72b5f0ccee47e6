// Finance enters a budget and an arrival and follows a figure to its entries; in each language, wide and narrow.

import assert from 'node:assert/strict';

import { presses } from './applying.mjs';
import { journey } from './journey.mjs';
import { accessible, picture } from './visitor.mjs';

async function looks(page, name) {
  await accessible(page);
  const { wide, room } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, room: innerWidth }));
  assert.ok(wide <= room, `${name} is ${wide} pixels wide in ${room}`);
  await picture(page, `ledger-${name}`);
}

async function enters(page, house, what, amount, basis, purpose) {
  await page.goto(`${house.portal}/console/ledger/enter?what=${what}`);
  if (purpose) await page.fill('[name=purpose]', purpose);
  await page.fill('[name=amount]', amount);
  await page.fill('[name=basis]', basis);
  await presses(page, 'main form .actions button');
}

/** A scale that comes into force later, so that it counts for nobody's journey; first one that must be mended. */
async function entersScale(page, house, short) {
  await page.goto(`${house.portal}/console/assistance/scales`);
  await page.fill('[name=effective_from]', '2027-01-01');
  await page.fill('[name=source]', `山检发〔2026〕1号${short}`);
  for (const [row, title, amount] of [[0, '一般困难', '3000'], [2, '特别困难', '2000']]) {
    await page.fill(`[name=title-${row}]`, title);
    await page.fill(`[name=amount-${row}]`, amount);
  }
  await presses(page, 'main form .actions button');
  assert.equal(await page.inputValue('[name=title-1]'), '特别困难', 'the empty row is closed up');
  await looks(page, `${short}-scales-mend`);
  await page.fill('[name=amount-1]', '20000');
  await presses(page, 'main form .actions button');
  assert.match(page.url(), /done=scale/);
}

for (const [language, short] of [['zh-CN', 'zh'], ['bo-CN', 'bo'], ['en', 'en']]) {
  journey(`finance keeps the ledger (${short})`, async ({ house, desk }) => {
    const page = await desk({ language, scripts: false });
    const { username, password } = house.login('finance');
    await page.goto(`${house.portal}/console/sign-in?next=/console/ledger`);
    await page.fill('[name=username]', username);
    await page.fill('[name=password]', password);
    await presses(page, 'main form button');
    await enters(page, house, 'budget', '三万', '');
    await looks(page, `${short}-mend`);
    await enters(page, house, 'budget', '350000', `山财预〔2026〕12号${short}`);
    await enters(page, house, 'earmark', '50000', `山财预〔2026〕13号${short}`, '未成年人救助');
    assert.match(page.url(), /done=earmark/);
    await enters(page, house, 'arrival', '120000.50', `山财拨〔2026〕7号${short}`);
    assert.match(page.url(), /done=arrival/);
    await looks(page, `${short}-glance`);
    const glance = page.url();
    await presses(page, 'a[href*="kind=authorized"]');
    await looks(page, `${short}-entries`);
    const entries = page.url();
    await entersScale(page, house, short);
    await page.setViewportSize({ width: 360, height: 740 });
    for (const [name, path] of [['glance', glance], ['entries', entries], ['enter', `${house.portal}/console/ledger/enter?what=earmark`], ['wages', `${house.portal}/console/assistance/wages`], ['scales', `${house.portal}/console/assistance/scales`]]) {
      await page.goto(path);
      await looks(page, `${short}-${name}-360`);
    }
  });
}
