import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { fireEvent, render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { Toaster } from './ui/toast';
import { TooltipProvider } from './ui/tooltip';

/** A page by itself, with what the app would give it; `at()` says where it led. */
export function renderPage(page: ReactNode) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const root = createRootRoute();
  const start = createRoute({ getParentRoute: () => root, path: '/start', component: () => page });
  const rest = createRoute({ getParentRoute: () => root, path: '$', component: () => null });
  const router = createRouter({
    routeTree: root.addChildren([start, rest]),
    history: createMemoryHistory({ initialEntries: ['/start'] }),
  });
  render(
    <QueryClientProvider client={queries}>
      <TooltipProvider>
        <RouterProvider router={router as never} />
        <Toaster />
      </TooltipProvider>
    </QueryClientProvider>,
  );
  return { queries, at: () => router.state.location.href };
}

/** Puts text into a field at once; typing it key by key is for tests about typing. */
export async function fill(label: string, text: string): Promise<void> {
  fireEvent.change(await screen.findByLabelText(label), { target: { value: text } });
}

type Reply = { status?: number; json?: unknown } | (() => { status?: number; json?: unknown });

/** Answers by `METHOD /api/path`; what is not listed answers 404. Returns what was asked, bodies included. */
export function serve(replies: Record<string, Reply>) {
  const asked: { call: string; body: unknown; headers: Headers }[] = [];
  globalThis.fetch = async (input, init = {}) => {
    const url = new URL(String(input), 'http://studio.test');
    const call = `${init.method ?? 'GET'} ${url.pathname}`;
    const body = typeof init.body === 'string' ? JSON.parse(init.body) : init.body;
    asked.push({ call, body, headers: new Headers(init.headers) });
    const reply = replies[call];
    const { status = 200, json } =
      (typeof reply === 'function' ? reply() : reply) ??
      ({ status: 404, json: { code: 'not_found', requestId: 'r-404' } } as const);
    return new Response(json === undefined ? null : JSON.stringify(json), { status });
  };
  return asked;
}

export const someone = {
  id: 'u1',
  email: 'ana@example.com',
  name: 'Ana Art',
  hue: 1,
  studioRole: 'owner',
  createdAt: '2026-11-24T08:00:00.000Z',
} as const;

export const tokenAnswer = (accessToken: string) => ({
  accessToken,
  expiresIn: 900,
  tokenType: 'Bearer' as const,
  user: someone,
});
