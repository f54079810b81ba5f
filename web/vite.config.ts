import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { precompress } from './scripts/precompress.ts';

const nonce = '__CSP_NONCE__';

// Vite config files must export a default; it is the one place where that is allowed.
export default defineConfig(async ({ mode }) => ({
  plugins: [
    react(),
    tailwindcss(),
    precompress(),
    // The mock API is imported only in mock mode, so that nothing of it can reach a production bundle.
    ...(mode === 'mock' ? [(await import('./mock/plugin.ts')).mockApi()] : []),
  ],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  // In a development server nothing replaces the placeholder, and no policy is sent.
  html: { cspNonce: nonce },
  build: {
    target: 'es2023',
    sourcemap: false,
    // Inlined assets would be data: URLs, which the content security policy refuses.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        // Icons and small shared modules would become files of 200 bytes each; a page is better off with a few.
        codeSplitting: {
          groups: [
            { name: 'icons', test: /lucide-react/, minShareCount: 2 },
            { name: 'shared', test: /src\/(ui|lib|api|i18n)\//, minShareCount: 3 },
          ],
        },
      },
    },
  },
  server: { host: '127.0.0.1', proxy: mode === 'mock' ? {} : devProxy() },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}', 'mock/**/*.test.ts'],
    setupFiles: ['src/test-setup.ts'],
    restoreMocks: true,
    // Generous, since a loaded machine is slow and a slow test is not a wrong one.
    testTimeout: 20_000,
    maxWorkers: 2,
  },
}));

function devProxy() {
  const target = process.env['FLUX_DEV_SERVER'] ?? 'http://127.0.0.1:8080';
  return { '/api': { target, ws: true } };
}
