// Imported first by the server scripts: a server that names only its port listens on loopback alone.
import net from 'node:net';

const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (first, second, ...rest) {
  const onlyPort = typeof first === 'number' && typeof second !== 'string';
  const parts = [second, ...rest].filter((part) => part !== undefined);
  return onlyPort ? listen.call(this, first, '127.0.0.1', ...parts) : listen.call(this, first, ...parts);
};

/** Tells that the servers are up, and ends them on a signal. */
export function ready(facts, close) {
  process.stdout.write(`${JSON.stringify({ ready: true, ...facts })}\n`);
  let ending = false;
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, async () => {
      if (ending) return;
      ending = true;
      setTimeout(() => process.exit(0), 5000).unref();
      await close().catch((error) => process.stderr.write(`${error.stack}\n`));
      process.exit(0);
    });
  }
}
