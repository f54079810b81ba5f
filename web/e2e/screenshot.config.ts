import { defineConfig } from 'vitest/config';

/** Not a test but a picture: FLUX_BIN=path npm run screenshot. */
export default defineConfig({
  test: { include: ['e2e/screenshot.ts'], environment: 'node', testTimeout: 300_000, hookTimeout: 60_000 },
});
