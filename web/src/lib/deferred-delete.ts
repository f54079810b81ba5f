/**
 * Deleting with a way back: the file leaves the screen at once, the server is asked a little later.
 * Until then nothing has happened, and undo is simply not asking.
 */
export const UNDO_MS = 8_000;

type Deps = {
  remove: (id: string) => Promise<void>;
  /** The page is closing: ask without waiting for the answer. */
  removeAtLast: (id: string) => void;
  onFailed: (ids: readonly string[], error: unknown) => void;
  setTimer: (run: () => void, ms: number) => () => void;
};

type Batch = { ids: readonly string[]; cancel: () => void };

export class DeferredDelete {
  private hidden: ReadonlySet<string> = new Set();
  private readonly batches = new Set<Batch>();
  private readonly listeners = new Set<() => void>();

  constructor(private readonly deps: Deps) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  getHidden = (): ReadonlySet<string> => this.hidden;

  /** Returns the way back. */
  schedule(ids: readonly string[]): () => void {
    const batch: Batch = { ids, cancel: () => {} };
    batch.cancel = this.deps.setTimer(() => void this.run(batch), UNDO_MS);
    this.batches.add(batch);
    this.show([...this.hidden, ...ids]);
    return () => {
      if (!this.batches.delete(batch)) return;
      batch.cancel();
      this.unhide(ids);
    };
  }

  /** The page is closing, and with it the chance to undo. */
  flush(): void {
    for (const batch of this.batches) {
      batch.cancel();
      for (const id of batch.ids) this.deps.removeAtLast(id);
    }
    this.batches.clear();
  }

  private async run(batch: Batch): Promise<void> {
    this.batches.delete(batch);
    const results = await Promise.allSettled(batch.ids.map((id) => this.deps.remove(id)));
    const failed = batch.ids.filter((_, index) => results[index]?.status === 'rejected');
    const reason = results.find((result) => result.status === 'rejected');
    this.unhide(batch.ids);
    if (reason?.status === 'rejected') this.deps.onFailed(failed, reason.reason);
  }

  private unhide(ids: readonly string[]): void {
    this.show([...this.hidden].filter((id) => !ids.includes(id)));
  }

  private show(ids: readonly string[]): void {
    this.hidden = new Set(ids);
    for (const listener of this.listeners) listener();
  }
}
