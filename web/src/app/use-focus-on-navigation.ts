import { useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

/** After a change of page, focus that was left on nothing goes to the page, so that the keyboard goes on from there. */
export function useFocusOnNavigation(): void {
  const { pathname } = useLocation();
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (lost) document.getElementById('main')?.focus({ preventScroll: true });
  }, [pathname]);
}
