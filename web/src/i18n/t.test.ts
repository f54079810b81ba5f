import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { en } from './en';
import { pseudo } from './pseudo';
import { t } from './t';

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'i18n' ? [] : sources(path);
    return /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

const code = sources('src')
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');
const keys = Object.entries(en).flatMap(([feature, messages]) =>
  Object.keys(messages).map((name) => `${feature}.${name}`),
);

describe('messages', () => {
  it('are all used somewhere', () => {
    const unused = keys.filter((key) => !code.includes(`'${key}'`));
    expect(unused).toEqual([]);
  });

  it('exist for every key the code asks for', () => {
    const asked = [...code.matchAll(/\bt\('([\w.]+)'/g)].map((found) => found[1]);
    expect(asked.filter((key) => !keys.includes(key ?? ''))).toEqual([]);
  });

  it('are plain: no exclamation marks, no stray spaces', () => {
    const texts = Object.values(en).flatMap((messages) =>
      Object.values<string | { one: string; other: string }>(messages).flatMap((message) =>
        typeof message === 'string' ? [message] : [message.one, message.other],
      ),
    );
    expect(texts.filter((text) => text.includes('!') || text !== text.trim())).toEqual([]);
  });
});

describe('t', () => {
  it('fills in parameters', () => {
    expect(t('accounts.signInTo', { studio: 'North' })).toBe('Sign in to North');
  });

  it('chooses the plural and writes numbers as people do', () => {
    expect(t('teams.memberCount', { count: 1 })).toBe('1 person');
    expect(t('teams.memberCount', { count: 1200 })).toBe('1,200 people');
  });
});

describe('the pseudo-locale', () => {
  it('lengthens, accents and keeps the placeholders', () => {
    expect(pseudo('Join {team}')).toBe('[Jóíñ {team}~~~~]');
  });
});
