import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Below this a compressed form saves nothing worth a second file. */
const leastBytes = 1000;

/** Writes `x.br` and `x.gz` beside what compresses: once at build, as small as they get, not at each request. */
export function precompress(): Plugin {
  let out = 'dist';
  return {
    name: 'precompress',
    apply: 'build',
    configResolved: (config) => {
      out = join(config.root, config.build.outDir);
    },
    // From the disk, when all is written: what lies in `public/` is never in the bundle.
    closeBundle: () => {
      for (const name of readdirSync(out, { recursive: true, encoding: 'utf8' })) {
        // The page itself gets a nonce of its own with each answer.
        if (!/\.(js|css|svg|html|json|webmanifest|txt)$/.test(name) || name === 'index.html') continue;
        const path = join(out, name);
        const plain = readFileSync(path);
        if (plain.length < leastBytes) continue;
        const hint = {
          [constants.BROTLI_PARAM_QUALITY]: 11,
          [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
        };
        writeFileSync(`${path}.br`, brotliCompressSync(plain, { params: hint }));
        writeFileSync(`${path}.gz`, gzipSync(plain, { level: 9 }));
      }
    },
  };
}
