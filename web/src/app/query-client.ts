import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from '@/api/errors';

export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        gcTime: 10 * 60_000,
        // Offline, a question fails and the page says so; the default would wait behind a skeleton without a word.
        networkMode: 'always',
        refetchOnReconnect: true,
        // A refusal stays a refusal; only what may pass by itself is asked again.
        retry: (count, error) => count < 2 && !(error instanceof ApiProblem && error.status < 500),
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}
