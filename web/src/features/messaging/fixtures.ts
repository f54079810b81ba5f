import type { Channel, Message, Person } from '@/api/types';

export const ana: Person = { id: 'ana', name: 'Ana', hue: 1 };
export const bo: Person = { id: 'bo', name: 'Bo', hue: 2 };

export function message(seq: number, over: Partial<Message> = {}): Message {
  return {
    id: `id-${seq}`,
    channelId: 'c1',
    seq,
    clientId: `client-${seq}`,
    author: ana,
    text: `text ${seq}`,
    html: `<p>text ${seq}</p>`,
    createdAt: new Date(2026, 10, 24, 9, 0, seq).toISOString(),
    ...over,
  };
}

export function channel(over: Partial<Channel> = {}): Channel {
  return {
    id: 'c1',
    teamId: 't1',
    name: 'general',
    private: false,
    lastSeq: 10,
    lastReadSeq: 10,
    unread: 0,
    createdAt: '2026-11-24T08:00:00.000Z',
    ...over,
  };
}
