// The connectors' own tests against the real servers: those that `cargo test` alone has to leave out.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { BlueskyPerson } from './lib/bluesky.mjs';
import { MastodonPerson } from './lib/mastodon.mjs';
import { ROOT } from './lib/processes.mjs';
import { hasWordPress, startWordPress } from './lib/wordpress.mjs';

/** Runs every test of the connectors that is marked as needing a real server. */
export async function connectors(checks, world) {
  const { check, step } = checks;
  const env = await step('accounts for the tests', async () => {
    const [bluesky, mastodon] = await Promise.all([world.bluesky(), world.mastodon()]);
    const [onB, onM] = await Promise.all([
      BlueskyPerson.create(bluesky.pds, 'connector'),
      MastodonPerson.create(mastodon, 'connector'),
    ]);
    return {
      TANDEM_TEST_BLUESKY: [bluesky.pds, onB.handle, await onB.appPassword('tests')].join('|'),
      TANDEM_TEST_SNAC: [mastodon.url, onM.name, onM.password].join('|'),
    };
  });
  await check('the connectors on real servers', () =>
    runIgnored('not binary(crash) and not test(wordpress)', [], env),
  );
  // Heavy, so every run that does not ask for it goes without where its packages are not there.
  if (await hasWordPress()) {
    const site = await step('a WordPress site', startWordPress);
    const named = [site.url, site.user, site.password].join('|');
    await check('the connector on WordPress itself', () =>
      runIgnored('test(a_wordpress_site)', [], { TANDEM_TEST_WORDPRESS: named }),
    );
  } else {
    process.stdout.write('     left out: WordPress is not installed (cargo xtask e2e connectors installs it)\n');
  }
}

/** Runs the tests that this filter names of those that need a real server. */
export async function runIgnored(filter, options, env) {
  const args = ['nextest', 'run', '--workspace', '--locked', '--no-fail-fast', '--run-ignored', 'only', '-E', filter];
  const child = spawn('cargo', [...args, ...options], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve));
  assert.equal(code, 0, 'their run failed');
}
