// `cargo xtask servers`: the named servers, with people to try things on, until Ctrl-C.
import { BlueskyPerson, startBluesky, startBlueskyNetwork } from '../lib/bluesky.mjs';
import { MastodonPerson, startMastodon } from '../lib/mastodon.mjs';
import { endAll } from '../lib/processes.mjs';
import { startWordPress } from '../lib/wordpress.mjs';

const NAMES = ['brand', 'fan'];

async function bluesky(begin) {
  const servers = await begin();
  const people = [];
  for (const name of NAMES) {
    const person = await BlueskyPerson.create(servers.pds, name);
    people.push({ handle: person.handle, password: person.password, appPassword: await person.appPassword('tandem') });
  }
  return { url: servers.pds, directory: servers.plc, appView: servers.appView, people };
}

const STARTS = {
  postgres: async () => ({ url: process.env.TANDEM_TEST_POSTGRES_URL }),
  bluesky: () => bluesky(startBluesky),
  'bluesky-network': () => bluesky(startBlueskyNetwork),
  mastodon: async () => {
    const server = await startMastodon();
    const people = [];
    for (const name of NAMES) {
      const { password, token } = await MastodonPerson.create(server, name);
      people.push({ name, password, token });
    }
    return { url: server.url, people };
  },
  wordpress: async () => {
    const { url, user, password } = await startWordPress();
    return { url, people: [{ name: user, password }] };
  },
};

try {
  for (const name of process.argv.slice(2)) {
    const facts = await STARTS[name]();
    process.stdout.write(`${JSON.stringify({ server: name, ...facts })}\n`);
  }
  process.stdout.write('running; Ctrl-C ends them\n');
  // The servers are children with pipes to this process, which keep it here.
  setInterval(() => {}, 3_600_000);
} catch (error) {
  process.stderr.write(`${error.stack}\n`);
  await endAll();
  process.exit(1);
}
