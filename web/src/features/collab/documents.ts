import type { InfiniteData } from '@tanstack/react-query';
import type { Page, StudioDocument } from '@/api/types';

/** The cached list of a team's documents, last changed first, in pages as they came. */
export type DocumentList = InfiniteData<Page<StudioDocument>, unknown>;

/** Puts a document where it belongs now: first, when it was just changed. */
export function withDocument(list: DocumentList, document: StudioDocument): DocumentList {
  const without = withoutDocument(list, document.id);
  const [first, ...rest] = without.pages;
  if (!first) return list;
  return { ...without, pages: [{ ...first, items: byChange([document, ...first.items]) }, ...rest] };
}

export function withoutDocument(list: DocumentList, documentId: string): DocumentList {
  return {
    ...list,
    pages: list.pages.map((page) => ({
      ...page,
      items: page.items.filter((known) => known.id !== documentId),
    })),
  };
}

/** Each once, and no boards. */
export function flattenDocuments(
  list: DocumentList | undefined,
  hidden: ReadonlySet<string>,
): StudioDocument[] {
  const byId = new Map<string, StudioDocument>();
  for (const page of list?.pages ?? []) {
    for (const document of page.items) {
      if (document.kind === 'document' && !hidden.has(document.id) && !byId.has(document.id)) {
        byId.set(document.id, document);
      }
    }
  }
  return [...byId.values()];
}

function byChange(items: StudioDocument[]): StudioDocument[] {
  return items.sort((a, b) => b.updatedAt.localeCompare(a.updatedAt));
}
