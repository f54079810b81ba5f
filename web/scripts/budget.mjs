#!/usr/bin/env node
// How much script a page loads before it can be used, gzipped; more than the budget fails.
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

// What must be there before anything can be done; a page with a part of its own may bring a little more.
const budgets = {
  'sign-in': 200_000,
  'team-home': 200_000,
  files: 220_000,
  channel: 220_000,
  documents: 220_000,
};
const assets = new URL('../dist/assets/', import.meta.url);
const files = readdirSync(assets).filter((name) => name.endsWith('.js'));
const html = readFileSync(new URL('../dist/index.html', import.meta.url), 'utf8');
const entry = /src="\/assets\/([^"]+\.js)"/.exec(html)?.[1];

/** A chunk and all it imports at once; what it imports later does not count. */
function withImports(name, seen = new Set()) {
  if (!name || seen.has(name)) return seen;
  seen.add(name);
  const code = readFileSync(new URL(name, assets), 'utf8');
  for (const [, other] of code.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g))
    withImports(other, seen);
  return seen;
}

let over = false;
for (const [page, budget] of Object.entries(budgets)) {
  const chunk = files.find((name) => new RegExp(`^${page}-[\\w-]{8}\\.js$`).test(name));
  const loaded = withImports(chunk, withImports(entry));
  const size = [...loaded].reduce(
    (sum, name) => sum + gzipSync(readFileSync(new URL(name, assets))).length,
    0,
  );
  over ||= !chunk || size > budget;
  console.log(
    `${page.padEnd(10)} ${(size / 1000).toFixed(1)} kB in ${loaded.size} files${chunk ? '' : ' (chunk not found)'}`,
  );
}
process.exit(over ? 1 : 0);
