import type { Message, Person } from '@/api/types';
import type { PendingMessage } from './outbox';
import type { NewMark } from './timeline';

export type Row =
  | { kind: 'beginning'; key: string }
  | { kind: 'day'; key: string; iso: string }
  | { kind: 'new'; key: string }
  | { kind: 'message'; key: string; message: Message; opensGroup: boolean }
  | { kind: 'pending'; key: string; pending: PendingMessage; author: Person; opensGroup: boolean };

/** Messages of one person within this time stand under one name. */
const GROUP_MS = 5 * 60_000;

/** The local calendar day, as a sortable word. */
function dayOf(iso: string): string {
  const date = new Date(iso);
  const month = String(date.getMonth() + 1).padStart(2, '0');
  return `${date.getFullYear()}-${month}-${String(date.getDate()).padStart(2, '0')}`;
}

/** The same key before and after the server has it, so that nothing moves when it is confirmed. */
function messageKey(authorId: string, clientId: string | null | undefined, seq: number): string {
  return clientId ? `m:${authorId}:${clientId}` : `m:${seq}`;
}

export function buildRows(input: {
  messages: Message[];
  pending: PendingMessage[];
  me: Person;
  newAfter: NewMark;
  /** The first message of the channel is among them. */
  complete: boolean;
}): Row[] {
  const rows: Row[] = [];
  if (input.complete) rows.push({ kind: 'beginning', key: 'beginning' });
  let previous: { authorId: string; at: number; day: string } | null = null;
  const first = input.messages[0];
  // While the first unread message is further up than what is loaded, the line has no place yet.
  let newDone =
    input.newAfter === null || (!input.complete && first !== undefined && first.seq > input.newAfter + 1);

  const open = (authorId: string, iso: string): boolean => {
    const day = dayOf(iso);
    const at = new Date(iso).getTime();
    let breaks = false;
    if (previous?.day !== day) {
      rows.push({ kind: 'day', key: `d:${day}`, iso });
      breaks = true;
    }
    const opens =
      breaks || previous === null || previous.authorId !== authorId || at - previous.at > GROUP_MS;
    previous = { authorId, at, day };
    return opens;
  };

  const confirmed = new Set<string>();
  for (const message of input.messages) {
    if (message.author.id === input.me.id && message.clientId) confirmed.add(message.clientId);
    let opens = open(message.author.id, message.createdAt);
    if (!newDone && input.newAfter !== null && message.seq > input.newAfter) {
      newDone = true;
      // Under a day line the "New" line would say the same thing twice in two places; keep both, in this order.
      rows.push({ kind: 'new', key: 'new' });
      opens = true;
    }
    rows.push({
      kind: 'message',
      key: messageKey(message.author.id, message.clientId, message.seq),
      message,
      opensGroup: opens,
    });
  }
  for (const pending of input.pending) {
    if (confirmed.has(pending.clientId)) continue;
    const opens = open(input.me.id, pending.createdAt);
    rows.push({
      kind: 'pending',
      key: messageKey(input.me.id, pending.clientId, 0),
      pending,
      author: input.me,
      opensGroup: opens,
    });
  }
  return rows;
}
