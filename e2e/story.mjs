// The thread from goal to sale, as people live it: one browser, Bluesky's whole network, a Mastodon-API server.
import assert from 'node:assert/strict';
import { fill, launch, newPage, submit, witness } from './lib/browser.mjs';
import { BlueskyPerson, readPds } from './lib/bluesky.mjs';
import { MastodonPerson, readSnac } from './lib/mastodon.mjs';
import { until } from './lib/processes.mjs';
import { startShop } from './lib/shop.mjs';
import { startTandem, tandem as command } from './lib/tandem.mjs';

const OWNER = { name: 'Owner', email: 'owner@brand.test', password: 'correct horse battery staple' };
const TEXT = 'Our autumn soups are here. Warm up at';
/** A browser as readers have it: one that says it is headless is counted apart, as a machine. */
const READER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const day = (ahead) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);

/**
 * Tells the whole story; `database` names a PostgreSQL database, none is SQLite. `mark` keeps the people
 * of several tellings apart, `then` is done with the signed-in page at the end.
 */
export async function thread(checks, world, { database, mark = 'one', then } = {}) {
  const { check, step } = checks;
  const [bluesky, mastodon, browser] = await Promise.all([world.bluesky(), world.mastodon(), launch()]);
  const shop = await startShop();
  const [brandB, fanB, brandM, fanM] = await step('people on both networks', () =>
    Promise.all([
      BlueskyPerson.create(bluesky.pds, `brand${mark}`),
      BlueskyPerson.create(bluesky.pds, `fan${mark}`),
      MastodonPerson.create(mastodon, `brand${mark}`),
      MastodonPerson.create(mastodon, `fan${mark}`),
    ]),
  );
  await step('the fan follows the brand on Mastodon', () => fanM.follow(brandM));

  const tandem = await step('tandem serve starts', () =>
    startTandem({
      database,
      env: {
        // Numbers are asked for every few seconds instead of minutes.
        TANDEM_METRICS_PACE: '100',
      },
    }),
  );
  const page = await newPage(browser, { home: tandem.url });
  checks.witnesses.push(witness(page), () => tandem.program.output().slice(-3000));
  const at = (where) => page.goto(tandem.url + where, { waitUntil: 'load' });
  const main = page.locator('main');
  const form = main.locator('form.form, form.composer').first();
  const optionOf = (name) =>
    form.locator(`[name="${name}"] option:not([value=""])`).first().getAttribute('value');

  await step('the first run makes the owner', async () => {
    await at('/');
    await page.waitForURL('**/setup');
    await fill(form, {
      name: OWNER.name,
      email: OWNER.email,
      password: OWNER.password,
      workspace_name: 'Soup Works',
      brand_name: 'Soup Works',
      zone: 'Europe/Berlin',
      currency: 'EUR',
    });
    await submit(page, form);
    assert.ok(!page.url().endsWith('/setup'), await main.innerText());
  });
  await check('set-up is closed from then on', async () => {
    const answer = await page.request.get(`${tandem.url}/setup`, { maxRedirects: 0 });
    assert.notEqual(answer.status(), 200);
  });

  await step('a goal', async () => {
    await at('/goals/new');
    await fill(form, {
      name: 'Sell more soup',
      funnel_stage: 'conversion',
      metric: 'revenue',
      baseline: '0',
      target: '1000',
      starts_on: day(-1),
      due_on: day(60),
    });
    await submit(page, form);
    assert.match(await main.innerText(), /Sell more soup/);
  });

  await step('a campaign of that goal', async () => {
    await at('/campaigns/new');
    await fill(form, { name: 'Autumn soups', starts_on: day(-1), ends_on: day(30), budget: '20.00' });
    await main.getByLabel('Sell more soup').check();
    await submit(page, form);
    assert.match(await main.innerText(), /Autumn soups/);
  });

  await step('a Bluesky account is connected by app password', async () => {
    await at('/channels/new?network=bluesky');
    await fill(form, {
      identifier: brandB.handle,
      secret: await brandB.appPassword('tandem'),
      base_url: bluesky.pds,
    });
    await submit(page, form);
    assert.match(await main.innerText(), new RegExp(brandB.handle));
  });
  await check('a wrong app password is told beside the field, and nothing is connected', async () => {
    await at('/channels/new?network=bluesky');
    await fill(form, { identifier: brandB.handle, secret: 'aaaa-bbbb-cccc-dddd', base_url: bluesky.pds });
    await submit(page, form);
    await page.locator('[name="secret"][aria-invalid="true"]').waitFor();
    // The browser itself notes the answer that says so, and nothing else.
    assert.deepEqual(page.takeWrongs().filter((wrong) => !/status of 422/.test(wrong)), []);
    await at('/channels');
    assert.equal((await main.innerText()).split(brandB.handle).length - 1, 1);
  });

  await step('a Mastodon account is connected over its consent page', async () => {
    await at('/channels/new?network=mastodon');
    await fill(form, { base_url: mastodon.url });
    page.abroad = true;
    // The page in between goes on by itself.
    await submit(page, form);
    await page.waitForURL(`${mastodon.url}/**`);
    await page.locator('[name="login"]').fill(brandM.name);
    await page.locator('[name="passwd"]').fill(brandM.password);
    await page.locator('[type="submit"]').click();
    await page.waitForURL(`${tandem.url}/channels/channel_*`);
    page.abroad = false;
    assert.match(await main.innerText(), new RegExp(brandM.name));
  });

  const post = await step('one post for both, scheduled', async () => {
    await at('/posts/new');
    await fill(form, { text: `${TEXT} ${shop.url}/soups`, campaign_id: await optionOf('campaign_id') });
    for (const box of await form.locator('[name="channel"]').all()) await box.check();
    // The coming minute, so that the schedule itself is seen to work.
    const soon = new Date(Math.ceil((Date.now() + 5000) / 60_000) * 60_000);
    const local = new Intl.DateTimeFormat('sv', { dateStyle: 'short', timeStyle: 'short', timeZone: 'Europe/Berlin' })
      .format(soon)
      .replace(' ', 'T');
    await fill(form, { at: local });
    await submit(page, form, 'button[value="schedule"]');
    assert.match(new URL(page.url()).pathname, /^\/posts\/post_/, await main.innerText());
    return { path: new URL(page.url()).pathname, soon };
  });

  const published = await step('published on both at its time, once', async () => {
    const found = await until(
      'the post is on both networks',
      async () => {
        const [onB, onM] = await Promise.all([readPds(bluesky.pds, brandB.did), readSnac(brandM)]);
        return onB.length && onM.length ? { onB, onM } : undefined;
      },
      { seconds: 90, every: 500 },
    );
    assert.ok(Date.now() >= post.soon.getTime(), 'not before its time');
    assert.deepEqual([found.onB.length, found.onM.length], [1, 1]);
    for (const { text } of [found.onB[0], found.onM[0]]) assert.match(text, /^Our autumn soups are here/);
    return { onBluesky: found.onB[0], onMastodon: found.onM[0] };
  });

  const link = await step('each delivery has a short link of its own', async () => {
    const of = (text) => text.match(/https?:\/\/\S+\/l\/[\w-]+/)?.[0];
    const facets = JSON.stringify(published.onBluesky.record.facets ?? []);
    const [onB, onM] = [of(facets) ?? of(published.onBluesky.text), of(published.onMastodon.text)];
    assert.ok(onB && onM, `${published.onBluesky.text} | ${published.onMastodon.text}`);
    assert.notEqual(onB, onM);
    return onB.replace(/["\\]+$/, '');
  });

  await step('the public answers', async () => {
    const subject = { uri: published.onBluesky.uri, cid: published.onBluesky.cid };
    await Promise.all([
      fanB.like(subject).then(() => fanB.repost(subject)).then(() => fanB.reply(subject, 'With bread?')),
      fanM.seen(published.onMastodon.uri).then(async ({ id }) => {
        await fanM.favourite(id);
        await fanM.boost(id);
        await fanM.reply(id, `@${brandM.name}@${new URL(mastodon.url).host} With bread?`);
      }),
    ]);
  });

  await check('likes, reposts and replies of both come in', async () => {
    await until(
      'the numbers are on the page',
      async () => {
        await at(post.path);
        const values = (name) =>
          main.locator(`[data-metric="${name}"]`).evaluateAll((found) => found.map((each) => each.dataset.value));
        const [likes, reposts, replies] = [await values('likes'), await values('reposts'), await values('replies')];
        return [likes, reposts, replies].every((each) => each.length === 2 && each.every((value) => value === '1'));
      },
      { seconds: 120, every: 2000 },
    );
  });

  await step('what the campaign costs, and what a sale leaves', async () => {
    await at('/settings/tracking');
    await main.locator('a[href$="/margin"]').first().click();
    const sheet = page.locator('form[action$="/margin"]');
    await fill(sheet, { margin_rate: '40' });
    await submit(page, sheet);
    await at(`/budget/new?subject=${post.path.split('/').pop()}`);
    await fill(form, { kind: 'media', amount: '10.00', incurred_on: day(0) });
    await submit(page, form);
    assert.equal(new URL(page.url()).pathname, post.path, await main.innerText());
  });

  await step('a reader clicks and buys', async () => {
    await at('/settings/tracking');
    shop.script = await main.locator('.copy code').filter({ hasText: '/t.js' }).innerText();
    const reader = await newPage(browser, { userAgent: READER });
    await reader.goto(link);
    assert.match(reader.url(), new RegExp(`^${shop.url}/soups\\?.*utm_campaign=`));
    await Promise.all([reader.waitForResponse('**/collect'), reader.click('#buy')]);
    // The same order told again is the same sale.
    await Promise.all([reader.waitForResponse('**/collect'), reader.click('#buy')]);
    assert.deepEqual(reader.takeWrongs(), []);
  });

  await check('the trace leads from the sale up to the goal and down to the return', async () => {
    await until(
      'the sale is in the trace',
      async () => {
        await at(post.path.replace('/posts/', '/trace/'));
        const shown = await main.innerText();
        return ['Sell more soup', 'Autumn soups'].every((name) => shown.includes(name)) && /49[.,]00/.test(shown);
      },
      { seconds: 30, every: 1000 },
    );
    // 40 % of 49.00 are 19.60; less the cost of 10.00, in relation to it: 96 %.
    const roi = main.locator('.trace-subject [data-number="roi"]');
    assert.equal(await roi.getAttribute('data-value'), '0.96');
    assert.match(await roi.innerText(), /96/);
  });

  await check('the sale itself leads up to its post, its campaign and its goal', async () => {
    await at('/trace');
    await main.locator('a[href*="/trace/conversion_"]', { hasText: 'E2E-1' }).click();
    const above = main.locator('.trace-above');
    for (const name of ['Sell more soup', 'Autumn soups', 'Our autumn soups are here', brandB.handle]) {
      await above.getByText(name).first().waitFor();
    }
  });
  await check('the command line tells the same trace beside the running program', async () => {
    const told = JSON.parse(await command(tandem, ['trace', post.path.split('/').pop(), '--json']));
    assert.deepEqual(
      told.above.map(({ title }) => title),
      ['Sell more soup', 'Autumn soups'],
    );
    assert.equal(told.subject.numbers.find(({ name }) => name === 'roi').ratio, 0.96);
  });

  await check('no page had an error', async () => assert.deepEqual(page.takeWrongs(), []));
  await then?.(checks, { browser, page, home: tandem.url });
  await browser.close();
  await tandem.program.stop();
}
