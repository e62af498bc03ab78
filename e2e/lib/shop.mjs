// The shop behind the links: a page with Tandem's script that sells one thing.
import { createServer } from 'node:http';
import { atTheEnd } from './processes.mjs';

/** Starts the shop on loopback. `script` is the tag that Tandem's page gives to put into a site. */
export async function startShop() {
  const shop = { script: '', visits: [] };
  const server = createServer((request, response) => {
    shop.visits.push(request.url);
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><html lang="en"><head><title>Shop</title>${shop.script}</head><body><h1>Shop</h1>
      <button id="buy" onclick="window.tandem('conversion', { name: 'order', orderId: 'E2E-1', value: '49.00', currency: 'EUR' })">Buy</button>
      </body></html>`);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  atTheEnd(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  shop.url = `http://127.0.0.1:${server.address().port}`;
  return shop;
}
