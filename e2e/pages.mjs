// Every page of the route list, on the demo's data, as a stranger and as the owner: axe in light, dark and on a phone,
// errors, weight, pictures. What the list names and the walk does not reach is a fault.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { faultsOf, fill, launch, LOOKS, newPage, screenshots, submit, weightFault, witness } from './lib/browser.mjs';
import { ROOT } from './lib/processes.mjs';
import { startDemo, startTandem } from './lib/tandem.mjs';

/** Addresses that show no page: files, ways out, what programs ask for. */
const NO_PAGE = /^\/(l|api|assets|sign-out|t\.js|healthz|readyz|metrics)(\/|$)|^\/media\/(choose$|[^/]+\/(file|thumb)$)|\.(csv|xlsx|pdf|ics|json)$/;
/** Pages that only lead on, tell programs how far an upload is, stand within a network's consent, or are parts of others. */
const LEADS_ON = ['/media/choose', '/media/{id}/file', '/media/{id}/thumb', '/media/uploads/{id}', '/channels/callback', '/channels/choose/{id}', '/posts/new/channels/{id}', '/posts/new/media/{id}', '/settings'];
/** Pages that no link leads to. */
const MORE = ['/', '/no-such-page', '/posts?q=nothing-is-called-so', '/goals?archived=1', '/channels/new?network=bluesky', '/channels/new?network=mastodon'];

