import { useSyncExternalStore } from 'react';

export type ThemeChoice = 'light' | 'dark' | 'system';

/** The same key is read by the small script in index.html, before the first paint. */
const key = 'flux-theme';
const watchers = new Set<() => void>();
let choice: ThemeChoice = read();

function read(): ThemeChoice {
  try {
    const stored = localStorage.getItem(key);
    return stored === 'light' || stored === 'dark' ? stored : 'system';
  } catch {
    return 'system';
  }
}

function apply(): void {
  const dark =
    choice === 'dark' || (choice === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
  const colour = document.querySelector<HTMLMetaElement>('meta[name="theme-color"]');
  if (colour) colour.content = dark ? '#161615' : '#ffffff';
}

export function setTheme(next: ThemeChoice): void {
  choice = next;
  try {
    if (next === 'system') localStorage.removeItem(key);
    else localStorage.setItem(key, next);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  apply();
  for (const watcher of watchers) watcher();
}

/** Follows the system and the other tabs from now on. */
export function watchTheme(): () => void {
  const list = matchMedia('(prefers-color-scheme: dark)');
  const stored = (event: StorageEvent) => {
    if (event.key === key) setTheme(read());
  };
  list.addEventListener('change', apply);
  window.addEventListener('storage', stored);
  apply();
  return () => {
    list.removeEventListener('change', apply);
    window.removeEventListener('storage', stored);
  };
}

export function useTheme(): ThemeChoice {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => choice,
  );
}
