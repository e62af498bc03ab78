// snac, a small server that speaks Mastodon's API, and people on it.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePort, start, temporaryFolder, until } from './processes.mjs';

const run = promisify(execFile);
const OUT_OF_BAND = 'urn:ietf:wg:oauth:2.0:oob';

/** Asks without keeping the connection: snac closes those that rest just when the next request may be on its way. */
const ask = (url, { headers, ...options } = {}) =>
  fetch(url, { ...options, headers: { ...headers, connection: 'close' } });

/** Starts a server; `people` are added with `addPerson`. */
export async function startMastodon() {
  const port = await freePort();
  const folder = path.join(await temporaryFolder('snac'), 'data');
  // Asked for: address, port, host name, prefix, administrator's mail.
  await answer('snac', ['init', folder], ['127.0.0.1', String(port), `localhost:${port}`, '', '']);
  const settings = path.join(folder, 'server.json');
  const server = JSON.parse(await readFile(settings, 'utf8'));
  // With fewer threads a delivery to another local account waits for itself and is lost.
  Object.assign(server, { protocol: 'http', num_threads: 8, min_threads: 8 });
  await writeFile(settings, JSON.stringify(server, null, 2));
  const url = `http://localhost:${port}`;
  const program = await start('snac', ['httpd', folder]);
  await until('snac answers', async () => (await ask(`${url}/api/v1/instance`)).ok, { seconds: 20, every: 50 });
  return { url, folder, program };
}

function answer(command, args, lines) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    let said = '';
    child.stdout.on('data', (text) => (said += text));
    child.stderr.on('data', (text) => (said += text));
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve(said) : reject(new Error(`${command}: ${said}`))));
    child.stdin.end(`${lines.join('\n')}\n`);
  });
}

/** An account on the server, with a token of its own for reading back and for answering. */
export class MastodonPerson {
  static async create(server, name) {
    const said = await answer('snac', ['adduser', server.folder, name], [name, '']);
    const password = said.match(/User password is (\S+)/)?.[1];
    if (!password) throw new Error(`snac did not say the password: ${said}`);
    const person = new MastodonPerson(server, name, password);
    person.token = await person.#signIn();
    return person;
  }

  constructor(server, name, password) {
    Object.assign(this, { server, name, password });
  }

  /** The authorization of an application as a person's browser does it. */
  async #signIn() {
    const app = await this.#form('/api/v1/apps', {
      client_name: 'Read back',
      redirect_uris: OUT_OF_BAND,
      scopes: 'read write follow',
    });
    const shown = await ask(
      `${this.server.url}/oauth/authorize?${new URLSearchParams({
        client_id: app.client_id,
        redirect_uri: OUT_OF_BAND,
        response_type: 'code',
        scope: 'read write follow',
      })}`,
    );
    const page = await shown.text();
    const hidden = Object.fromEntries(
      [...page.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([tag]) => [
        tag.match(/name="([^"]*)"/)?.[1],
        tag.match(/value="([^"]*)"/)?.[1] ?? '',
      ]),
    );
    const answered = await ask(`${this.server.url}/oauth/x-snac-login`, {
      method: 'POST',
      body: new URLSearchParams({ ...hidden, login: this.name, passwd: this.password }),
      redirect: 'manual',
    });
    const said = await answered.text();
    const code =
      answered.headers.get('location')?.match(/[?&]code=([^&]+)/)?.[1] ?? said.match(/\b([0-9a-f]{16,})\b/)?.[1];
    if (!code) throw new Error(`snac gave no code: ${answered.status} ${said.slice(0, 300)}`);
    const token = await this.#form('/oauth/token', {
      grant_type: 'authorization_code',
      client_id: app.client_id,
      client_secret: app.client_secret,
      redirect_uri: OUT_OF_BAND,
      code,
    });
    return token.access_token;
  }

  async #form(where, fields) {
    const response = await ask(this.server.url + where, { method: 'POST', body: new URLSearchParams(fields) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${where} answered ${response.status}: ${text.slice(0, 300)}`);
    return JSON.parse(text);
  }

  async call(where, { method = 'GET', body } = {}) {
    const response = await ask(this.server.url + where, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${where} answered ${response.status}: ${text.slice(0, 300)}`);
    return text ? JSON.parse(text) : {};
  }

  account() {
    return this.call('/api/v1/accounts/verify_credentials');
  }

  post(status, more = {}) {
    return this.call('/api/v1/statuses', { method: 'POST', body: { status, ...more } });
  }

  reply(id, status) {
    return this.post(status, { in_reply_to_id: id });
  }

  favourite(id) {
    return this.call(`/api/v1/statuses/${id}/favourite`, { method: 'POST' });
  }

  boost(id) {
    return this.call(`/api/v1/statuses/${id}/reblog`, { method: 'POST' });
  }

  /** Posts of others reach this account only after it follows them. */
  async follow(other) {
    await run('snac', ['follow', this.server.folder, this.name, `${this.server.url}/${other.name}`]);
    await until(`${this.name} follows ${other.name}`, async () => {
      const { id } = await this.account();
      return (await this.call(`/api/v1/accounts/${id}/following`)).length > 0;
    });
  }

  // The server looks at its queues every three seconds, and a delivery takes three looks.
  /** A post as it stands in this account's home timeline, found by its address. */
  seen(uri) {
    return until(`${this.name} sees ${uri}`, async () => {
      return (await this.call('/api/v1/timelines/home')).find((status) => status.uri === uri);
    });
  }

  notifications() {
    return this.call('/api/v1/notifications');
  }
}

/** What an account has posted, newest first, read by its own token; `text` is without markup. */
export async function readSnac(person) {
  const { id } = await person.account();
  const statuses = await person.call(`/api/v1/accounts/${id}/statuses?limit=40`);
  return statuses.map((status) => ({
    id: status.id,
    uri: status.uri,
    text: plain(status.content),
    likes: status.favourites_count,
    boosts: status.reblogs_count,
    replies: status.replies_count,
    status,
  }));
}

function plain(html) {
  const entities = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
  return html
    .replace(/<br\s*\/?>|<\/p>\s*<p>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity])
    .trim();
}

/** What the server itself does; proof that a failing story is not its. */
export async function smoke(check, server) {
  const brand = await MastodonPerson.create(server, 'smokebrand');
  const fan = await MastodonPerson.create(server, 'smokefan');
  await check('Mastodon API: a post can be read back', async () => {
    await brand.post('A post of the smoke test');
    assert.deepEqual((await readSnac(brand)).map((post) => post.text), ['A post of the smoke test']);
  });
  await check('Mastodon API: favourite, boost and reply of another account arrive', async () => {
    await fan.follow(brand);
    const post = await fan.seen((await brand.post('Answer me')).uri);
    await fan.favourite(post.id);
    await fan.boost(post.id);
    await fan.reply(post.id, `@smokebrand@localhost:${new URL(server.url).port} seen`);
    await until('snac has delivered', async () => {
      const kinds = (await brand.notifications()).map((one) => one.type);
      return ['favourite', 'reblog', 'mention'].every((kind) => kinds.includes(kind));
    });
  });
}
