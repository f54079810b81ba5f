import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'generated' ? [] : files(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

const all = ['src', 'mock', 'e2e'].flatMap(files);
const layers = ['lib', 'i18n', 'api', 'ui', 'features', 'app'];
const allowed: Record<string, readonly string[]> = {
  i18n: ['i18n'],
  lib: ['lib', 'i18n'],
  api: ['api', 'lib', 'i18n'],
  ui: ['ui', 'lib', 'i18n'],
  features: ['features', 'ui', 'api', 'lib', 'i18n'],
  app: layers,
};

function imports(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  const found = [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((match) => match[1] ?? '');
  return found
    .filter((name) => name.startsWith('@/') || name.startsWith('.'))
    .map((name) =>
      name.startsWith('@/') ? join('src', name.slice(2)) : relative('.', resolve(dirname(path), name)),
    );
}

const place = (path: string) => path.split('/').slice(1);

describe('the house', () => {
  it('keeps files under 300 lines', () => {
    expect(all.filter((path) => readFileSync(path, 'utf8').split('\n').length > 300)).toEqual([]);
  });

  it('lets a layer know only those below it', () => {
    const wrong = all
      .filter((path) => path.startsWith('src/') && layers.includes(place(path)[0] ?? ''))
      .flatMap((path) => {
        const layer = allowed[place(path)[0] ?? ''] ?? [];
        return imports(path)
          .filter(
            (other) =>
              other.startsWith('src/') &&
              other !== 'src/test-render' &&
              !layer.includes(place(other)[0] ?? ''),
          )
          .map((other) => `${path} → ${other}`);
      });
    expect(wrong).toEqual([]);
  });

  it('keeps features apart', () => {
    const wrong = all
      .filter((path) => path.startsWith('src/features/'))
      .flatMap((path) =>
        imports(path)
          .filter((other) => other.startsWith('src/features/') && place(other)[1] !== place(path)[1])
          .map((other) => `${path} → ${other}`),
      );
    expect(wrong).toEqual([]);
  });

  it('keeps the mock out of the application', () => {
    expect(
      all.filter((path) => path.startsWith('src/') && imports(path).some((other) => /^mock\b/.test(other))),
    ).toEqual([]);
  });
});
