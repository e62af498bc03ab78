// Every page that links lead to, as a stranger and as the owner: axe, errors, weight, pictures.
import assert from 'node:assert/strict';
import { faultsOf, LOOKS, newPage, screenshots, weightFault } from './lib/browser.mjs';
import { thread } from './story.mjs';

/** Pages that need no sign-in, and those that no link leads to. */
const STRANGER = ['/sign-in', '/forgot', '/no-such-page'];
const MEMBER = ['/', '/no-such-page'];
/** What is a file, a way out, or asked for by programs. */
const NO_PAGE = /^\/(l|api|assets|media|sign-out|t\.js|healthz|readyz|metrics)(\/|$)|\.(csv|xlsx|pdf|ics|json)$/;

/** Tells the thread, so that the pages have something to show, and walks what it left. */
export function pages(checks, world) {
  return thread(checks, world, { mark: 'pages', then: walk });
}

async function walk({ check }, { browser, page, home }) {
  const stranger = await newPage(browser, { home });
  for (const path of STRANGER) await check(`stranger ${path}`, () => inspect(stranger, home, path, 'stranger'));
  await stranger.context().close();

  // Of the pages that differ only by an id, one is enough.
  const seen = new Set();
  const waiting = [...MEMBER];
  while (waiting.length) {
    const path = waiting.shift();
    const shape = shapeOf(path);
    if (seen.has(shape)) continue;
    seen.add(shape);
    await check(`member ${shape}`, async () => {
      const links = await inspect(page, home, path, 'member');
      waiting.push(...links.filter((link) => !seen.has(shapeOf(link))));
    });
  }
  await check('the walk found the product', () => {
    const wanted = ['/my-day', '/goals', '/campaigns', '/posts', '/calendar', '/channels', '/trace/{id}'];
    assert.deepEqual(wanted.filter((path) => !seen.has(path)), []);
  });
}

function shapeOf(path) {
  const { pathname } = new URL(path, 'http://x');
  return pathname.replace(/[a-z]+_[0-9A-Za-z-]{16,}|[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d{2}(-\d{2})?/g, '{id}');
}

/** Looks at one page in every look; answers with the links on it, throws with all that is wrong. */
async function inspect(page, home, path, who) {
  page.takeWrongs();
  const response = await page.goto(home + path, { waitUntil: 'load' });
  const faults = await weightFault(response);
  const expected = path === '/no-such-page' ? 404 : 200;
  if (response.status() !== expected) faults.push(`answered ${response.status()}`);
  for (const name of Object.keys(LOOKS)) faults.push(...(await faultsOf(page, name)));
  const name = shapeOf(path).replace(/[{}]/g, '').replace(/^\/$/, 'home').replace(/^\//, '').replaceAll('/', '-');
  await screenshots(page, `${who}-${name}`);
  const wrongs = page.takeWrongs().filter((wrong) => expected === 200 || !/status of 404/.test(wrong));
  faults.push(...wrongs);
  const links = await page.locator('a[href]').evaluateAll((found) =>
    found.filter((link) => link.origin === location.origin && !link.hasAttribute('download')).map((link) => link.pathname + link.search),
  );
  assert.equal(faults.join('\n'), '');
  return links.filter((link) => !NO_PAGE.test(new URL(link, home).pathname));
}
