import { useSyncExternalStore } from 'react';

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (watcher) => {
      const list = matchMedia(query);
      list.addEventListener('change', watcher);
      return () => list.removeEventListener('change', watcher);
    },
    () => matchMedia(query).matches,
    () => false,
  );
}

/** Below 760 px: one column with a bottom bar. For what CSS alone can't decide, such as where a link leads. */
export function useIsPhone(): boolean {
  return useMedia('(max-width: 759.98px)');
}
