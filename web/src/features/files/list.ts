import type { InfiniteData } from '@tanstack/react-query';
import type { Page, StoredFile } from '@/api/types';

/** The cached list of a team's files, newest first, in pages as they came. */
export type FileList = InfiniteData<Page<StoredFile>, unknown>;

export function withFile(list: FileList, file: StoredFile): FileList {
  const [first, ...rest] = list.pages;
  if (!first || list.pages.some((page) => page.items.some((known) => known.id === file.id))) {
    return withChanged(list, file);
  }
  return { ...list, pages: [{ ...first, items: [file, ...first.items] }, ...rest] };
}

export function withChanged(list: FileList, file: StoredFile): FileList {
  return {
    ...list,
    pages: list.pages.map((page) =>
      page.items.some((known) => known.id === file.id)
        ? { ...page, items: page.items.map((known) => (known.id === file.id ? file : known)) }
        : page,
    ),
  };
}

export function withoutFile(list: FileList, fileId: string): FileList {
  return {
    ...list,
    pages: list.pages.map((page) => ({ ...page, items: page.items.filter((file) => file.id !== fileId) })),
  };
}

/** All files of the pages, each once: a page may begin with what the last one ended with when files were added meanwhile. */
export function flatten(list: FileList | undefined, hidden: ReadonlySet<string>): StoredFile[] {
  const seen = new Set<string>();
  const files: StoredFile[] = [];
  for (const page of list?.pages ?? []) {
    for (const file of page.items) {
      if (seen.has(file.id) || hidden.has(file.id)) continue;
      seen.add(file.id);
      files.push(file);
    }
  }
  return files;
}
