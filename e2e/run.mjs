// The end-to-end stories: `node e2e/run.mjs [--all] [STORY…]`, started by `cargo xtask test`.
import { connectors } from './connectors.mjs';
import { crash } from './crash.mjs';
import { smoke as blueskySmoke, startBlueskyNetwork } from './lib/bluesky.mjs';
import { Checks } from './lib/checks.mjs';
import { smoke as mastodonSmoke, startMastodon } from './lib/mastodon.mjs';
import { newDatabase } from './lib/postgres.mjs';
import { networks } from './networks.mjs';
import { endAll } from './lib/processes.mjs';
import { pages } from './pages.mjs';
import { thread } from './story.mjs';
import { uploads } from './uploads.mjs';

/** Every story by its name; `world` starts what several stories share, once. */
const STORIES = {
  servers: (checks, world) =>
    Promise.all([
      world.bluesky().then((servers) => blueskySmoke(checks.check, servers)),
      world.mastodon().then((server) => mastodonSmoke(checks.check, server)),
    ]),
  connectors,
  crash,
  thread: (checks, world) => thread(checks, world, { then: uploads }),
  'thread-postgres': async (checks, world) => thread(checks, world, { database: await newDatabase('thread'), mark: 'two' }),
  networks,
  pages,
};
/** What every run tells; `--all` tells the rest too, and the crashes in full size. */
const USUAL = ['servers', 'connectors', 'crash', 'thread'];

const once = (begin) => {
  let begun;
  return () => (begun ??= begin());
};
const all = process.argv.includes('--all');
const world = { all, bluesky: once(startBlueskyNetwork), mastodon: once(startMastodon) };

const asked = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const unknown = asked.filter((name) => !(name in STORIES));
if (unknown.length) {
  process.stderr.write(`no story ${unknown.join(', ')}; there are: ${Object.keys(STORIES).join(', ')}\n`);
  process.exit(2);
}
const usual = all ? Object.keys(STORIES) : USUAL;

const checks = new Checks();
for (const name of asked.length ? asked : usual) {
  await checks.story(name, (told) => STORIES[name](told, world));
}
await endAll();
process.exit(checks.close());
