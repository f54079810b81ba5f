import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dispatchEvent } from '@/api/events';
import { hold } from '@/api/session';
import type { Channel, User } from '@/api/types';
import { bo, channel, message } from './fixtures';
import { channelsKey, timelineKey } from './queries';
import { openOutbox } from './sending';
import { fromNewestPage, type Timeline } from './timeline';
import './events';

const me: User = {
  ...bo,
  email: 'bo@example.com',
  studioRole: 'member',
  createdAt: '2026-11-24T08:00:00.000Z',
};
let queries: QueryClient;

const list = () => queries.getQueryData<Channel[]>(channelsKey('t1'));
const seqs = () => queries.getQueryData<Timeline>(timelineKey('c1'))?.items.map((item) => item.seq);
const created = (seq: number, over = {}) =>
  dispatchEvent(
    { type: 'message.created', channelId: 'c1', teamId: 't1', seq, message: message(seq, over) },
    queries,
  );

beforeEach(() => {
  hold({ accessToken: 'a', expiresIn: 900, tokenType: 'Bearer', user: me });
  queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  queries.setQueryData(channelsKey('t1'), [channel(), channel({ id: 'c2', name: 'print' })]);
  queries.setQueryData(
    timelineKey('c1'),
    fromNewestPage({ items: [message(9), message(10)], nextCursor: null }),
  );
});

afterEach(() => {
  vi.unstubAllGlobals();
  queries.clear();
});

describe('news about messages', () => {
  it('shows the message and counts it, in its channel alone', () => {
    created(11);
    expect(seqs()).toEqual([9, 10, 11]);
    expect(list()?.map((entry) => entry.unread)).toEqual([1, 0]);
    created(11);
    expect(seqs()).toEqual([9, 10, 11]);
    expect(list()?.[0]?.unread).toBe(1);
  });

  it('does not count my own, and takes it off my queue', () => {
    vi.stubGlobal('fetch', () => new Promise(() => {}));
    const outbox = openOutbox(queries, me.id);
    const pending = outbox.push('c1', 'hello');
    created(11, { author: bo, clientId: pending.clientId });
    expect(list()?.[0]?.unread).toBe(0);
    expect(outbox.ofChannel('c1')).toEqual([]);
  });

  it('fetches what it missed, and only then shows what came after', async () => {
    const asked: string[] = [];
    vi.stubGlobal('fetch', async (url: string) => {
      asked.push(url);
      const items = [message(11), message(12), message(13)];
      return new Response(JSON.stringify({ items, nextCursor: null }), { status: 200 });
    });
    created(13);
    expect(seqs()).toEqual([9, 10]);
    await vi.waitFor(() => expect(seqs()).toEqual([9, 10, 11, 12, 13]));
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain('after=10');
  });

  it('follows the read cursor of my other devices, forwards only', () => {
    created(11);
    dispatchEvent({ type: 'channel.read', channelId: 'c1', lastReadSeq: 11, unread: 0 }, queries);
    expect(list()?.[0]).toMatchObject({ lastReadSeq: 11, unread: 0 });
    dispatchEvent({ type: 'channel.read', channelId: 'c1', lastReadSeq: 9, unread: 2 }, queries);
    expect(list()?.[0]?.unread).toBe(0);
  });

  it('adds a new channel at the end, once', () => {
    const fresh = channel({ id: 'c3', name: 'new', createdAt: '2026-11-25T08:00:00.000Z' });
    dispatchEvent({ type: 'channel.created', teamId: 't1', channel: fresh }, queries);
    dispatchEvent({ type: 'channel.created', teamId: 't1', channel: fresh }, queries);
    expect(list()?.map((entry) => entry.id)).toEqual(['c1', 'c2', 'c3']);
  });
});
