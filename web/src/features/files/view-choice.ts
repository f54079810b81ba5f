import type { FilesView } from './file-collection';

const KEY = 'flux-files-view';

export function rememberedView(): FilesView {
  try {
    return localStorage.getItem(KEY) === 'list' ? 'list' : 'grid';
  } catch {
    return 'grid';
  }
}

export function rememberView(view: FilesView): void {
  try {
    localStorage.setItem(KEY, view);
  } catch {
    // Storage may be blocked; the choice then lasts as long as the page.
  }
}
