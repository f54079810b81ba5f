import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin, PreviewServer, ViteDevServer } from 'vite';
import { serveApi } from './http.ts';
import { upgrade } from './realtime.ts';
import { accountRoutes } from './routes-accounts.ts';
import { contentRoutes } from './routes-content.ts';
import { fileRoutes } from './routes-files.ts';
import { teamRoutes } from './routes-teams.ts';
import { seed } from './seed.ts';

/** The server's answers without the server, for looking at pages: `npm run mock`, or `node mock/serve.mjs` for the built app. */
export function mockApi(): Plugin {
  function attach(server: ViteDevServer | PreviewServer): void {
    accountRoutes();
    teamRoutes();
    contentRoutes();
    fileRoutes();
    if (process.env['MOCK_SEED'] !== 'empty') seed();
    server.middlewares.use((req, res, next) => {
      if (req.url?.startsWith('/api/')) void serveApi(req, res);
      else next();
    });
    server.httpServer?.on('upgrade', upgrade);
  }
  return {
    name: 'mock-api',
    configureServer: attach,
    configurePreviewServer(server) {
      attach(server);
      server.middlewares.use(servePage);
    },
  };
}

/** Serves the built page as the real server does: a nonce for each answer, and the policy that goes with it. */
function servePage(req: IncomingMessage, res: ServerResponse, next: () => void): void {
  const path = new URL(req.url ?? '/', 'http://mock').pathname;
  if (req.method !== 'GET' || /\.[a-z0-9]+$/.test(path)) return next();
  const nonce = randomBytes(16).toString('base64');
  res.setHeader('Content-Type', 'text/html; charset=utf-8');
  res.setHeader('Content-Security-Policy', policy(nonce));
  res.end(readFileSync('dist/index.html', 'utf8').replaceAll('__CSP_NONCE__', nonce));
}

function policy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    // Message HTML is cleaned under the first; the editor reads what is pasted under the second.
    'trusted-types dompurify ProseMirrorClipboard',
  ].join('; ');
}
