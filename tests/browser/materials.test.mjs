// A citizen brings papers on a phone without scripts: a photograph taken sideways, an archive by mistake, a document.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { journey } from './journey.mjs';
import { accessible, picture } from './visitor.mjs';

const WORDS = {
  'zh-CN': { phone: '13900000021', zip: '不能用这种文件', none: '还没有选文件' },
  'bo-CN': { phone: '13900000022', zip: 'ཡིག་ཆའི་རིགས་འདི་བེད་སྤྱོད་བྱེད་མི་ཐུབ།', none: 'ད་དུང་ཡིག་ཆ་འདེམས་མེད།' },
  en: { phone: '13900000023', zip: 'This kind of file', none: 'No file was chosen' },
};

for (const [language, words] of Object.entries(WORDS)) {
  const short = language.slice(0, 2);
  // What looks for hindrances needs scripts itself; so one language has them.
  const scripts = language === 'en';
  const look = async (page, name) => {
    if (scripts) await accessible(page);
    await picture(page, `${name}-${short}`);
  };
  journey(`papers are brought and seen in ${language}`, async ({ house, phone }) => {
    const page = await phone({ language, scripts });
    await signIn(house, page, words.phone);
    await page.goto(`${house.portal}/c/QGD/s/judicial-assistance`);
    await page.locator('form[action="/c/QGD/s/judicial-assistance"] button').first().click();
    await page.locator('a[href$="/papers/identity"]').click();
    await look(page, 'paper-empty');

    await send(page, 'file', undefined);
    await page.getByText(words.none).waitFor();
    await send(page, 'camera', { name: 'IMG_0001.jpg', mimeType: 'image/jpeg', buffer: await sideways(house, phone) });
    const shown = page.locator('.paper img');
    await shown.scrollIntoViewIfNeeded();
    await page.waitForLoadState('networkidle');
    const size = await shown.evaluate((image) => [image.naturalWidth, image.naturalHeight]);
    assert.deepEqual(size, [300, 400], 'the preview stands upright');
    const preview = await page.request.get(await shown.evaluate((image) => image.src));
    assert.equal((await preview.body()).includes('Exif'), false);
    await look(page, 'paper-photo');

    await send(page, 'file', { name: 'papers.zip', mimeType: 'application/zip', buffer: Buffer.from('PK\x03\x04\x14\0\0\0\0\0', 'latin1') });
    await page.getByText(words.zip).waitFor();
    await look(page, 'paper-zip');
    assert.equal(await page.locator('.paper').count(), 1, 'what was there stays');

    await page.locator('form[action$="/remove"] button').click();
    assert.equal(await page.locator('.paper').count(), 0);
    await send(page, 'file', { name: '判决书.pdf', mimeType: 'application/pdf', buffer: document() });
    await page.locator('.paper .bare').waitFor();
    await look(page, 'paper-pdf');
    await page.locator('.actions a').click();
    await page.locator('a[href$="/papers/identity"] .badge.good').waitFor();
    await look(page, 'papers-list');

    await page.locator('a[href$="/papers/voice_statement"]').click();
    await look(page, 'paper-voice');
  });
}

journey('a file that is far too large is told on the page', async ({ house, phone }) => {
  const page = await phone({ scripts: true });
  await signIn(house, page, '13900000024');
  await page.goto(`${house.portal}/c/QGD/s/judicial-assistance`);
  await page.locator('form[action="/c/QGD/s/judicial-assistance"] button').first().click();
  await page.locator('a[href$="/papers/identity"]').click();
  const folder = mkdtempSync(join(tmpdir(), 'hechang-large-'));
  const large = join(folder, 'large.jpg');
  writeFileSync(large, Buffer.concat([await sideways(house, phone), Buffer.alloc(21 << 20)]));
  await send(page, 'file', large);
  await page.locator('.summary').getByText('20 MB').waitFor();
  rmSync(folder, { recursive: true });
});

async function signIn(house, page, number) {
  await page.goto(`${house.portal}/sign-in?next=/applications`);
  await page.fill('#f-phone', number);
  await page.locator('form[action="/sign-in"] button').click();
  await page.fill('#f-code', await house.code(number));
  await page.locator('form[action="/sign-in/code"] button').click();
  await page.waitForURL(/\/applications$/);
}

/** Sends a file by one of the page's ways; `undefined` presses the button without a choice. */
async function send(page, way, file) {
  const form = page.locator('form', { has: page.locator(`#f-${way}`) });
  if (file) await page.setInputFiles(`#f-${way}`, file);
  await form.locator('button').click({ timeout: 60_000 });
  await page.waitForLoadState();
}

/** A photograph of 400 × 300 pixels, painted by a browser, with the note that the phone was held upright and where it was. */
async function sideways(house, phone) {
  const painter = await phone();
  await painter.goto(house.portal);
  const painted = await painter.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 400, height: 300 });
    const pen = canvas.getContext('2d');
    pen.fillStyle = '#7db4e6';
    pen.fillRect(0, 0, 400, 300);
    pen.fillStyle = '#8a5a2b';
    pen.fillRect(0, 200, 400, 100);
    pen.fillStyle = '#fff';
    pen.font = '48px sans-serif';
    pen.fillText('ID', 40, 120);
    return canvas.toDataURL('image/jpeg', 0.9);
  });
  const photo = Buffer.from(painted.split(',')[1], 'base64');
  const exif = Buffer.from(
    'Exif\0\0II*\0\x08\0\0\0\x02\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\x25\x88\x04\0\x01\0\0\0\x26\0\0\0\0\0\0\0' +
      '\x01\0\x1d\0\x02\0\x0b\0\0\0\x38\0\0\0\0\0\0\x002026:03:02\0',
    'latin1',
  );
  const length = Buffer.alloc(2);
  length.writeUInt16BE(exif.length + 2);
  return Buffer.concat([photo.subarray(0, 2), Buffer.from([0xff, 0xe1]), length, exif, photo.subarray(2)]);
}

/** A document of one page. */
function document() {
  const objects = ['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Count 1 /Kids [3 0 R] >>', '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>'];
  let text = '%PDF-1.4\n';
  const places = objects.map((object, index) => {
    const place = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(place).padStart(10, '0')} 00000 n \n`;
  });
  const table = text.length;
  text += `xref\n0 4\n0000000000 65535 f \n${places.join('')}trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}
