import { type QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { api } from '@/api/client';
import type { Channel, Message, Page, ReadState } from '@/api/types';
import {
  appendNewer,
  channelAfterRead,
  fromNewestPage,
  lastSeq,
  prependOlder,
  type Timeline,
} from './timeline';

const PAGE = 50;
/** Further behind than this, reading the newest page anew is kinder than replaying everything. */
const LONGEST_CATCH_UP = 10;

export const channelsKey = (teamId: string) => ['channels', teamId] as const;
export const timelineKey = (channelId: string) => ['messages', channelId] as const;

export function channelsQuery(teamId: string) {
  return queryOptions({
    queryKey: channelsKey(teamId),
    queryFn: async ({ signal }): Promise<Channel[]> => {
      const page = await api.get<Page<Channel>>(`/teams/${teamId}/channels`, {
        query: { limit: 500 },
        signal,
      });
      return inOrder(page.items);
    },
  });
}

/** Oldest first: a new channel comes last, and the order never changes by itself. */
function inOrder(channels: readonly Channel[]): Channel[] {
  return [...channels].sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id));
}

export function useChannels(teamId: string) {
  return useQuery(channelsQuery(teamId));
}

function messagesPage(channelId: string, query: { before?: number; after?: number }, signal?: AbortSignal) {
  return api.get<Page<Message>>(`/channels/${channelId}/messages`, {
    query: { ...query, limit: PAGE },
    signal,
  });
}

/** Fetches what came after the last message we have; null when that is too much to replay. */
async function newerThan(channelId: string, after: number, signal?: AbortSignal): Promise<Message[] | null> {
  const found: Message[] = [];
  let cursor = after;
  for (let pages = 0; pages < LONGEST_CATCH_UP; pages += 1) {
    const page = await messagesPage(channelId, { after: cursor }, signal);
    found.push(...page.items);
    const last = page.items.at(-1);
    if (page.nextCursor === null || !last) return found;
    cursor = last.seq;
  }
  return null;
}

export function timelineQuery(channelId: string, queries: QueryClient) {
  return queryOptions({
    queryKey: timelineKey(channelId),
    queryFn: async ({ signal }): Promise<Timeline> => {
      const before = queries.getQueryData<Timeline>(timelineKey(channelId));
      const newer = before ? await newerThan(channelId, lastSeq(before), signal) : null;
      if (newer === null) return fromNewestPage(await messagesPage(channelId, {}, signal));
      // Read again: events and older pages may have come in while we asked.
      const now = queries.getQueryData<Timeline>(timelineKey(channelId)) ?? { items: [], older: null };
      return appendNewer(now, { items: newer, nextCursor: null });
    },
  });
}

export function useTimeline(channelId: string) {
  return useQuery(timelineQuery(channelId, useQueryClient()));
}

/** Channels whose hole is being closed, and the newest seq that somebody has heard of. */
const wanted = new Map<string, number>();

/** Closes a hole in a conversation, once for a channel, whoever notices the hole and however often. */
export async function catchUp(queries: QueryClient, channelId: string, upTo: number): Promise<void> {
  const running = wanted.has(channelId);
  wanted.set(channelId, Math.max(upTo, wanted.get(channelId) ?? 0));
  if (running) return;
  const key = timelineKey(channelId);
  try {
    for (;;) {
      const before = lastSeq(queries.getQueryData<Timeline>(key) ?? { items: [], older: null });
      // A message may be told of while its page is on the way without it: ask again, as long as that helps.
      if (before >= (wanted.get(channelId) ?? 0)) return;
      await queries.fetchQuery({ ...timelineQuery(channelId, queries), staleTime: 0 });
      if (lastSeq(queries.getQueryData<Timeline>(key) ?? { items: [], older: null }) === before) return;
    }
  } catch {
    // Without an answer the hole stays unseen; the next message, or the socket's return, asks again.
  } finally {
    wanted.delete(channelId);
  }
}

export function useOlderMessages(channelId: string) {
  const queries = useQueryClient();
  const busy = useRef(false);
  const [state, setState] = useState<{ loading: boolean; error: unknown }>({ loading: false, error: null });

  const load = useCallback(async () => {
    const timeline = queries.getQueryData<Timeline>(timelineKey(channelId));
    if (busy.current || !timeline || timeline.older === null) return;
    busy.current = true;
    setState({ loading: true, error: null });
    try {
      const page = await messagesPage(channelId, { before: timeline.older });
      queries.setQueryData<Timeline>(timelineKey(channelId), (now) => now && prependOlder(now, page));
      setState({ loading: false, error: null });
    } catch (error) {
      setState({ loading: false, error });
    } finally {
      busy.current = false;
    }
  }, [queries, channelId]);

  return { ...state, load };
}

export function patchChannel(
  queries: QueryClient,
  channelId: string,
  change: (channel: Channel) => Channel,
): void {
  queries.setQueriesData<Channel[]>({ queryKey: ['channels'] }, (list) =>
    list?.some((channel) => channel.id === channelId)
      ? list.map((channel) => (channel.id === channelId ? change(channel) : channel))
      : list,
  );
}

export async function markRead(queries: QueryClient, channelId: string, seq: number): Promise<void> {
  // At once here, since the person sees that it is read; the server's answer then has the last word.
  patchChannel(queries, channelId, (channel) =>
    channelAfterRead(channel, { lastReadSeq: seq, unread: seq >= channel.lastSeq ? 0 : channel.unread }),
  );
  const read = await api.put<ReadState>(`/channels/${channelId}/read`, { seq });
  patchChannel(queries, channelId, (channel) =>
    // While the request was away more may have come, which its count does not know.
    channel.lastSeq > seq ? channel : channelAfterRead(channel, read),
  );
}

export function useCreateChannel(teamId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: { name: string; private: boolean; key: string }) =>
      api.post<Channel>(
        `/teams/${teamId}/channels`,
        { name: input.name, private: input.private },
        { idempotencyKey: input.key },
      ),
    onSuccess: (channel) => addChannel(queries, channel),
  });
}

export function addChannel(queries: QueryClient, channel: Channel): void {
  queries.setQueryData<Channel[]>(channelsKey(channel.teamId), (list) =>
    list && !list.some((known) => known.id === channel.id) ? inOrder([...list, channel]) : list,
  );
}
