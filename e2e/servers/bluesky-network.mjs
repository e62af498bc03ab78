// The whole Bluesky network: directory, personal data server, app view and moderation service.
import { ready } from './loopback.mjs';
import { freePort } from '../lib/ports.mjs';
import { newDatabase } from '../lib/postgres.mjs';

if (!process.env.REDIS_HOST) throw new Error('REDIS_HOST must name a Redis, as host:port');

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

ready({ pds: network.pds.url, plc: network.plc.url, appView: network.bsky.url }, () => network.close());
