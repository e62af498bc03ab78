// "Never twice, never lost" against Bluesky's own data server: killed at every step, two processes at once.
import { BlueskyPerson, startBluesky } from './lib/bluesky.mjs';
import { runIgnored } from './connectors.mjs';

/** `--all` makes 200 deliveries for each step and 2,000 for two processes; every other run a tenth. */
export async function crash(checks, world) {
  const account = await checks.step('a data server and an account for the crashes', async () => {
    // Without the app view: it would index thousands of posts that nobody looks at.
    const { pds } = await startBluesky();
    const person = await BlueskyPerson.create(pds, 'crash');
    return [pds, person.handle, await person.appPassword('tests')].join('|');
  });
  await checks.check('each post exists once on a real server, whatever is killed', () =>
    // One after another: they share two cores with the server, and tell their counts.
    runIgnored('binary(crash)', ['--no-capture'], {
      TANDEM_TEST_BLUESKY: account,
      ...(world.all ? {} : { TANDEM_TEST_SHARE: '10' }),
    }),
  );
}
