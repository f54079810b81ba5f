import { defineConfig } from 'vitest/config';

/** Against a real server: FLUX_BIN=path npm run e2e. One at a time, since each journey starts its own server and browser. */
export default defineConfig({
  test: {
    include: ['e2e/**/*.test.ts'],
    environment: 'node',
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 60_000,
    bail: 0,
  },
});
