// Chromium, and what every page is held to: no finding of axe, no error, no foreign request.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';
import { TARGET } from './processes.mjs';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const MOST_BYTES = 100 * 1024;

/** How a page is looked at. */
export const LOOKS = {
  light: { colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  dark: { colorScheme: 'dark', viewport: { width: 1280, height: 900 } },
  phone: { colorScheme: 'light', viewport: { width: 390, height: 844 } },
};

function chromiumPath() {
  const named = process.env.TANDEM_TEST_CHROMIUM;
  if (named) return named;
  const folders = (process.env.PATH ?? '').split(':');
  const found = folders.map((folder) => path.join(folder, 'chromium')).find((file) => existsSync(file));
  if (!found) throw new Error('Chromium is missing: install the package `chromium`');
  return found;
}

/** Starts the browser without anything that talks to the outside; as root it cannot have its sandbox. */
export function launch() {
  const asRoot = process.getuid?.() === 0;
  return chromium.launch({
    executablePath: chromiumPath(),
    headless: true,
    args: [
      ...(asRoot ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A context of its own (its cookies too) with a page that notes everything that goes wrong on it. */
export async function newPage(browser, { locale = 'en-GB', timezoneId = 'Europe/Berlin', home, userAgent } = {}) {
  const context = await browser.newContext({ ...LOOKS.light, locale, timezoneId, userAgent, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const wrong = [];
  const note = (what) => wrong.push(`${page.url()}: ${what}`);
  page.on('console', (message) => {
    if (message.type() === 'error') note(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => note(`script: ${error.message}`));
  page.on('response', (response) => {
    if (response.status() >= 500) note(`${response.status()} from ${response.url()}`);
  });
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (home && page.url().startsWith(home) && protocol.startsWith('http') && origin !== home && !page.abroad) {
      note(`asks ${origin} for something`);
    }
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  /** What went wrong since the last call. */
  page.takeWrongs = () => wrong.splice(0);
  return page;
}

/** What axe finds on the page as it stands, one line for each finding. */
export async function axe(page) {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `axe ${id}: ${help}: ${node.target.join(' ')} ${node.html.slice(0, 160)}`),
  );
}

/** A witness for `Checks`: where the page stands, what it says, and a picture of it. */
export function witness(page) {
  return async (name) => {
    const where = path.join(TARGET, 'screenshots', 'failed');
    await mkdir(where, { recursive: true });
    const file = path.join(where, `${name.replace(/[^\p{L}\p{N}]+/gu, '-')}.png`);
    await page.screenshot({ path: file, fullPage: true });
    return `${page.url()}\n${file}\n${(await page.locator('body').innerText()).slice(0, 1500)}`;
  };
}

/** Turns the page to a look: the colours and the size of the window. */
export async function look(page, name) {
  const { colorScheme, viewport } = LOOKS[name];
  await page.setViewportSize(viewport);
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
}

/** Saves the page in every look as target/screenshots/<name>.<look>.png; it stands in light afterwards. */
export async function screenshots(page, name, { folder = 'screenshots' } = {}) {
  const where = path.join(TARGET, folder);
  await mkdir(where, { recursive: true });
  for (const each of ['dark', 'phone', 'light']) {
    await look(page, each);
    await page.screenshot({ path: path.join(where, `${name}.${each}.png`), fullPage: true });
  }
}

/** What is wrong with the page in one look: axe, and a phone that has to scroll sideways. */
export async function faultsOf(page, name) {
  await look(page, name);
  const faults = await axe(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (wide > 0) faults.push(`${wide} px wider than the window`);
  return faults.map((fault) => `${name}: ${fault}`);
}

/** Whether a page is heavier than it may be; `response` is that of the navigation. */
export async function weightFault(response) {
  const { length } = await response.body();
  return length > MOST_BYTES ? [`${Math.round(length / 1024)} KB of HTML, at most ${MOST_BYTES / 1024}`] : [];
}

/** Fills the fields of a form by their names; boxes take true or false, files a list of paths. */
export async function fill(scope, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = scope.locator(`[name="${name}"]:visible`).first();
    const kind = await field.evaluate((element) => `${element.tagName.toLowerCase()}:${element.type ?? ''}`);
    if (kind.startsWith('select')) {
      await field.selectOption(value);
    } else if (kind.endsWith(':checkbox')) {
      await field.setChecked(value);
    } else if (kind.endsWith(':radio')) {
      await scope.locator(`[name="${name}"][value="${value}"]`).check();
    } else if (kind.endsWith(':file')) {
      await field.setInputFiles(value);
    } else {
      await field.fill(String(value));
    }
  }
}

/** Sends a form by one of its buttons, and waits for the page that follows. */
export async function submit(page, form, button = 'button[type="submit"], button:not([type])') {
  await Promise.all([page.waitForEvent('load'), form.locator(button).first().click()]);
}
