import type { Channel, Message } from '@/api/types';

/**
 * What is known of one channel: an unbroken run of messages that ends at the newest one known.
 * `older` is the `before` for the next older page, null once the beginning is here.
 */
export type Timeline = { items: Message[]; older: number | null };

export type MessagePage = { items: Message[]; nextCursor: string | number | null };

function cursorToSeq(cursor: string | number | null): number | null {
  if (cursor === null) return null;
  const seq = Number(cursor);
  return Number.isFinite(seq) ? seq : null;
}

export function fromNewestPage(page: MessagePage): Timeline {
  return { items: mergeBySeq([], page.items), older: cursorToSeq(page.nextCursor) };
}

/** Merges by seq (the server's word wins over what we had), ascending. */
function mergeBySeq(known: Message[], incoming: Message[]): Message[] {
  if (incoming.length === 0) return known;
  const bySeq = new Map<number, Message>();
  for (const message of known) bySeq.set(message.seq, message);
  for (const message of incoming) bySeq.set(message.seq, message);
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

export function prependOlder(timeline: Timeline, page: MessagePage): Timeline {
  return { items: mergeBySeq(timeline.items, page.items), older: cursorToSeq(page.nextCursor) };
}

export function lastSeq(timeline: Timeline): number {
  return timeline.items.at(-1)?.seq ?? 0;
}

/**
 * Puts a message that came by event or as the answer to our own POST in its place.
 * `gapAfter` says that messages between are missing: fetch `after=gapAfter`, and only then show this one,
 * so that nobody ever reads a conversation with a hole in it.
 */
export function receive(
  timeline: Timeline,
  message: Message,
): { timeline: Timeline; gapAfter: number | null } {
  const last = lastSeq(timeline);
  if (message.seq > last + 1) return { timeline, gapAfter: last };
  const first = timeline.items[0]?.seq;
  // Older than the window: it will come with its page.
  if (first !== undefined && message.seq < first) return { timeline, gapAfter: null };
  return { timeline: { ...timeline, items: mergeBySeq(timeline.items, [message]) }, gapAfter: null };
}

/** Appends a page fetched with `after`; refuses it when it would leave a hole. */
export function appendNewer(timeline: Timeline, page: MessagePage): Timeline {
  const first = page.items[0];
  if (!first) return timeline;
  if (first.seq > lastSeq(timeline) + 1) return timeline;
  return { ...timeline, items: mergeBySeq(timeline.items, page.items) };
}

/** How many messages a person has not read, as far as a channel list can know from an event. */
export function channelAfterMessage(
  channel: Channel,
  message: Pick<Message, 'seq'>,
  isMine: boolean,
): { channel: Channel; inDoubt: boolean } {
  // Seen before (an event may come twice, or after the list was fetched).
  if (message.seq <= channel.lastSeq) return { channel, inDoubt: false };
  const skipped = message.seq - channel.lastSeq - 1;
  return {
    channel: {
      ...channel,
      lastSeq: message.seq,
      unread: channel.unread + (isMine ? 0 : 1),
    },
    // We missed some, and do not know who wrote them: the server's count decides.
    inDoubt: skipped > 0,
  };
}

export function channelAfterRead(channel: Channel, read: { lastReadSeq: number; unread: number }): Channel {
  // A cursor never goes back; an answer that was overtaken says nothing new.
  if (read.lastReadSeq < channel.lastReadSeq) return channel;
  return { ...channel, lastReadSeq: read.lastReadSeq, unread: read.unread };
}

/** Where the "New" line stands: after this seq. It stays put while the channel is open. */
export type NewMark = number | null;

export function markAtOpen(channel: Pick<Channel, 'lastReadSeq' | 'unread'>): NewMark {
  return channel.unread > 0 ? channel.lastReadSeq : null;
}

/** A message came: the line appears before the first one that the person did not watch arrive. */
export function markAfterMessage(
  mark: NewMark,
  message: Pick<Message, 'seq'>,
  seen: { watching: boolean; isMine: boolean },
): NewMark {
  if (seen.isMine) return null;
  if (mark !== null || seen.watching) return mark;
  return message.seq - 1;
}
