import type { QueryClient } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';
import { api } from '@/api/client';
import { ApiProblem, errorWords, NetworkProblem } from '@/api/errors';
import { onSignedOut } from '@/api/session';
import type { Message } from '@/api/types';
import { newUuid } from '@/lib/uuid';
import { Outbox, type PendingMessage, type SendOutcome } from './outbox';
import { catchUp, patchChannel, timelineKey } from './queries';
import { channelAfterMessage, receive, type Timeline } from './timeline';

const outboxes = new Map<string, Outbox<Message>>();

/** The queue of one person in this tab. It outlives pages, and a reload. */
export function openOutbox(queries: QueryClient, userId: string): Outbox<Message> {
  const known = outboxes.get(userId);
  if (known) return known;
  const storageKey = `flux-outbox:${userId}`;
  const outbox = new Outbox<Message>({
    send,
    onSent: (message) => placeSent(queries, message),
    load: () => load(storageKey),
    save: (items) => save(storageKey, items),
    now: () => new Date(),
    newId: () => newUuid(),
    setTimer: (run, ms) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  });
  outboxes.set(userId, outbox);
  window.addEventListener('online', () => outbox.wakeAll());
  outbox.wakeAll();
  return outbox;
}

onSignedOut((reason) => {
  for (const outbox of outboxes.values()) {
    // Who leaves on purpose leaves nothing behind in this browser; an ended session goes on after signing in.
    if (reason === 'signed-out') outbox.clear();
    else outbox.stop();
  }
  outboxes.clear();
});

async function send(pending: PendingMessage): Promise<SendOutcome<Message>> {
  try {
    const message = await api.post<Message>(`/channels/${pending.channelId}/messages`, {
      text: pending.text,
      clientId: pending.clientId,
    });
    return { kind: 'sent', message };
  } catch (error) {
    if (error instanceof NetworkProblem) return { kind: 'later' };
    if (error instanceof ApiProblem && mayHealItself(error)) {
      return error.retryAfter === null
        ? { kind: 'later' }
        : { kind: 'later', afterMs: error.retryAfter * 1000 };
    }
    const { title, requestId } = errorWords(error);
    return requestId ? { kind: 'refused', reason: title, requestId } : { kind: 'refused', reason: title };
  }
}

function mayHealItself(error: ApiProblem): boolean {
  if (error.code === 'storage_full') return false;
  return error.status >= 500 || error.status === 429 || error.status === 401;
}

function placeSent(queries: QueryClient, message: Message): void {
  const key = timelineKey(message.channelId);
  const timeline = queries.getQueryData<Timeline>(key);
  if (timeline) {
    const received = receive(timeline, message);
    queries.setQueryData<Timeline>(key, received.timeline);
    if (received.gapAfter !== null) void catchUp(queries, message.channelId, message.seq);
  }
  patchChannel(queries, message.channelId, (channel) => channelAfterMessage(channel, message, true).channel);
}

function load(storageKey: string): PendingMessage[] {
  try {
    const saved: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? '[]');
    return Array.isArray(saved) ? (saved as PendingMessage[]) : [];
  } catch {
    return [];
  }
}

function save(storageKey: string, items: PendingMessage[]): void {
  try {
    if (items.length === 0) sessionStorage.removeItem(storageKey);
    else sessionStorage.setItem(storageKey, JSON.stringify(items));
  } catch {
    // Storage may be full or forbidden: the queue still works, it just does not survive a reload.
  }
}

export function usePending(outbox: Outbox<Message>, channelId: string): PendingMessage[] {
  const read = useCallback(() => outbox.ofChannel(channelId), [outbox, channelId]);
  return useSyncExternalStore(outbox.subscribe, read);
}
