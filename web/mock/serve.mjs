#!/usr/bin/env node
// The built app on the mock API, behind the real policy. Speaks the server's own first line, so that the
// end-to-end tests can be tried on it: FLUX_BIN=mock/serve.mjs npm run e2e
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { preview } from 'vite';

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
process.env.MOCK_SEED ??= process.env.FLUX_LISTEN ? 'empty' : 'studio';
const port = Number((process.env.FLUX_LISTEN ?? '127.0.0.1:4173').split(':').at(-1));
const server = await preview({
  mode: 'mock',
  logLevel: 'error',
  preview: { host: '127.0.0.1', port, strictPort: port !== 0 },
});
const address = server.httpServer.address();
console.log(`listening on http://127.0.0.1:${address.port}`);
process.on('SIGTERM', () => process.exit(0));
