import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Channel, Message } from '@/api/types';
import { markRead } from './queries';
import { markAfterMessage, markAtOpen, type NewMark } from './timeline';

/** A moment, so that running through channels does not mark them read one after the other. */
const GLANCE_MS = 350;

/** Moves the read cursor, only while the newest message is in front of somebody. */
export function useReadCursor(channel: Channel, newest: number, watching: boolean): void {
  const queries = useQueryClient();
  const { id, lastReadSeq } = channel;
  const due = watching && newest > lastReadSeq;
  const latest = useRef(newest);
  useEffect(() => {
    latest.current = newest;
  }, [newest]);
  useEffect(() => {
    if (!due) return;
    // Not started anew by each message, or a lively conversation would stay unread as long as it is lively.
    const timer = setInterval(() => {
      // A lost answer costs nothing: the next message, or the next visit, says it again.
      markRead(queries, id, latest.current).catch(() => {});
    }, GLANCE_MS);
    return () => clearInterval(timer);
  }, [queries, id, due]);
}

/** Where the "New" line stands. It is set when the channel opens, and by what comes while nobody watches. */
export function useNewMark(
  channel: Channel,
  messages: readonly Message[],
  watching: boolean,
  myId: string,
): { mark: NewMark; clear: () => void } {
  const [mark, setMark] = useState(() => markAtOpen(channel));
  const newest = messages.at(-1)?.seq ?? 0;
  const seen = useRef(newest);
  const watched = useRef(watching);

  useEffect(() => {
    const came = messages.filter((message) => message.seq > seen.current);
    // The first page of a channel did not come just now; the cursor has already spoken for it.
    if (seen.current > 0) {
      const nobodyWatched = !watched.current;
      for (const message of came) {
        const isMine = message.author.id === myId;
        setMark((now) => markAfterMessage(now, message, { watching: !nobodyWatched, isMine }));
      }
    }
    seen.current = Math.max(seen.current, newest);
  }, [messages, newest, myId]);

  useEffect(() => {
    watched.current = watching;
  }, [watching]);

  return { mark, clear: () => setMark(null) };
}
