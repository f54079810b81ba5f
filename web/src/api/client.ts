import { ApiProblem, NetworkProblem } from './errors';
import { accessToken, hold, needsRefresh, signedOut } from './session';
import type { Problem, TokenAnswer } from './types';

type Query = Record<string, string | number | boolean | null | undefined>;

interface Options {
  query?: Query;
  signal?: AbortSignal | undefined;
  /** Sent as `Idempotency-Key`, so that a creation repeated after a lost answer creates once. */
  idempotencyKey?: string;
  /** Public requests carry no token and are never answered by signing out. */
  anonymous?: boolean;
}

export function apiUrl(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) search.set(name, String(value));
  }
  return `/api${path}${search.size > 0 ? `?${search}` : ''}`;
}

export const api = {
  get: <T>(path: string, options: Options = {}) => request<T>('GET', path, undefined, options),
  post: <T>(path: string, body?: unknown, options: Options = {}) => request<T>('POST', path, body, options),
  put: <T>(path: string, body?: unknown, options: Options = {}) => request<T>('PUT', path, body, options),
  patch: <T>(path: string, body?: unknown, options: Options = {}) => request<T>('PATCH', path, body, options),
  delete: (path: string, options: Options = {}) => request<void>('DELETE', path, undefined, options),
};

async function request<T>(method: string, path: string, body: unknown, options: Options): Promise<T> {
  if (!options.anonymous && needsRefresh()) await refresh();
  let response = await send(method, path, body, options);
  if (response.status === 401 && !options.anonymous) {
    await refresh(true);
    response = await send(method, path, body, options);
  }
  if (!response.ok) {
    const problem = await problemOf(response);
    if (response.status === 401 && !options.anonymous) signedOut('ended');
    throw problem;
  }
  return (response.status === 204 ? undefined : await response.json()) as T;
}

async function send(method: string, path: string, body: unknown, options: Options): Promise<Response> {
  // The header asks for the browser's way: the refresh token in a cookie, never in a body that script can read.
  const headers = new Headers({ Accept: 'application/json', 'Flux-Session': 'cookie' });
  const token = options.anonymous ? null : accessToken();
  if (token) headers.set('Authorization', `Bearer ${token}`);
  if (options.idempotencyKey) headers.set('Idempotency-Key', options.idempotencyKey);
  const isForm = body instanceof FormData;
  if (body !== undefined && !isForm) headers.set('Content-Type', 'application/json');
  const init: RequestInit = { method, headers, credentials: 'same-origin', signal: options.signal ?? null };
  if (body !== undefined) init.body = isForm ? body : JSON.stringify(body);
  try {
    return await fetch(apiUrl(path, options.query), init);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new NetworkProblem('no answer', { cause: error });
  }
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const requestId = response.headers.get('X-Request-Id');
  const retryAfter = Number(response.headers.get('Retry-After')) || null;
  let problem: Partial<Problem> = {};
  try {
    problem = (await response.json()) as Partial<Problem>;
  } catch {
    // A proxy's error page has no problem in it; the status alone must do.
    problem = { code: response.status === 502 || response.status === 503 ? 'unavailable' : 'internal' };
  }
  return new ApiProblem(
    { ...problem, status: response.status, ...(requestId && !problem.requestId ? { requestId } : {}) },
    retryAfter,
  );
}

let refreshing: Promise<void> | null = null;

/**
 * Gets a new access token from the cookie. Within a tab one request serves all callers; between tabs a Web Lock
 * lets one go at a time, since two tabs spending the same refresh token look like theft to the server.
 */
export function refresh(force = false): Promise<void> {
  refreshing ??= refreshOnce(force).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

async function refreshOnce(force: boolean): Promise<void> {
  const before = accessToken();
  await exclusively(async () => {
    // While this tab waited, another may have refreshed and shared its token.
    const shared = accessToken() !== before && !needsRefresh();
    if (shared || (!force && !needsRefresh())) return;
    const response = await send('POST', '/auth/refresh', {}, { anonymous: true });
    if (response.ok) return hold((await response.json()) as TokenAnswer);
    const problem = await problemOf(response);
    if (response.status === 401) signedOut('ended');
    throw problem;
  });
}

async function exclusively(work: () => Promise<void>): Promise<void> {
  // Web Locks exist only in secure contexts; a studio tried out over plain http still has to work.
  if (typeof navigator === 'undefined' || !navigator.locks) return work();
  await navigator.locks.request('flux-refresh', work);
}
