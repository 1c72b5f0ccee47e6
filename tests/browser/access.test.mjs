// Who may open a matter: guarding it, handing it to a line of work, keeping somebody out; without scripts.

import assert from 'node:assert/strict';

import { applies, presses } from './applying.mjs';
import { journey } from './journey.mjs';
import { accessible, picture } from './visitor.mjs';

const LANGUAGES = { zh: 'zh-CN', bo: 'bo-CN', en: 'en' };

journey('a supervisor guards a matter and keeps somebody out', async ({ house, phone, desk }) => {
  const number = '13800000741';
  await applies(await phone({ scripts: false }), house, number);
  const chief = await desk({ scripts: false });
  const { username, password } = house.login('approver');
  await chief.goto(house.console);
  await chief.fill('[name=username]', username);
  await chief.fill('[name=password]', password);
  await presses(chief, 'main form button');
  await chief.fill('[name=q]', number);
  await presses(chief, 'form[action="/console/search"] button');
  await presses(chief, 'a[href$="/access"]');
  const access = chief.url();
  await chief.selectOption('[name=guarded]', 'yes');
  await presses(chief, 'form[action$="/access"] button');
  assert.equal(await chief.inputValue('[name=guarded]'), 'yes');
  await chief.selectOption('[name=staff_id]', { index: 1 });
  await chief.fill('[name=reason]', '他是申请人的表兄');
  await presses(chief, 'form[action$="/recusals"] button');
  assert.match(await chief.textContent('#recusals'), /他是申请人的表兄/);
  for (const [name, language] of Object.entries(LANGUAGES)) {
    await chief.goto(`${access}?lang=${language}`);
    await accessible(chief);
    await picture(chief, `access-${name}`);
  }
  await chief.setViewportSize({ width: 360, height: 740 });
  await accessible(chief);
  await picture(chief, 'access-narrow');
});
