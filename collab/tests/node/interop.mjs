// The unmodified y-websocket client against a running server.
// FLUX_URL=http://localhost:8080 node interop.mjs DOCUMENT WRITER_TOKEN [VIEWER_TOKEN] [STRANGER_TOKEN]
import assert from 'node:assert/strict';
import WebSocket from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';

const [documentId, writer, viewer, stranger] = process.argv.slice(2);
if (!documentId || !writer) {
  console.error('usage: FLUX_URL=http://localhost:8080 node interop.mjs DOCUMENT WRITER_TOKEN [VIEWER_TOKEN] [STRANGER_TOKEN]');
  process.exit(2);
}
const url = `${(process.env.FLUX_URL ?? 'http://localhost:8080').replace(/^http/, 'ws')}/api/collab`;

const within = (what, promise, ms = 10_000) =>
  Promise.race([
    promise,
    new Promise((_, reject) => setTimeout(() => reject(new Error(`not in time: ${what}`)), ms)),
  ]);

function open(token) {
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(url, documentId, doc, {
    params: { token, ack: '1' },
    WebSocketPolyfill: WebSocket,
    disableBc: true,
  });
  const client = { doc, provider, text: doc.getText('interop'), acked: 0, sent: 0 };
  provider.messageHandlers[100] = (_encoder, decoder) => {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = decoder.arr[decoder.pos++];
      value += (byte & 127) * factor;
      factor *= 128;
      if (byte < 128) break;
    }
    client.acked = value;
  };
  client.synced = within('sync', new Promise((done) => provider.once('sync', done)));
  client.closed = new Promise((done) => provider.on('connection-close', (event) => event && done(event.code)));
  return client;
}

async function until(what, is) {
  const end = Date.now() + 10_000;
  while (!is()) {
    if (Date.now() > end) throw new Error(`not in time: ${what}`);
    await new Promise((done) => setTimeout(done, 10));
  }
}

const clients = [open(writer), open(writer)];
await Promise.all(clients.map((client) => client.synced));
const mark = `m${Date.now()}`;
clients[0].text.insert(0, `${mark} hello 🌍 `);
await until('the other reads it', () => clients[1].text.toString().includes(mark));
clients[1].text.insert(clients[1].text.length, 'world');
clients[1].text.delete(0, 1);
clients[1].doc.getXmlFragment('default').insert(0, [new Y.XmlElement('paragraph')]);
clients[1].doc.getMap('board').set('shape', { x: 1, y: [1, 2, null], label: 'é' });
await until('both read the same', () => {
  const [a, b] = clients.map(({ doc }) => JSON.stringify([doc.getText('interop'), doc.getMap('board'), doc.getXmlFragment('default')]));
  return a === b && a.includes('world') && a.includes('shape');
});
await until('it is acknowledged', () => clients.every((client) => client.acked > 0));
clients[0].provider.awareness.setLocalStateField('user', { name: 'Ada' });
await until('presence arrives', () =>
  [...clients[1].provider.awareness.getStates().values()].some((state) => state.user?.name === 'Ada'),
);
const expected = clients[0].text.toString();

const late = open(writer);
await late.synced;
await until('who comes late reads it', () => late.text.toString() === expected);
for (const client of [...clients, late]) client.provider.destroy();

if (viewer) {
  const reader = open(viewer);
  await reader.synced;
  await until('a viewer reads', () => reader.text.toString() === expected);
  assert.equal(reader.provider.wsconnected, true);
  reader.text.insert(0, 'not allowed');
  assert.equal(await within('the viewer is closed', reader.closed), 4403);
  reader.provider.destroy();
}
if (stranger) {
  const nobody = open(stranger);
  nobody.synced.catch(() => {});
  assert.equal(await within('the stranger is closed', nobody.closed), 4404);
  nobody.provider.destroy();
}
console.log('ok: converged, acknowledged, presence' + (viewer ? ', viewer refused' : '') + (stranger ? ', stranger refused' : ''));
process.exit(0);
