/**
 * Messages on their way. One queue a channel, sent in order; each keeps its clientId through every try,
 * so that the server stores it once however often the answer is lost.
 */
export type PendingMessage = {
  clientId: string;
  channelId: string;
  text: string;
  createdAt: string;
  /** `waiting`: the network or the server is away, it goes out by itself. `failed`: the server said no. */
  state: 'sending' | 'waiting' | 'failed';
  reason?: string;
  requestId?: string;
};

export type SendOutcome<T> =
  | { kind: 'sent'; message: T }
  | { kind: 'later'; afterMs?: number }
  | { kind: 'refused'; reason: string; requestId?: string };

export type OutboxDeps<T> = {
  send: (pending: PendingMessage) => Promise<SendOutcome<T>>;
  onSent: (message: T, pending: PendingMessage) => void;
  load: () => PendingMessage[];
  save: (pending: PendingMessage[]) => void;
  now: () => Date;
  newId: () => string;
  setTimer: (run: () => void, ms: number) => () => void;
};

const FIRST_DELAY = 1_000;
const LONGEST_DELAY = 30_000;

export class Outbox<T> {
  private items: PendingMessage[];
  private stopped = false;
  private readonly listeners = new Set<() => void>();
  private readonly busy = new Set<string>();
  private readonly timers = new Map<string, () => void>();
  private readonly tries = new Map<string, number>();
  private readonly views = new Map<string, PendingMessage[]>();

  constructor(private readonly deps: OutboxDeps<T>) {
    // What was on its way when the page closed goes out again: same clientId, so never twice.
    this.items = deps.load().map((item) => (item.state === 'failed' ? item : { ...item, state: 'waiting' }));
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Stable between changes, as useSyncExternalStore asks. */
  ofChannel(channelId: string): PendingMessage[] {
    let view = this.views.get(channelId);
    if (!view) {
      view = this.items.filter((item) => item.channelId === channelId);
      this.views.set(channelId, view);
    }
    return view;
  }

  push(channelId: string, text: string): PendingMessage {
    const pending: PendingMessage = {
      clientId: this.deps.newId(),
      channelId,
      text,
      createdAt: this.deps.now().toISOString(),
      state: 'sending',
    };
    this.change([...this.items, pending]);
    void this.pump(channelId);
    return pending;
  }

  retry(clientId: string): void {
    const item = this.items.find((entry) => entry.clientId === clientId);
    if (!item || item.state === 'sending') return;
    this.patch(clientId, { state: 'waiting', reason: undefined, requestId: undefined });
    this.wake(item.channelId);
  }

  discard(clientId: string): void {
    this.change(this.items.filter((item) => item.clientId !== clientId));
  }

  /** The server has it (an event said so, perhaps before the answer to our request came). */
  confirmed(clientId: string): void {
    if (this.items.some((item) => item.clientId === clientId)) this.discard(clientId);
  }

  /** The network is back, or the page has just loaded. */
  wakeAll(): void {
    for (const channelId of new Set(this.items.map((item) => item.channelId))) this.wake(channelId);
  }

  /** Sends nothing more; what is left stays saved. */
  stop(): void {
    this.stopped = true;
    for (const cancel of this.timers.values()) cancel();
    this.timers.clear();
  }

  clear(): void {
    this.stop();
    this.change([]);
  }

  private wake(channelId: string): void {
    this.timers.get(channelId)?.();
    this.timers.delete(channelId);
    this.tries.delete(channelId);
    void this.pump(channelId);
  }

  private async pump(channelId: string): Promise<void> {
    if (this.stopped || this.busy.has(channelId) || this.timers.has(channelId)) return;
    this.busy.add(channelId);
    try {
      for (;;) {
        // A refused one does not hold up the others; it waits for its person.
        const next = this.items.find((item) => item.channelId === channelId && item.state !== 'failed');
        if (!next) return;
        this.patch(next.clientId, { state: 'sending' });
        const outcome = await this.deps.send(next);
        if (this.stopped) return;
        if (outcome.kind === 'sent') {
          this.tries.delete(channelId);
          this.deps.onSent(outcome.message, next);
          this.confirmed(next.clientId);
        } else if (outcome.kind === 'refused') {
          this.patch(next.clientId, {
            state: 'failed',
            reason: outcome.reason,
            requestId: outcome.requestId,
          });
        } else {
          this.pause(channelId, outcome.afterMs);
          return;
        }
      }
    } finally {
      this.busy.delete(channelId);
    }
  }

  private pause(channelId: string, afterMs?: number): void {
    const tries = this.tries.get(channelId) ?? 0;
    this.tries.set(channelId, tries + 1);
    const delay = afterMs ?? Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** tries);
    this.change(
      this.items.map((item) =>
        item.channelId === channelId && item.state === 'sending' ? { ...item, state: 'waiting' } : item,
      ),
    );
    this.timers.set(
      channelId,
      this.deps.setTimer(() => {
        this.timers.delete(channelId);
        void this.pump(channelId);
      }, delay),
    );
  }

  private patch(clientId: string, change: Partial<PendingMessage>): void {
    this.change(this.items.map((item) => (item.clientId === clientId ? { ...item, ...change } : item)));
  }

  private change(items: PendingMessage[]): void {
    this.items = items;
    this.views.clear();
    this.deps.save(items);
    for (const listener of this.listeners) listener();
  }
}
