// Every network on its stand-in (`tandem simulate`): connected as people connect it, one post for all, and every page of
// that way looked at.
import assert from 'node:assert/strict';
import { fill, faultsOf, launch, LOOKS, newPage, screenshots, submit, witness } from './lib/browser.mjs';
import { freePort, until } from './lib/processes.mjs';
import { startSimulator, startTandem } from './lib/tandem.mjs';

const OWNER = { name: 'Owner', email: 'owner@brand.test', password: 'correct horse battery staple' };
/** Networks whose address the person types; the operator names that of the others. */
const OWN_ADDRESS = ['bluesky', 'mastodon', 'wordpress'];
/** What is typed where there is more than one way, or something to type at all. */
const TYPED = {
  bluesky: (sim) => ({ identifier: sim.handle, secret: sim.password, base_url: sim.url }),
  mastodon: (sim) => ({ base_url: sim.url }),
  telegram: (sim) => ({ secret: sim.token, target: sim.account }),
  discord: (sim) => ({ secret: sim.token, target: sim.account }),
  wordpress: (sim) => ({ base_url: sim.url, identifier: sim.handle, secret: sim.password }),
};
const METHOD = { discord: 'bot_token' };
/** Networks that take no post of text alone: they want a picture, a film or a title. */
const NEEDS_MORE = ['instagram', 'youtube', 'tiktok', 'pinterest', 'reddit'];

export async function networks(checks) {
  const { check, step } = checks;
  const browser = await launch();
  const port = await freePort();
  const simulator = await step('tandem simulate starts', () => startSimulator(port));
  const env = { TANDEM_METRICS_PACE: '100' };
  for (const sim of simulator.networks) {
    const name = `TANDEM_NETWORKS__${sim.network.toUpperCase()}`;
    if (!OWN_ADDRESS.includes(sim.network)) env[`${name}__BASE_URL`] = sim.url;
    if (sim.client_id) {
      env[`${name}__CLIENT_ID`] = sim.client_id;
      env[`${name}__CLIENT_SECRET`] = sim.client_secret;
    }
  }
  const tandem = await step('tandem serve starts', () => startTandem({ env, port }));
  const page = await newPage(browser, { home: tandem.url });
  checks.witnesses.push(witness(page), () => tandem.program.output().slice(-3000));
  const at = (where) => page.goto(tandem.url + where, { waitUntil: 'load' });
  const main = page.locator('main');
  const form = main.locator('form.form, form.composer').first();
  /** Looks at the page as it stands; fails with all that is wrong. */
  const inspect = async (name) => {
    page.takeWrongs();
    const faults = [];
    for (const look of Object.keys(LOOKS)) faults.push(...(await faultsOf(page, look)));
    await screenshots(page, `networks-${name}`);
    assert.equal(faults.join('\n'), '', name);
  };

  await step('the first run makes the owner', async () => {
    await at('/setup');
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
  });

  for (const sim of simulator.networks) {
    await check(`${sim.network} is connected`, async () => {
      const method = METHOD[sim.network];
      await at(`/channels/new?network=${sim.network}${method ? `&method=${method}` : ''}`);
      await inspect(`connect-${sim.network}`);
      await fill(form, TYPED[sim.network]?.(sim) ?? {});
      page.abroad = true;
      await submit(page, form);
      await until('a page of the network or of ours', async () => {
        const here = page.url();
        return here.startsWith(sim.url) || /\/channels\/(channel_|choose)/.test(here) || (await main.locator('.faults').count()) > 0;
      });
      if (page.url().startsWith(sim.url)) {
        await page.locator('[name="login"]').fill(sim.handle);
        await page.locator('[name="password"]').fill(sim.password);
        await page.locator('[name="decision"][value="allow"]').click();
        await page.waitForURL(/\/channels\//);
      }
      page.abroad = false;
      if (page.url().includes('/channels/choose/')) {
        await inspect(`choose-${sim.network}`);
        await submit(page, form);
        assert.ok((await main.locator('.field-error').count()) > 0, 'nothing chosen is told');
        for (const account of await main.locator('[name="account"]').all()) await account.check();
        await submit(page, form);
      }
      assert.match(page.url(), /\/channels(\/channel_\w+)?$/, await main.innerText());
      assert.deepEqual(page.takeWrongs().filter((wrong) => !/status of 4/.test(wrong)), []);
    });
  }

  await check('the list shows them all', async () => {
    await at('/channels');
    await inspect('list');
    for (const sim of simulator.networks) assert.ok((await main.locator(`.network-${sim.network}`).count()) > 0, sim.network);
  });

  await check('a consent that is refused connects nothing', async () => {
    const x = simulator.networks.find((sim) => sim.network === 'x');
    await at('/channels/new?network=x');
    page.abroad = true;
    await submit(page, form);
    await page.waitForURL(`${x.url}/**`);
    await page.locator('[name="decision"][value="deny"]').click();
    await page.waitForURL(`${tandem.url}/channels/new`);
    page.abroad = false;
    assert.match(await page.locator('body').innerText(), /not given consent/);
  });

  await check('the composer offers what each network has', async () => {
    await at('/posts/new');
    await fill(form, { text: 'Our autumn soups are here.' });
    for (const box of await form.locator('[name="channel"]').all()) await box.check();
    for (const own of await form.locator('details').all()) await own.evaluate((details) => (details.open = true));
    await page.waitForTimeout(800);
    await inspect('composer');
  });

  await check('what does not fit is told beside each channel, and nothing is sent', async () => {
    await submit(page, form, 'button[value="publish"]');
    for (const network of NEEDS_MORE) {
      const target = main.locator('li.target').filter({ has: page.locator(`.network-${network}`) });
      assert.ok((await target.locator('.field-error').count()) > 0, `${network} says nothing`);
    }
    assert.equal(await form.locator('[name="text"]').inputValue(), 'Our autumn soups are here.');
    await inspect('composer-faults');
  });

  await check('a post of text goes out to all that take one', async () => {
    for (const box of await form.locator('[name="channel"]').all()) {
      const icon = await box.locator('xpath=ancestor::li').locator('.channel-icon').first().getAttribute('class');
      const network = icon.match(/network-(\w+)/)[1];
      await box.setChecked(!NEEDS_MORE.includes(network));
      if (network === 'wordpress') await box.locator('xpath=ancestor::li').locator('[name^="headline."]').fill('Autumn soups');
    }
    await submit(page, form, 'button[value="publish"]');
    assert.match(page.url(), /\/posts\/post_\w+$/, await main.innerText());
    const shown = page.url();
    await until(
      'all are published',
      async () => {
        await page.goto(shown);
        const states = await main.locator('.delivery, [data-state]').allInnerTexts();
        return states.length > 8 && states.every((text) => /Published/.test(text));
      },
      { seconds: 90 },
    );
    await inspect('post');
  });

  await check('all of it in German and Spanish', async () => {
    for (const locale of ['de', 'es']) {
      const other = await newPage(browser, { home: tandem.url, locale });
      await other.goto(`${tandem.url}/sign-in`);
      const signIn = other.locator('main form').first();
      await fill(signIn, { email: OWNER.email, password: OWNER.password });
      await submit(other, signIn);
      for (const where of ['/posts/new', '/channels', '/channels/new', '/channels/new?network=discord']) {
        await other.goto(tandem.url + where);
        const faults = [];
        for (const look of Object.keys(LOOKS)) faults.push(...(await faultsOf(other, look)));
        await screenshots(other, `networks-${locale}${where.replace(/\W+/g, '-')}`);
        assert.equal(faults.join('\n'), '', where);
      }
      await other.context().close();
    }
  });
}
