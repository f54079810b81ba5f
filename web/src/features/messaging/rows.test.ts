import { describe, expect, it } from 'vitest';
import { ana, bo, message } from './fixtures';
import type { PendingMessage } from './outbox';
import { buildRows } from './rows';

const at = (day: number, hour: number, minute: number) => new Date(2026, 10, day, hour, minute).toISOString();

const pending = (clientId: string, createdAt: string): PendingMessage => ({
  clientId,
  channelId: 'c1',
  text: 'on its way',
  createdAt,
  state: 'sending',
});

describe('buildRows', () => {
  it('draws a day line for each day and groups what one person says in a row', () => {
    const rows = buildRows({
      messages: [
        message(1, { createdAt: at(23, 18, 0) }),
        message(2, { createdAt: at(23, 18, 2) }),
        message(3, { createdAt: at(23, 18, 20) }),
        message(4, { createdAt: at(24, 9, 0), author: bo }),
      ],
      pending: [],
      me: bo,
      newAfter: null,
      complete: false,
    });
    expect(rows.map((row) => ('opensGroup' in row ? row.opensGroup : row.kind))).toEqual([
      'day',
      true,
      false,
      true,
      'day',
      true,
    ]);
  });

  it('puts the "New" line once, before the first unread message, which opens a group', () => {
    const rows = buildRows({
      messages: [message(1), message(2), message(3)],
      pending: [],
      me: bo,
      newAfter: 1,
      complete: false,
    });
    expect(rows.map((row) => row.kind)).toEqual(['day', 'message', 'new', 'message', 'message']);
    expect(rows[3]).toMatchObject({ opensGroup: true });
    expect(rows[4]).toMatchObject({ opensGroup: false });
  });

  it('has no "New" line while the first unread message is not loaded', () => {
    const input = { messages: [message(8), message(9)], pending: [], me: bo, newAfter: 3 };
    expect(buildRows({ ...input, complete: false }).map((row) => row.kind)).not.toContain('new');
    expect(buildRows({ ...input, newAfter: 7, complete: false }).map((row) => row.kind)).toContain('new');
    // The messages between may be gone; the line then stands before the first that is left.
    expect(buildRows({ ...input, complete: true }).map((row) => row.kind)).toEqual([
      'beginning',
      'day',
      'new',
      'message',
      'message',
    ]);
  });

  it('keeps one row, with one key, when a pending message is confirmed', () => {
    const before = buildRows({
      messages: [message(1, { author: bo })],
      pending: [pending('mine', at(24, 9, 1))],
      me: ana,
      newAfter: null,
      complete: false,
    });
    const after = buildRows({
      messages: [message(1, { author: bo }), message(2, { author: ana, clientId: 'mine' })],
      // The event came before the answer: the queue still has it.
      pending: [pending('mine', at(24, 9, 1))],
      me: ana,
      newAfter: null,
      complete: false,
    });
    expect(after).toHaveLength(before.length);
    expect(after.at(-1)?.key).toBe(before.at(-1)?.key);
    expect(after.at(-1)?.kind).toBe('message');
  });

  it("does not take another person's clientId for mine", () => {
    const rows = buildRows({
      messages: [message(1, { author: bo, clientId: 'same' })],
      pending: [pending('same', at(24, 9, 1))],
      me: ana,
      newAfter: null,
      complete: false,
    });
    expect(rows.map((row) => row.kind)).toEqual(['day', 'message', 'pending']);
    expect(new Set(rows.map((row) => row.key)).size).toBe(3);
  });
});
