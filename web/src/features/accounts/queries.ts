import { type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/api/client';
import { onEvent } from '@/api/events';
import { currentUser, hold, signedOut } from '@/api/session';
import type { Page, Session, Studio, TokenAnswer, User } from '@/api/types';

export const studioQuery = () =>
  queryOptions({
    queryKey: ['studio'],
    queryFn: ({ signal }) => api.get<Studio>('/studio', { anonymous: true, signal }),
    staleTime: 60_000,
  });

export const meQuery = () =>
  queryOptions({
    queryKey: ['me'],
    queryFn: ({ signal }) => api.get<User>('/auth/me', { signal }),
    initialData: () => currentUser() ?? undefined,
    staleTime: 5 * 60_000,
  });

export const sessionsQuery = () =>
  queryOptions({
    queryKey: ['sessions'],
    queryFn: ({ signal }) => api.get<Page<Session>>('/auth/sessions', { signal }),
    select: (page) => sortSessions(page.items),
  });

onEvent('sessions.changed', (_event, queries) => {
  void queries.invalidateQueries({ queryKey: ['sessions'] });
});

/** This device first, then the ones used last. */
export function sortSessions(sessions: readonly Session[]): Session[] {
  return [...sessions].sort(
    (a, b) => Number(b.current) - Number(a.current) || b.lastSeenAt.localeCompare(a.lastSeenAt),
  );
}

export interface Credentials {
  email: string;
  password: string;
}

export interface Registration extends Credentials {
  name: string;
  studioName?: string;
  setupToken?: string;
  invitation?: string;
}

/** A new person sees nothing of the one before: the cache starts empty. */
function enter(queries: QueryClient, answer: TokenAnswer): void {
  queries.clear();
  hold(answer);
}

export function useSignIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (credentials: Credentials) =>
      api.post<TokenAnswer>('/auth/login', credentials, { anonymous: true }),
    onSuccess: (answer) => enter(queries, answer),
  });
}

export function useRegister() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (registration: Registration) =>
      api.post<TokenAnswer>('/auth/register', registration, { anonymous: true }),
    onSuccess: (answer) => enter(queries, answer),
  });
}

export function useSignOut() {
  return useMutation({
    mutationFn: () => api.post<void>('/auth/logout'),
    onSuccess: () => signedOut('signed-out'),
  });
}

export function useSignOutEverywhere() {
  return useMutation({
    mutationFn: () => api.post<void>('/auth/logout-all'),
    onSuccess: () => signedOut('signed-out'),
  });
}

export function useEndSession() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (session: Session) => api.delete(`/auth/sessions/${session.id}`),
    onSuccess: (_, ended) => {
      queries.setQueryData<Page<Session>>(['sessions'], (page) =>
        page ? { ...page, items: page.items.filter((session) => session.id !== ended.id) } : page,
      );
    },
  });
}
