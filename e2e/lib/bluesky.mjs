// A person on Bluesky, driven and read back through the network's own API.
import assert from 'node:assert/strict';
import path from 'node:path';
import { freePort, jsonReady, ROOT, start, temporaryFolder, until } from './processes.mjs';

const SCRIPTS = path.join(ROOT, 'e2e/servers');

/** The personal data server and the directory: quick, no app view. */
export async function startBluesky() {
  const program = await start(process.execPath, [path.join(SCRIPTS, 'bluesky.mjs')], {
    env: { TMPDIR: await temporaryFolder('bluesky') },
    ready: jsonReady,
  });
  return { ...program.ready, program };
}

/** The whole network with its app view; needs PostgreSQL (named in the environment) and Redis. */
export async function startBlueskyNetwork() {
  const redis = await startRedis();
  const program = await start(process.execPath, [path.join(SCRIPTS, 'bluesky-network.mjs')], {
    // The servers put their files right under the temporary folder: they are given one of their own.
    env: { REDIS_HOST: redis.address, TMPDIR: await temporaryFolder('bluesky') },
    ready: jsonReady,
    seconds: 180,
  });
  return { ...program.ready, program };
}

async function startRedis() {
  const port = await freePort();
  const folder = await temporaryFolder('redis');
  const program = await start(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder],
    { ready: (line) => /ready to accept connections/i.test(line) },
  );
  return { address: `127.0.0.1:${port}`, program };
}

/** Calls a method of the network; an answer that is no success is an error with the network's words. */
export async function xrpc(service, method, { token, query, body, raw, type } = {}) {
  const url = new URL(`/xrpc/${method}`, service);
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
  const sends = body !== undefined || raw !== undefined;
  const response = await fetch(url, {
    method: sends ? 'POST' : 'GET',
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(sends ? { 'content-type': type ?? 'application/json' } : {}),
    },
    body: raw ?? (body === undefined ? undefined : JSON.stringify(body)),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} answered ${response.status}: ${text.slice(0, 300)}`);
  return text ? JSON.parse(text) : {};
}

/** An account on the data server. */
export class BlueskyPerson {
  static async create(service, name) {
    const password = `pass-${name}-${process.pid}`;
    const handle = `${name}.test`;
    const made = await xrpc(service, 'com.atproto.server.createAccount', {
      body: { handle, email: `${name}@mail.test`, password },
    });
    return new BlueskyPerson(service, { handle, password, did: made.did, token: made.accessJwt });
  }

  constructor(service, { handle, password, did, token }) {
    Object.assign(this, { service, handle, password, did, token });
  }

  call(method, options = {}) {
    return xrpc(this.service, method, { ...options, token: this.token });
  }

  /** A password for one application, as a person makes it in the settings. */
  async appPassword(name) {
    const made = await this.call('com.atproto.server.createAppPassword', { body: { name } });
    return made.password;
  }

  createRecord(collection, record) {
    const full = { $type: collection, createdAt: new Date().toISOString(), ...record };
    return this.call('com.atproto.repo.createRecord', { body: { repo: this.did, collection, record: full } });
  }

  post(text) {
    return this.createRecord('app.bsky.feed.post', { text });
  }

  like(subject) {
    return this.createRecord('app.bsky.feed.like', { subject });
  }

  repost(subject) {
    return this.createRecord('app.bsky.feed.repost', { subject });
  }

  follow(did) {
    return this.createRecord('app.bsky.graph.follow', { subject: did });
  }

  reply(parent, text) {
    return this.createRecord('app.bsky.feed.post', { text, reply: { root: parent, parent } });
  }
}

/** All posts of a repository, newest first, read from the data server without signing in. */
export async function readPds(service, repo) {
  const posts = [];
  let cursor;
  do {
    const page = await xrpc(service, 'com.atproto.repo.listRecords', {
      query: { repo, collection: 'app.bsky.feed.post', limit: 100, ...(cursor ? { cursor } : {}) },
    });
    posts.push(...page.records.map(({ uri, cid, value }) => ({ uri, cid, text: value.text, record: value })));
    cursor = page.records.length ? page.cursor : undefined;
  } while (cursor);
  return posts;
}

/** What the servers themselves do; proof that a failing story is not theirs. */
export async function smoke(check, bluesky) {
  const brand = await BlueskyPerson.create(bluesky.pds, 'smokebrand');
  await check('Bluesky: a post can be read back', async () => {
    const made = await brand.post('A post of the smoke test');
    const posts = await readPds(bluesky.pds, brand.did);
    assert.deepEqual(posts.map((post) => [post.uri, post.text]), [[made.uri, 'A post of the smoke test']]);
  });
  await check('Bluesky: the same record put twice is one post', async () => {
    const record = { $type: 'app.bsky.feed.post', text: 'Only once', createdAt: '2030-01-01T00:00:00.000Z' };
    const body = { repo: brand.did, collection: 'app.bsky.feed.post', rkey: '3l4fqn4rkxs2a', record };
    const first = await brand.call('com.atproto.repo.putRecord', { body });
    const second = await brand.call('com.atproto.repo.putRecord', { body });
    assert.equal(first.cid, second.cid);
    assert.equal((await readPds(bluesky.pds, brand.did)).filter((post) => post.text === 'Only once').length, 1);
  });
  if (!bluesky.appView) return;
  await check('Bluesky: likes, reposts, replies and followers are counted', async () => {
    const fan = await BlueskyPerson.create(bluesky.pds, 'smokefan');
    for (const person of [brand, fan]) {
      await person.call('com.atproto.repo.putRecord', {
        body: {
          repo: person.did,
          collection: 'app.bsky.actor.profile',
          rkey: 'self',
          record: { $type: 'app.bsky.actor.profile', displayName: person.handle },
        },
      });
    }
    const made = await brand.post('Count me');
    const subject = { uri: made.uri, cid: made.cid };
    await fan.like(subject);
    await fan.repost(subject);
    await fan.reply(subject, 'Counted');
    await fan.follow(brand.did);
    await until('the app view has counted', async () => {
      const { posts } = await brand.call('app.bsky.feed.getPosts', { query: { uris: made.uri } });
      const profile = await brand.call('app.bsky.actor.getProfile', { query: { actor: brand.did } });
      const [post] = posts;
      return post?.likeCount === 1 && post.repostCount === 1 && post.replyCount === 1 && profile.followersCount === 1;
    });
  });
}

