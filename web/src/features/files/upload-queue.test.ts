import { describe, expect, it, vi } from 'vitest';
import type { StoredFile } from '@/api/types';
import { summarise, type Upload, type UploadOutcome, UploadQueue } from './upload-queue';

const stored = { id: 'f1' } as StoredFile;
const file = (name: string, size = 1000) => new File([new Uint8Array(size)], name);

function setUp() {
  const running = new Map<
    string,
    { finish: (outcome: UploadOutcome) => void; progress: (sent: number) => void; signal: AbortSignal }
  >();
  const timers: { run: () => void; ms: number }[] = [];
  const onDone = vi.fn();
  let now = 0;
  let ids = 0;
  const queue = new UploadQueue({
    send: (upload, _body, { signal, onProgress }) =>
      new Promise((finish) => running.set(upload.name, { finish, progress: onProgress, signal })),
    onDone,
    now: () => now,
    newId: () => {
      ids += 1;
      return `u${ids}`;
    },
    setTimer: (run, ms) => {
      const timer = { run, ms };
      timers.push(timer);
      return () => {
        const at = timers.indexOf(timer);
        if (at >= 0) timers.splice(at, 1);
      };
    },
  });
  const states = () => queue.getView().items.map((item) => item.state);
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
  const tick = (ms: number) => {
    now += ms;
  };
  return { queue, running, timers, onDone, states, settle, tick };
}

describe('UploadQueue', () => {
  it('sends three at once, the next when one is done', async () => {
    const { queue, running, states, settle, onDone } = setUp();
    queue.add(
      't1',
      ['a', 'b', 'c', 'd'].map((name) => file(name)),
    );
    expect(states()).toEqual(['sending', 'sending', 'sending', 'queued']);
    running.get('b')?.finish({ kind: 'done', file: stored });
    await settle();
    expect(states()).toEqual(['sending', 'done', 'sending', 'sending']);
    expect(onDone).toHaveBeenCalledWith(stored);
  });

  it('says speed and time left from what moved', () => {
    const { queue, running, tick } = setUp();
    queue.add('t1', [file('a', 10_000)]);
    running.get('a')?.progress(0);
    tick(1000);
    running.get('a')?.progress(2000);
    expect(queue.getView()).toMatchObject({ speed: 2000, secondsLeft: 4, sent: 2000, total: 10_000 });
  });

  it('never counts more than the file (multipart framing is sent too)', () => {
    const { queue, running } = setUp();
    queue.add('t1', [file('a', 1000)]);
    running.get('a')?.progress(1300);
    expect(queue.getView().sent).toBe(1000);
  });

  it('waits for the network, loses nothing, and goes on when it is back', async () => {
    const { queue, running, states, settle, timers } = setUp();
    queue.add('t1', [file('a')]);
    running.get('a')?.finish({ kind: 'later' });
    await settle();
    expect(states()).toEqual(['waiting']);
    expect(timers[0]?.ms).toBe(1000);
    queue.wakeAll();
    expect(states()).toEqual(['sending']);
    expect(timers).toEqual([]);
    running.get('a')?.finish({ kind: 'done', file: stored });
    await settle();
    expect(states()).toEqual(['done']);
  });

  it('waits at once when the network goes, without hanging on to the request', async () => {
    const { queue, running, states } = setUp();
    queue.add('t1', [file('a')]);
    running.get('a')?.progress(500);
    queue.networkLost();
    expect(running.get('a')?.signal.aborted).toBe(true);
    expect(states()).toEqual(['waiting']);
    expect(queue.getView().sent).toBe(0);
    queue.wakeAll();
    expect(states()).toEqual(['sending']);
  });

  it('keeps a refused file with its reason, to be tried again', async () => {
    const { queue, running, states, settle } = setUp();
    queue.add('t1', [file('a')]);
    running.get('a')?.finish({ kind: 'refused', reason: 'Too large.', requestId: 'r1' });
    await settle();
    expect(queue.getView().items[0]).toMatchObject({ state: 'failed', reason: 'Too large.' });
    queue.retry('u1');
    expect(states()).toEqual(['sending']);
  });

  it('stops a cancelled one and starts the next', async () => {
    const { queue, running, states } = setUp();
    queue.add(
      't1',
      ['a', 'b', 'c', 'd'].map((name) => file(name)),
    );
    queue.cancel('u1');
    expect(running.get('a')?.signal.aborted).toBe(true);
    expect(states()).toEqual(['sending', 'sending', 'sending']);
  });

  it('clears what is settled and leaves the rest', async () => {
    const { queue, running, settle } = setUp();
    queue.add('t1', [file('a'), file('b')]);
    running.get('a')?.finish({ kind: 'done', file: stored });
    await settle();
    queue.clearSettled();
    expect(queue.getView().items.map((item) => item.name)).toEqual(['b']);
  });
});

describe('summarise', () => {
  const item = (over: Partial<Upload>): Upload => ({
    id: 'u',
    teamId: 't',
    name: 'n',
    size: 100,
    state: 'sending',
    sent: 0,
    ...over,
  });

  it('leaves failed ones out of the total', () => {
    const view = summarise([item({ sent: 50 }), item({ state: 'failed', sent: 70 })], 10);
    expect(view).toMatchObject({ sent: 50, total: 100, open: 1, secondsLeft: 5 });
  });

  it('does not guess a time without a speed', () => {
    expect(summarise([item({ sent: 50 })], null).secondsLeft).toBeNull();
  });
});