/** Walks the product from its own start pages to its last link. */
export async function pages(checks) {
  const { check, step } = checks;
  const browser = await launch();
  const demo = await step('the demo starts', () => startDemo());
  const owner = demo.people.find((person) => person.role === 'owner');
  const page = await newPage(browser, { home: demo.url });
  checks.witnesses.push(witness(page), () => demo.program.output().slice(-2000));
  const seen = new Set();
  const look = (one, home, where, who) =>
    check(`${who} ${shapeOf(where)}`, async () => {
      seen.add(shapeOf(where));
      const { faults, links } = await inspect(one, home, where, who);
      waiting.push(...links);
      assert.equal(faults.join('\n'), '');
    });
  const waiting = [];

  const stranger = await newPage(browser, { home: demo.url });
  for (const where of ['/sign-in', '/forgot', '/no-such-page', '/u/a-link-that-nobody-made']) await look(stranger, demo.url, where, 'stranger');
  await check('stranger /setup', async () => {
    const fresh = await startTandem();
    const first = await newPage(browser, { home: fresh.url });
    seen.add('/setup');
    const { faults } = await inspect(first, fresh.url, '/setup', 'stranger');
    assert.equal(faults.join('\n'), '');
    await first.context().close();
    await fresh.program.stop();
  });

  await step('the owner signs in', async () => {
    await page.goto(`${demo.url}/sign-in`);
    const form = page.locator('main form').first();
    await fill(form, { email: owner.email, password: owner.password });
    await submit(page, form);
    assert.ok(!page.url().includes('/sign-in'), page.url());
  });
  await check('an invitation and a password link are handed over', async () => {
    await page.goto(`${demo.url}/settings/members`);
    const form = page.locator('form[action="/settings/members/invite"]');
    await fill(form, { email: 'texts@writer.test', role: 'content_editor' });
    await submit(page, form);
    await look(stranger, demo.url, await linkOf(page, '/invitations/'), 'stranger');
    const member = page.locator('main a[href^="/settings/members/member_"]');
    await page.goto(demo.url + (await member.nth(1).getAttribute('href')));
    await submit(page, page.locator('form[action$="/reset-link"]'));
    await look(stranger, demo.url, await linkOf(page, '/reset/'), 'stranger');
  });
  await stranger.context().close();

  // Of the pages that differ only by an id, one is looked at, of the trace one for each kind; the others are weighed.
  waiting.push(...MORE);
  const alike = new Set();
  const weighed = new Set();
  const tooHeavy = [];
  const weigh = async (addresses) => {
    const found = [];
    for (const where of addresses) {
      weighed.add(where);
      const response = await page.context().request.get(demo.url + where);
      if (!response.ok()) tooHeavy.push(`${where} answered ${response.status()}`);
      tooHeavy.push(...(await weightFault(response)).map((fault) => `${where}: ${fault}`));
      const links = [...(await response.text()).matchAll(/href="(\/[^"#]*)/g)].map(([, link]) => link.replaceAll('&amp;', '&'));
      found.push(...links.filter((link) => isPage(link) && !seen.has(shapeOf(link))));
    }
    return found;
  };
  while (waiting.length) {
    const where = waiting.shift();
    if (!seen.has(shapeOf(where))) await look(page, demo.url, where, 'owner');
    else if (where !== '/no-such-page') alike.add(where);
    // What only one of those that are alike leads to, such as the newsletter from its channel.
    if (!waiting.length) waiting.push(...(await weigh([...alike].filter((one) => !weighed.has(one)))));
  }
  // The demo has no mail server, so no link leads to letters.
  const delivery = [...alike].find((where) => where.startsWith('/trace/delivery_'));
  await look(page, demo.url, `/deliveries/${delivery.split('/')[2]}/letters`, 'owner');
  await check('none of the pages that are alike is too heavy', async () => {
    assert.ok(weighed.size > 100, `only ${weighed.size} pages`);
    assert.equal(tooHeavy.join('\n'), '');
  });
  await check('forms with faults are pages too', async () => {
    for (const where of ['/goals/new', '/campaigns/new', '/posts/new', '/leads/new', '/channels/new?network=bluesky']) {
      await page.goto(demo.url + where);
      const form = page.locator('main form.form, main form.composer').first();
      await submit(page, form, 'button.button-primary');
      page.takeWrongs();
      const faults = [];
      for (const name of Object.keys(LOOKS)) faults.push(...(await faultsOf(page, name)));
      await screenshots(page, `owner-faults-${shapeOf(where).replace(/\W+/g, '-')}`);
      assert.equal(faults.join('\n'), '', where);
      assert.ok((await page.locator('.faults, .field-error').count()) > 0, `${where} says nothing`);
    }
  });
  await check('the walk saw every page of the list', async () => {
    const plain = new Set([...seen].map((shape) => shape.split('?')[0].replace(/\{\w+\}/g, '{id}')));
    const missing = (await routes()).filter((route) => !plain.has(route) && !LEADS_ON.includes(route));
    assert.deepEqual(missing, []);
  });
}

/** The pages that the product's rooms list, with `{id}` for whatever differs. */
async function routes() {
  const rooms = path.join(ROOT, 'crates/web/src/ui');
  const found = [];
  for (const room of await readdir(rooms, { withFileTypes: true })) {
    if (!room.isDirectory()) continue;
    const text = await readFile(path.join(rooms, room.name, 'mod.rs'), 'utf8');
    for (const [, route] of text.matchAll(/\.get\(\s*"(\/[^"]*)"/g)) found.push(route.replace(/\{\w+\}/g, '{id}'));
  }
  assert.ok(found.length > 40, `only ${found.length} pages in the list`);
  return found;
}

async function linkOf(page, part) {
  const text = await page.locator('main .copy code').first().innerText();
  assert.ok(text.includes(part), text);
  return new URL(text).pathname;
}

/** The page's address without what differs between pages that are alike; filters of a list are alike too. */
function shapeOf(where) {
  const { pathname, searchParams } = new URL(where, 'http://x');
  const id = (text) => (pathname.startsWith('/trace/') ? `{${text.split('_')[0]}}` : '{id}');
  const shape = pathname
    .replace(/[a-z]+_[0-9a-f]{32}/g, id)
    .replace(/\d{4}-\d{2}-\d{2}/g, '{id}')
    .replace(/^\/(invitations|reset|u)\/.+/, '/$1/{id}');
  const kept = ['q', 'archived', 'network'].filter((name) => searchParams.get(name));
  return kept.length ? `${shape}?${kept.map((name) => `${name}=${searchParams.get(name)}`).join('&')}` : shape;
}

/** Looks at one page in every look; answers with all that is wrong and the links on it. */
async function inspect(page, home, where, who) {
  page.takeWrongs();
  const response = await page.goto(home + where, { waitUntil: 'load' });
  const faults = await weightFault(response);
  const expected = where === '/no-such-page' ? 404 : 200;
  if (response.status() !== expected) faults.push(`answered ${response.status()}`);
  for (const name of Object.keys(LOOKS)) faults.push(...(await faultsOf(page, name)));
  const name = shapeOf(where).replace(/^\/$/, 'home').replace(/\W+/g, '-').replace(/^-|-$/g, '');
  await screenshots(page, `${who}-${name}`);
  faults.push(...page.takeWrongs().filter((wrong) => expected === 200 || !/status of 404/.test(wrong)));
  const links = await page.locator('a[href]').evaluateAll((found) =>
    found
      .filter((link) => link.origin === location.origin && !link.hasAttribute('download'))
      .map((link) => link.pathname + link.search),
  );
  return { faults, links: links.filter(isPage) };
}

function isPage(link) {
  return !NO_PAGE.test(new URL(link, 'http://x').pathname);
}
