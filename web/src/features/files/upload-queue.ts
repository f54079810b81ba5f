import type { StoredFile } from '@/api/types';

type UploadState = 'queued' | 'sending' | 'waiting' | 'done' | 'failed';

export type Upload = {
  id: string;
  teamId: string;
  name: string;
  size: number;
  state: UploadState;
  sent: number;
  reason?: string;
  requestId?: string;
};

export type UploadsView = {
  items: Upload[];
  /** Bytes a second over the last seconds, all uploads together; null until it is known. */
  speed: number | null;
  secondsLeft: number | null;
  sent: number;
  total: number;
  /** Not done and not failed. */
  open: number;
};

export type UploadOutcome =
  | { kind: 'done'; file: StoredFile }
  | { kind: 'later'; afterMs?: number }
  | { kind: 'refused'; reason: string; requestId?: string };

export type UploadDeps = {
  send: (
    upload: Upload,
    body: File,
    hooks: { signal: AbortSignal; onProgress: (sent: number) => void },
  ) => Promise<UploadOutcome>;
  onDone: (file: StoredFile) => void;
  now: () => number;
  newId: () => string;
  setTimer: (run: () => void, ms: number) => () => void;
};

/** More at once only share the same line, and each then takes longer to be safe. */
const AT_ONCE = 3;
const FIRST_DELAY = 1_000;
const LONGEST_DELAY = 30_000;
const SPEED_WINDOW_MS = 4_000;
const SAMPLE_EVERY_MS = 200;

/** Lives outside React, so that moving about in the app does not stop an upload. */
export class UploadQueue {
  private items: Upload[] = [];
  private readonly bodies = new Map<string, File>();
  private readonly aborts = new Map<string, AbortController>();
  private readonly tries = new Map<string, number>();
  private readonly timers = new Map<string, () => void>();
  private readonly listeners = new Set<() => void>();
  private samples: { at: number; moved: number }[] = [];
  private moved = 0;
  private view: UploadsView = emptyView;

  constructor(private readonly deps: UploadDeps) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  getView = (): UploadsView => this.view;

  add(teamId: string, files: readonly File[]): void {
    const added = files.map((file): Upload => {
      const id = this.deps.newId();
      this.bodies.set(id, file);
      return { id, teamId, name: file.name, size: file.size, state: 'queued', sent: 0 };
    });
    this.change([...this.items, ...added]);
    this.pump();
  }

  cancel(id: string): void {
    this.forget(id);
    this.change(this.items.filter((item) => item.id !== id));
    this.pump();
  }

  retry(id: string): void {
    const item = this.items.find((entry) => entry.id === id);
    if (item?.state !== 'failed' && item?.state !== 'waiting') return;
    this.tries.delete(id);
    this.requeue(id);
  }

  /** The network is gone: a request would hang on it for minutes before it says so. */
  networkLost(): void {
    for (const item of this.items) {
      if (item.state !== 'sending') continue;
      this.aborts.get(item.id)?.abort();
      this.aborts.delete(item.id);
      this.pause(item.id);
    }
  }

  /** The network is back. */
  wakeAll(): void {
    for (const item of this.items) if (item.state === 'waiting') this.retry(item.id);
  }

  /** Takes what is finished (or has failed) off the tray; what runs goes on. */
  clearSettled(): void {
    for (const item of this.items) if (isSettled(item)) this.forget(item.id);
    this.change(this.items.filter((item) => !isSettled(item)));
  }

  cancelAll(): void {
    for (const item of this.items) this.forget(item.id);
    this.change([]);
  }

  private forget(id: string): void {
    this.aborts.get(id)?.abort();
    this.aborts.delete(id);
    this.timers.get(id)?.();
    this.timers.delete(id);
    this.bodies.delete(id);
    this.tries.delete(id);
  }

