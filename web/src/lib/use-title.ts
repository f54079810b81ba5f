import { useEffect } from 'react';

/** The tab's title, and what a screen reader says after a change of page. */
export function useTitle(title: string | null): void {
  useEffect(() => {
    if (title) document.title = `${title} · FluxStudio`;
  }, [title]);
}
