// Bluesky's own personal data server and directory, without the app view: enough to publish.
import { ready } from './loopback.mjs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Secp256k1Keypair } from '@atproto/crypto';
import { PDS } from '@atproto/pds';
import * as plc from '@did-plc/server';
import { freePort } from '../lib/ports.mjs';

const folder = await mkdtemp(path.join(tmpdir(), 'tandem-pds-'));
const plcPort = Number(process.env.PLC_PORT) || (await freePort());
const pdsPort = Number(process.env.PDS_PORT) || (await freePort());

const directory = plc.PlcServer.create({ db: plc.Database.mock(), port: plcPort });
await directory.start();

const rotationKey = await Secp256k1Keypair.create({ exportable: true });
const recoveryKey = await Secp256k1Keypair.create();
const pds = await PDS.fromEnv({
  devMode: true,
  port: pdsPort,
  hostname: 'localhost',
  dataDirectory: folder,
  blobstoreDiskLocation: path.join(folder, 'blobs'),
  didPlcUrl: `http://localhost:${plcPort}`,
  recoveryDidKey: recoveryKey.did(),
  adminPassword: 'only-for-tests',
  jwtSecret: 'only-for-tests',
  plcRotationKeyK256PrivateKeyHex: Buffer.from(await rotationKey.export()).toString('hex'),
  serviceHandleDomains: ['.test'],
  inviteRequired: false,
  disableSsrfProtection: true,
  bskyAppViewUrl: 'http://localhost:1',
  bskyAppViewDid: 'did:example:none',
});
await pds.start();

ready({ pds: `http://localhost:${pdsPort}`, plc: `http://localhost:${plcPort}`, appView: false }, async () => {
  await pds.destroy();
  await directory.destroy();
});
