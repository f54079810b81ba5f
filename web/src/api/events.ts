import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { api } from './client';
import { ApiProblem } from './errors';
import { signedOut } from './session';
import type { RealtimeEvents, RealtimeTicket, RealtimeType } from './types';

/**
 * The one realtime socket of a tab. It never edits the screen: each feature registers, with `onEvent`, how an
 * event changes the query cache, and the screen follows the cache.
 */
type Handler<T extends RealtimeType> = (event: RealtimeEvents[T], queries: QueryClient) => void;
type AnyHandler = (event: never, queries: QueryClient) => void;

export type Connection = 'off' | 'connecting' | 'live' | 'waiting';

const handlers = new Map<RealtimeType, Set<AnyHandler>>();
const watchers = new Set<() => void>();
let connection: Connection = 'off';

/** Registers a cache patch; features call it when their module loads. Returns the way back. */
export function onEvent<T extends RealtimeType>(type: T, handler: Handler<T>): () => void {
  const set = handlers.get(type) ?? new Set<AnyHandler>();
  handlers.set(type, set);
  set.add(handler);
  return () => set.delete(handler);
}

/** Hands one event to all who registered for it. An unknown type is a newer server's, and is left alone. */
export function dispatchEvent(data: unknown, queries: QueryClient): void {
  if (typeof data !== 'object' || data === null || !('type' in data)) return;
  const { type, ...event } = data as { type: RealtimeType };
  for (const handler of handlers.get(type) ?? []) handler(event as never, queries);
}

/** How the socket is doing, for the one line that says so. */
export function useConnection(): Connection {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => connection,
    () => 'off',
  );
}

function setConnection(next: Connection): void {
  if (connection === next) return;
  connection = next;
  for (const watcher of watchers) watcher();
}

/** Full jitter: anywhere up to 0.5 s, 1 s, 2 s … 20 s, so that a restart is not met by everyone at once. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(20_000, 500 * 2 ** attempt);
  return Math.round(ceiling * (0.3 + 0.7 * random()));
}

/** Opens the socket and keeps it open until the returned function is called. */
export function connectEvents(queries: QueryClient): () => void {
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempt = 0;
  let lost = false;
  let stopped = false;

  async function open(): Promise<void> {
    clearTimeout(timer);
    setConnection(attempt === 0 ? 'connecting' : 'waiting');
    let ticket: string;
    try {
      // A refused handshake can't say why, a refused ticket can: this is where an ended session shows.
      ({ ticket } = await api.post<RealtimeTicket>('/realtime/ticket'));
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) return;
      return retry();
    }
    if (stopped) return;
    const url = new URL(`/api/realtime?ticket=${encodeURIComponent(ticket)}`, location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const current = new WebSocket(url);
    socket = current;
    current.onmessage = (message: MessageEvent<string>) => receive(message.data);
    current.onclose = (event) => {
      if (socket === current) closed(event.code);
    };
  }

  function receive(text: string): void {
    let data: unknown;
    try {
      data = JSON.parse(text);
    } catch {
      return;
    }
    if (connection !== 'live') {
      attempt = 0;
      setConnection('live');
      // What was said while we were away was not heard, so everything shown is asked for again.
      if (lost) void queries.invalidateQueries();
      lost = false;
    }
    dispatchEvent(data, queries);
  }

  function closed(code: number): void {
    socket = null;
    if (stopped) return;
    lost = true;
    if (code === 4401) {
      setConnection('off');
      signedOut('ended');
      return;
    }
    retry();
  }

  function retry(): void {
    if (stopped) return;
    lost = true;
    setConnection('waiting');
    timer = setTimeout(() => void open(), backoff(attempt));
    attempt += 1;
  }

  function hurry(): void {
    if (socket === null && connection === 'waiting') void open();
  }

  window.addEventListener('online', hurry);
  void open();
  return () => {
    stopped = true;
    clearTimeout(timer);
    window.removeEventListener('online', hurry);
    socket?.close(1000);
    socket = null;
    setConnection('off');
  };
}
