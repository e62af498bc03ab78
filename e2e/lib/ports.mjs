// Ports, apart from everything else so that the server scripts load little.
import net from 'node:net';

/** A port that was free a moment ago. */
export async function freePort() {
  const server = net.createServer().unref();
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
