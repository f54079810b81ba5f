/**
 * Counts what went out on one connection against what the server says is on its disk,
 * so that the badge never claims more than is true.
 */
export type SaveState = 'here' | 'saving' | 'server';

export class AckTracker {
  private sent = 0;
  private acked = 0;
  private socket: object | null = null;
  /** Our answer to the server's state vector has gone out: from here on, `sent` covers all we have. */
  private caughtUp = false;
  private state: SaveState = 'here';
  private readonly listeners = new Set<() => void>();

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  getState = (): SaveState => this.state;

  /** A socket opened. Counts are per connection on both sides. */
  opened(socket: object): void {
    this.sent = 0;
    this.acked = 0;
    this.caughtUp = false;
    this.socket = socket;
    this.settle();
  }

  /** The close of a socket may be told long after the next one has opened. */
  closed(socket: object): void {
    if (this.socket !== socket) return;
    this.socket = null;
    this.settle();
  }

  /** The provider has given its socket up, whatever the socket itself says yet. */
  lost(): void {
    this.socket = null;
    this.settle();
  }

  /** A frame went out; `kind` as read by `frameKind`. */
  sending(kind: FrameKind): void {
    if (kind === 'update' || kind === 'answer') this.sent += 1;
    if (kind === 'answer' || kind === 'empty-answer') this.caughtUp = true;
    this.settle();
  }

  acknowledged(count: number): void {
    // Acks are cumulative; one that was overtaken says nothing new.
    if (count > this.acked) this.acked = count;
    this.settle();
  }

  private settle(): void {
    const next: SaveState =
      this.socket === null ? 'here' : this.caughtUp && this.acked >= this.sent ? 'server' : 'saving';
    if (next === this.state) return;
    this.state = next;
    for (const listener of this.listeners) listener();
  }
}

export type FrameKind = 'update' | 'answer' | 'empty-answer' | 'other';

const SYNC = 0;
const STEP_2 = 1;
const UPDATE = 2;

/** What a frame of the y-websocket protocol carries, from its first bytes. */
export function frameKind(frame: Uint8Array): FrameKind {
  if (frame[0] !== SYNC) return 'other';
  if (frame[1] === UPDATE) return 'update';
  // A state-as-update of nothing is the two bytes 0 0 behind its length.
  if (frame[1] === STEP_2)
    return frame[2] === 2 && frame[3] === 0 && frame[4] === 0 ? 'empty-answer' : 'answer';
  return 'other';
}

/**
 * The frame as it goes out. Our answer to the server's state vector is sent as an ordinary update, which it is,
 * so that it is counted and acknowledged like one; an answer with nothing in it need not go at all.
 */
export function countable(frame: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | null {
  const kind = frameKind(frame);
  if (kind === 'empty-answer') return null;
  if (kind !== 'answer') return frame;
  const update = frame.slice();
  update[1] = UPDATE;
  return update;
}

/** What a reader's page may send: Yjs answers with the document's deletions even then, and that looks like a write. */
export function withoutChanges(frame: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | null {
  return frameKind(frame) === 'other' ? frame : null;
}
