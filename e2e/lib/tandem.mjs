// The program itself, started as an operator starts it.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { freePort, start, TARGET, temporaryFolder, until } from './processes.mjs';

const PROGRAM = process.env.TANDEM_TEST_PROGRAM ?? path.join(TARGET, 'debug/tandem');

function program() {
  if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is not built: cargo build --workspace --bins`);
  return PROGRAM;
}

/** `tandem serve` on a data folder of its own; answers once it is ready. `database` is a URL, none is SQLite; `port` is a free one unless it is named. */
export async function startTandem({ database, env = {}, port } = {}) {
  port ??= await freePort();
  const folder = await temporaryFolder('data');
  const url = `http://localhost:${port}`;
  const settings = {
    TANDEM_LISTEN: `127.0.0.1:${port}`,
    TANDEM_PUBLIC_URL: url,
    TANDEM_DATA_DIR: folder,
    ...(database ? { TANDEM_DATABASE_URL: database } : {}),
    // The servers that it publishes to here are on this machine.
    TANDEM_NETWORKS__ALLOW_PRIVATE: 'true',
    ...env,
  };
  const running = await start(program(), ['serve'], { env: settings });
  const ready = async () => {
    if (running.child.exitCode !== null) return 'ended';
    return (await fetch(`${url}/readyz`)).ok;
  };
  const answer = await until('tandem serve is ready', ready, { seconds: 30, every: 50 });
  if (answer === 'ended') throw new Error(`tandem serve ended:\n${running.output()}`);
  return { url, folder, settings, program: running };
}

/** Runs a command of the program on the data of a running instance and answers with what it printed. */
export async function tandem(instance, args) {
  const { execFile } = await import('node:child_process');
  const { promisify } = await import('node:util');
  const env = { ...process.env, ...instance.settings };
  const { stdout } = await promisify(execFile)(program(), args, { env, maxBuffer: 16 << 20 });
  return stdout;
}

/** `tandem demo` as a new user starts it; answers once it is ready, with its address and sign-ins. */
export async function startDemo() {
  const ready = (line) => (line.startsWith('{') ? JSON.parse(line) : undefined);
  const args = ['demo', '--json', '--listen', `127.0.0.1:${await freePort()}`];
  const running = await start(program(), args, { ready, seconds: 180 });
  return { ...running.ready, program: running };
}

/** `tandem simulate`: every network, with an account, its password and an app that leads back to a Tandem on `callbackPort`. */
export async function startSimulator(callbackPort) {
  const ready = (line) => (line.startsWith('{') ? JSON.parse(line) : undefined);
  for (let tries = 1; ; tries += 1) {
    // Each network has a port of its own, from this one on.
    const first = 20_000 + Math.floor(Math.random() * 600) * 20;
    const args = ['simulate', '--json', '--listen', `127.0.0.1:${first}`];
    args.push('--redirect-uri', `http://localhost:${callbackPort}/channels/callback`);
    try {
      const running = await start(program(), args, { ready });
      return { ...running.ready, program: running };
    } catch (error) {
      if (tries === 5) throw error;
    }
  }
}
