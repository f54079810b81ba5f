import type { QueryClient } from '@tanstack/react-query';
import { redirect } from '@tanstack/react-router';
import { refresh } from '@/api/client';
import { ApiProblem } from '@/api/errors';
import { accessToken } from '@/api/session';
import type { Studio } from '@/api/types';
import { studioQuery } from '@/features/accounts/queries';
import { paths } from '@/lib/paths';

/** Lets signed-in people through. With a token in memory nothing is asked, so that moving about works offline. */
export async function requireSession(queries: QueryClient, href: string): Promise<void> {
  if (accessToken() || (await hasSession())) return;
  if ((await studio(queries))?.firstRun) throw redirect({ to: paths.welcome(), replace: true });
  const search = href === paths.home() ? {} : { next: href };
  throw redirect({ to: paths.signIn(), search, replace: true });
}

/** Asks the cookie. A refusal is an answer; no answer at all is an error for the page to show. */
export async function hasSession(): Promise<boolean> {
  if (accessToken()) return true;
  try {
    await refresh();
    return accessToken() !== null;
  } catch (error) {
    if (error instanceof ApiProblem && error.status < 500) return false;
    throw error;
  }
}

/** A studio without people has only one page; one with people no longer has that page. */
export async function requireFirstRun(queries: QueryClient, wanted: boolean): Promise<void> {
  const known = await studio(queries);
  if (!known || known.firstRun === wanted) return;
  throw redirect({ to: wanted ? paths.signIn() : paths.welcome(), replace: true });
}

async function studio(queries: QueryClient): Promise<Studio | null> {
  // Always asked anew: first run ends with the first account, and a remembered answer would lead astray.
  return queries.fetchQuery({ ...studioQuery(), staleTime: 0, retry: false }).catch(() => null);
}
