// Starting other programs and ending them again: by process id, never by name.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export { freePort } from './ports.mjs';

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Where what is built goes: screenshots too. */
export const TARGET = process.env.TANDEM_TEST_TARGET ?? process.env.CARGO_TARGET_DIR ?? path.join(ROOT, 'target');

/** What still has to be ended or removed, the youngest last. */
const endings = [];

/** Has something done at the end, before what was begun earlier is ended. */
export function atTheEnd(work) {
  endings.push(work);
}

/** A folder that is removed at the end. */
export async function temporaryFolder(name) {
  const folder = await mkdtemp(path.join(tmpdir(), `tandem-${name}-`));
  endings.push(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** Asks again and again until `ask` gives something true; its last error is told when the time is over. */
export async function until(what, ask, { seconds = 30, every = 100 } = {}) {
  const end = Date.now() + seconds * 1000;
  let last;
  for (;;) {
    try {
      const answer = await ask();
      if (answer) return answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s${last ? `: ${last.message}` : ''}`);
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}

/**
 * Starts a program. `ready` is given each line of its standard output and answers with something
 * true when the program is up; what it answered is the `ready` of the result.
 */
export async function start(command, args, { env = {}, cwd = ROOT, ready, seconds = 60, quiet = true } = {}) {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const name = path.basename(args[0]?.endsWith('.mjs') ? args[0] : command);
  const output = [];
  const keep = (text) => {
    output.push(text);
    if (output.length > 4000) output.splice(0, 2000);
    if (!quiet) process.stderr.write(text);
  };
  const program = { pid: child.pid, name, output: () => output.join(''), ready: true, child };
  let up;
  const isUp = new Promise((resolve) => (up = resolve));
  let partial = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    keep(text);
    const lines = (partial + text).split('\n');
    partial = lines.pop();
    for (const line of lines) {
      const answer = ready?.(line);
      if (answer) up(answer);
    }
  });
  child.stderr.setEncoding('utf8').on('data', keep);
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)));
  program.ended = ended;
  program.stop = async (signal = 'SIGTERM') => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(late);
    }
  };
  endings.push(() => program.stop());
  const fell = (why) => new Error(`${name} ${why}; the end of what it said:\n${program.output().slice(-3000)}`);
  await new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`cannot start ${command}: ${error.message}`)));
    ended.then((how) => reject(fell(`ended with ${how}`)));
    const late = setTimeout(() => reject(fell(`was not ready after ${seconds} s`)), seconds * 1000);
    if (!ready) up(true);
    isUp.then((answer) => {
      clearTimeout(late);
      program.ready = answer;
      resolve();
    });
  });
  return program;
}

/** The ready line of our own server scripts: one line of JSON with `ready`. */
export function jsonReady(line) {
  if (!line.startsWith('{"ready"')) return undefined;
  return JSON.parse(line);
}

/** Ends everything that was started here, the youngest first. */
export async function endAll() {
  while (endings.length) {
    try {
      await endings.pop()();
    } catch (error) {
      process.stderr.write(`at the end: ${error.message}\n`);
    }
  }
}

let ending = false;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, async () => {
    if (ending) return;
    ending = true;
    await endAll();
    process.exit(signal === 'SIGINT' ? 130 : 143);
  });
}
