// The whole Bluesky network: directory, personal data server, app view and moderation service.
import { ready } from './loopback.mjs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../lib/ports.mjs';
import { newDatabase } from '../lib/postgres.mjs';

if (!process.env.REDIS_HOST) throw new Error('REDIS_HOST must name a Redis, as host:port');

// The development servers put their files right under the temporary folder: give them one of their own.
const folder = await mkdtemp(path.join(tmpdir(), 'tandem-bluesky-'));
process.env.TMPDIR = path.join(folder, 'tmp');
await mkdir(process.env.TMPDIR);

const database = await newDatabase('bluesky');

const { TestNetwork } = await import('@atproto/dev-env');
const pdsPort = Number(process.env.PDS_PORT) || (await freePort());
const network = await TestNetwork.create({
  dbPostgresUrl: database,
  // Letters and underscores only: one of the servers refuses digits.
  dbPostgresSchema: 'network',
  plc: { port: Number(process.env.PLC_PORT) || (await freePort()) },
  pds: { port: pdsPort, hostname: 'localhost' },
  bsky: { port: await freePort() },
  ozone: { port: await freePort() },
});

ready({ pds: network.pds.url, plc: network.plc.url, appView: network.bsky.url }, async () => {
  await network.close();
  await rm(folder, { recursive: true, force: true });
});
