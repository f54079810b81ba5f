import { describe, expect, it } from 'vitest';
import type { StoredFile } from '@/api/types';
import { type FileList, flatten, withChanged, withFile, withoutFile } from './list';

const file = (id: string, name = id) => ({ id, name }) as StoredFile;
const list = (...pages: string[][]): FileList => ({
  pages: pages.map((ids) => ({ items: ids.map((id) => file(id)), nextCursor: null })),
  pageParams: pages.map(() => null),
});
const ids = (of: FileList) => flatten(of, new Set()).map((entry) => entry.id);

describe('file list', () => {
  it('puts a new file first, once', () => {
    const once = withFile(list(['b', 'a']), file('c'));
    expect(ids(once)).toEqual(['c', 'b', 'a']);
    expect(ids(withFile(once, file('c')))).toEqual(['c', 'b', 'a']);
  });

  it('changes and removes wherever the file is', () => {
    const pages = list(['d', 'c'], ['b', 'a']);
    expect(flatten(withChanged(pages, file('b', 'new')), new Set())[2]?.name).toBe('new');
    expect(ids(withoutFile(pages, 'c'))).toEqual(['d', 'b', 'a']);
  });

  it('shows a file once when pages overlap, and hides what is being deleted', () => {
    expect(ids(list(['c', 'b'], ['b', 'a']))).toEqual(['c', 'b', 'a']);
    expect(flatten(list(['b', 'a']), new Set(['b'])).map((entry) => entry.id)).toEqual(['a']);
  });
});
