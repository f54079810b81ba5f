import { describe, expect, it, vi } from 'vitest';
import { Outbox, type OutboxDeps, type PendingMessage, type SendOutcome } from './outbox';

type Sent = { clientId: string };

function setUp(answers: SendOutcome<Sent>[] = [], saved: PendingMessage[] = []) {
  const timers: { run: () => void; ms: number }[] = [];
  const onSent = vi.fn();
  let ids = 0;
  let stored = saved;
  const send = vi.fn(
    async (pending: PendingMessage): Promise<SendOutcome<Sent>> =>
      answers.shift() ?? { kind: 'sent', message: { clientId: pending.clientId } },
  );
  const deps: OutboxDeps<Sent> = {
    send,
    onSent,
    load: () => stored,
    save: (items) => {
      stored = items;
    },
    now: () => new Date('2026-11-24T09:00:00Z'),
    newId: () => {
      ids += 1;
      return `id-${ids}`;
    },
    setTimer: (run, ms) => {
      const timer = { run, ms };
      timers.push(timer);
      return () => {
        const at = timers.indexOf(timer);
        if (at >= 0) timers.splice(at, 1);
      };
    },
  };
  const outbox = new Outbox(deps);
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
  return { outbox, send, onSent, timers, settle, stored: () => stored };
}

describe('Outbox', () => {
  it('shows a message at once and lets go of it when the server has it', async () => {
    const { outbox, onSent, settle, stored } = setUp();
    outbox.push('c1', 'hello');
    expect(outbox.ofChannel('c1')).toMatchObject([{ text: 'hello', state: 'sending' }]);
    await settle();
    expect(outbox.ofChannel('c1')).toEqual([]);
    expect(stored()).toEqual([]);
    expect(onSent).toHaveBeenCalledOnce();
  });

  it('sends in order, one at a time', async () => {
    const { outbox, send, settle } = setUp();
    outbox.push('c1', 'one');
    outbox.push('c1', 'two');
    expect(send).toHaveBeenCalledOnce();
    await settle();
    expect(send.mock.calls.map(([pending]) => pending.text)).toEqual(['one', 'two']);
  });

  it('waits when the network is away and goes out by itself with the same clientId', async () => {
    const { outbox, send, timers, settle } = setUp([{ kind: 'later' }, { kind: 'later' }]);
    outbox.push('c1', 'hello');
    await settle();
    expect(outbox.ofChannel('c1')).toMatchObject([{ state: 'waiting' }]);
    expect(timers.map((timer) => timer.ms)).toEqual([1000]);
    timers.shift()?.run();
    await settle();
    expect(timers.map((timer) => timer.ms)).toEqual([2000]);
    outbox.wakeAll();
    await settle();
    expect(outbox.ofChannel('c1')).toEqual([]);
    expect(timers).toEqual([]);
    expect(new Set(send.mock.calls.map(([pending]) => pending.clientId)).size).toBe(1);
  });

  it('obeys Retry-After', async () => {
    const { outbox, timers, settle } = setUp([{ kind: 'later', afterMs: 7000 }]);
    outbox.push('c1', 'hello');
    await settle();
    expect(timers[0]?.ms).toBe(7000);
  });

  it('keeps a refused message with its reason; the next ones still go', async () => {
    const { outbox, send, settle } = setUp([{ kind: 'refused', reason: 'You may not write here.' }]);
    const refused = outbox.push('c1', 'one');
    outbox.push('c1', 'two');
    await settle();
    expect(outbox.ofChannel('c1')).toMatchObject([{ text: 'one', state: 'failed' }]);
    outbox.retry(refused.clientId);
    await settle();
    expect(outbox.ofChannel('c1')).toEqual([]);
    expect(send.mock.calls.map(([pending]) => pending.text)).toEqual(['one', 'two', 'one']);
  });

  it('lets go when the event says that the server has it, even if the answer was lost', async () => {
    const { outbox, timers, settle, send } = setUp([{ kind: 'later' }]);
    const pending = outbox.push('c1', 'hello');
    await settle();
    outbox.confirmed(pending.clientId);
    expect(outbox.ofChannel('c1')).toEqual([]);
    timers.shift()?.run();
    await settle();
    expect(send).toHaveBeenCalledOnce();
  });

  it('sends after a reload what was on its way before it', async () => {
    const left: PendingMessage = {
      clientId: 'old',
      channelId: 'c1',
      text: 'hello',
      createdAt: '2026-11-24T08:59:00Z',
      state: 'sending',
    };
    const { outbox, send, settle } = setUp([], [left]);
    expect(outbox.ofChannel('c1')).toMatchObject([{ state: 'waiting' }]);
    outbox.wakeAll();
    await settle();
    expect(send.mock.calls[0]?.[0].clientId).toBe('old');
  });

  it('gives the same list until something changes', () => {
    const { outbox } = setUp([{ kind: 'later' }]);
    outbox.push('c1', 'hello');
    expect(outbox.ofChannel('c1')).toBe(outbox.ofChannel('c1'));
  });
});
