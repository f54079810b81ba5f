import { describe, expect, it } from 'vitest';
import type { StudioDocument } from '@/api/types';
import { type DocumentList, flattenDocuments, withDocument, withoutDocument } from './documents';

const doc = (id: string, updatedAt: string, over: Partial<StudioDocument> = {}): StudioDocument => ({
  id,
  teamId: 't1',
  title: id,
  kind: 'document',
  createdAt: updatedAt,
  updatedAt,
  createdBy: { id: 'ana', name: 'Ana', hue: 1 },
  role: 'editor',
  ...over,
});
const list = (...pages: StudioDocument[][]): DocumentList => ({
  pages: pages.map((items) => ({ items, nextCursor: null })),
  pageParams: pages.map(() => null),
});
const ids = (of: DocumentList) => flattenDocuments(of, new Set()).map((entry) => entry.id);

describe('document list', () => {
  const two = list([doc('b', '2'), doc('a', '1')]);

  it('moves what was just changed to the top, once', () => {
    expect(ids(withDocument(two, doc('a', '3', { title: 'new' })))).toEqual(['a', 'b']);
    expect(ids(withDocument(two, doc('c', '4')))).toEqual(['c', 'b', 'a']);
  });

  it('finds a document on a later page too', () => {
    expect(ids(withDocument(list([doc('b', '2')], [doc('a', '1')]), doc('a', '3')))).toEqual(['a', 'b']);
    expect(ids(withoutDocument(two, 'b'))).toEqual(['a']);
  });

  it('leaves out boards and what is being deleted', () => {
    const mixed = list([doc('b', '2', { kind: 'board' }), doc('a', '1')]);
    expect(ids(mixed)).toEqual(['a']);
    expect(flattenDocuments(two, new Set(['a'])).map((entry) => entry.id)).toEqual(['b']);
  });
});