  private requeue(id: string): void {
    this.timers.get(id)?.();
    this.timers.delete(id);
    this.patch(id, { state: 'queued', sent: 0, reason: undefined, requestId: undefined });
    this.pump();
  }

  private pump(): void {
    let free = AT_ONCE - this.items.filter((item) => item.state === 'sending').length;
    for (const item of this.items) {
      if (free <= 0) return;
      if (item.state !== 'queued') continue;
      free -= 1;
      void this.run(item.id);
    }
  }

  private async run(id: string): Promise<void> {
    const body = this.bodies.get(id);
    const item = this.items.find((entry) => entry.id === id);
    if (!body || !item) return;
    const abort = new AbortController();
    this.aborts.set(id, abort);
    this.patch(id, { state: 'sending', sent: 0 });
    const outcome = await this.deps.send(item, body, {
      signal: abort.signal,
      onProgress: (sent) => this.progress(id, sent),
    });
    if (abort.signal.aborted) return;
    this.aborts.delete(id);
    if (outcome.kind === 'done') {
      this.bodies.delete(id);
      this.patch(id, { state: 'done', sent: item.size });
      this.deps.onDone(outcome.file);
    } else if (outcome.kind === 'refused') {
      this.patch(id, { state: 'failed', reason: outcome.reason, requestId: outcome.requestId });
    } else {
      this.pause(id, outcome.afterMs);
    }
    this.pump();
  }

  private pause(id: string, afterMs?: number): void {
    const tries = this.tries.get(id) ?? 0;
    this.tries.set(id, tries + 1);
    // What was sent is not on the server: one request is all or nothing, so the bar goes back honestly.
    this.patch(id, { state: 'waiting', sent: 0 });
    const delay = afterMs ?? Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** tries);
    this.timers.set(
      id,
      this.deps.setTimer(() => this.requeue(id), delay),
    );
  }

  private progress(id: string, sent: number): void {
    const item = this.items.find((entry) => entry.id === id);
    if (item?.state !== 'sending') return;
    // Multipart framing counts as sent bytes too; a file is never more than whole.
    const capped = Math.min(sent, item.size);
    this.moved += Math.max(0, capped - item.sent);
    const now = this.deps.now();
    const last = this.samples.at(-1);
    if (!last || now - last.at >= SAMPLE_EVERY_MS) {
      this.samples.push({ at: now, moved: this.moved });
      while (this.samples.length > 2 && now - (this.samples[0]?.at ?? now) > SPEED_WINDOW_MS) {
        this.samples.shift();
      }
    }
    this.patch(id, { sent: capped });
  }

  private patch(id: string, change: Partial<Upload>): void {
    this.change(this.items.map((item) => (item.id === id ? { ...item, ...change } : item)));
  }

  private change(items: Upload[]): void {
    this.items = items;
    if (!items.some((item) => item.state === 'sending')) this.samples = [];
    this.view = summarise(items, speedOf(this.samples));
    for (const listener of this.listeners) listener();
  }
}

const emptyView: UploadsView = {
  items: [],
  speed: null,
  secondsLeft: null,
  sent: 0,
  total: 0,
  open: 0,
};

function isSettled(item: Upload): boolean {
  return item.state === 'done' || item.state === 'failed';
}

function speedOf(samples: readonly { at: number; moved: number }[]): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last || last.at - first.at < SAMPLE_EVERY_MS) return null;
  return ((last.moved - first.moved) / (last.at - first.at)) * 1000;
}

export function summarise(items: Upload[], speed: number | null): UploadsView {
  let sent = 0;
  let total = 0;
  let open = 0;
  for (const item of items) {
    if (item.state === 'failed') continue;
    sent += item.sent;
    total += item.size;
    if (item.state !== 'done') open += 1;
  }
  const left = total - sent;
  const secondsLeft = speed !== null && speed > 0 && left > 0 ? Math.ceil(left / speed) : null;
  return { items, speed, secondsLeft, sent, total, open };
}
