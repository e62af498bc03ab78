// A file on its way from the composer: paused, cut off, gone on with after a reload, and the form that waits for it.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fill, submit } from './lib/browser.mjs';
import { until } from './lib/processes.mjs';

const BYTES = 24 * 1024 * 1024;
const SLOW = 1024 * 1024;

/** Tells its checks with a page on which somebody is signed in who writes posts. */
export async function uploads({ check, step }, { page, home }) {
  const folder = await mkdtemp(path.join(tmpdir(), 'uploads-'));
  const file = path.join(folder, 'large.pdf');
  await writeFile(file, Buffer.concat([Buffer.from('%PDF-1.4\n'), randomBytes(BYTES), Buffer.from('\n%%EOF\n')]));
  const browser = await page.context().newCDPSession(page);
  const line = (uploadThroughput, offline = false) =>
    browser.send('Network.emulateNetworkConditions', { offline, latency: 0, downloadThroughput: -1, uploadThroughput });
  const form = page.locator('form.composer');
  const row = page.locator('.upload-row:visible');
  const percent = async () => Number(await row.locator('progress').getAttribute('value'));
  const choose = async () => {
    await page.goto(`${home}/posts/new`);
    await fill(form, { text: 'A document' });
    await form.locator('input[type=file]').setInputFiles(file);
    await row.waitFor();
  };
  const arrives = (least) => until(`${least} % have arrived`, async () => (await percent()) > least, { seconds: 30, every: 100 });

  await step('a document is on its way', async () => {
    await line(SLOW);
    await choose();
    await arrives(1);
  });
  await check('the form waits for it', async () => {
    await form.locator('button[value="save"]').click();
    await page.locator('#toasts p', { hasText: 'still being uploaded' }).waitFor();
    assert.equal(page.url(), `${home}/posts/new`);
  });
  await check('it is paused, and stands still', async () => {
    await row.locator('[data-pause]').click();
    assert.match(await row.innerText(), /Paused at \d+/);
    const stands = await percent();
    await page.waitForTimeout(700);
    assert.equal(await percent(), stands);
    await row.locator('[data-resume]').click();
    await arrives(stands);
  });
  await check('a lost connection is told, and it goes on by itself when it is back', async () => {
    await line(SLOW, true);
    await row.getByText('The connection is lost').waitFor();
    const stands = await percent();
    await line(SLOW);
    await arrives(Math.max(stands, 30));
  });
  await check('after a reload it goes on where it was', async () => {
    const stands = await percent();
    await choose();
    await arrives(1);
    assert.ok((await percent()) > stands / 2, `${await percent()} % of ${stands} %`);
    await line(-1);
    await page.locator('#pictures .picture', { hasText: 'large.pdf' }).waitFor({ timeout: 30_000 });
    assert.equal(await row.count(), 0);
    await submit(page, form, 'button[value="save"]');
    assert.match(new URL(page.url()).pathname, /^\/posts\/post_/);
    assert.ok((await page.locator('main').innerText()).includes('large.pdf'));
  });
  page.takeWrongs();
  await browser.detach();
  await rm(folder, { recursive: true });
}
