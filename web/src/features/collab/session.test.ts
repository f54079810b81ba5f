import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as sync from 'y-protocols/sync';
import * as Y from 'yjs';
import { DocumentSession, endingOf } from './session';

/** The server's end of the line: keeps a document, and acknowledges only when told to. */
class FakeSocket extends EventTarget {
  static all: FakeSocket[] = [];
  static readonly server = new Y.Doc();
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  readonly OPEN = 1;
  readyState = 0;
  binaryType = '';
  updates = 0;
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null;
  onopen: (() => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(readonly url: string) {
    super();
    FakeSocket.all.push(this);
  }

  accept(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
    this.onopen?.();
    this.say((encoder) => {
      encoding.writeVarUint(encoder, 0);
      sync.writeSyncStep1(encoder, FakeSocket.server);
    });
  }

  send(frame: Uint8Array): void {
    const decoder = decoding.createDecoder(frame);
    if (decoding.readVarUint(decoder) !== 0) return;
    if (decoding.peekVarUint(decoder) === 2) this.updates += 1;
    const answer = encoding.createEncoder();
    encoding.writeVarUint(answer, 0);
    sync.readSyncMessage(decoder, answer, FakeSocket.server, this);
    if (encoding.length(answer) > 1) this.deliver(encoding.toUint8Array(answer));
  }

  ack(): void {
    this.say((encoder) => {
      encoding.writeVarUint(encoder, 100);
      encoding.writeVarUint(encoder, this.updates);
    });
  }

  /** Like a real one, it says that it closed a good while later. */
  close(): void {
    this.readyState = 2;
  }

  hangUp(code: number): void {
    this.readyState = 3;
    this.dispatchEvent(new Event('close'));
    this.onclose?.({ code, reason: '' });
  }

  private say(write: (encoder: encoding.Encoder) => void): void {
    const encoder = encoding.createEncoder();
    write(encoder);
    this.deliver(encoding.toUint8Array(encoder));
  }

  private deliver(frame: Uint8Array): void {
    this.onmessage?.({ data: frame.slice().buffer });
  }
}

let sessions: DocumentSession[] = [];

function open(readOnly = false): DocumentSession {
  const session = new DocumentSession({ documentId: `d${sessions.length}`, userId: 'u', readOnly });
  sessions.push(session);
  return session;
}

const write = (session: DocumentSession, text: string) =>
  session.doc.getXmlFragment('default').insert(0, [new Y.XmlText(text)]);
const last = () => FakeSocket.all.at(-1) as FakeSocket;

beforeEach(() => {
  FakeSocket.all = [];
  vi.stubGlobal('WebSocket', FakeSocket);
});

afterEach(() => {
  for (const session of sessions) session.destroy();
  sessions = [];
  vi.unstubAllGlobals();
});

describe('DocumentSession', () => {
  it('asks for acks at the address of the contract', () => {
    open();
    expect(last().url).toMatch(/^ws:\/\/.*\/api\/collab\/d0\?ack=1$/);
  });

  it('says "server" only once the server has acknowledged', () => {
    const session = open();
    last().accept();
    expect(session.acks.getState()).toBe('server');
    write(session, 'a');
    expect(session.acks.getState()).toBe('saving');
    last().ack();
    expect(session.acks.getState()).toBe('server');
  });

  it('never says "server" for what is written without a network, though the socket has not closed yet', () => {
    const session = open();
    last().accept();
    dispatchEvent(new Event('offline'));
    write(session, 'a');
    expect(last().readyState).toBe(2);
    expect(session.acks.getState()).toBe('here');
  });

  it('brings what was written offline, and waits for its ack', () => {
    const session = open();
    last().accept();
    dispatchEvent(new Event('offline'));
    write(session, 'offline');
    dispatchEvent(new Event('online'));
    expect(FakeSocket.all).toHaveLength(2);
    last().accept();
    expect(session.acks.getState()).toBe('saving');
    expect(FakeSocket.server.getXmlFragment('default').toString()).toContain('offline');
    last().ack();
    expect(session.acks.getState()).toBe('server');
  });

  it('sends no change from a reader', () => {
    const session = open(true);
    last().accept();
    write(session, 'forbidden');
    expect(last().updates).toBe(0);
    expect(FakeSocket.server.getXmlFragment('default').toString()).not.toContain('forbidden');
  });

  it.each([
    [4401, 'signed-out'],
    [4403, 'no-permission'],
    [4404, 'not-here'],
    [4400, 'malformed'],
    [4413, 'too-large'],
  ] as const)('stops at %i, for it will not heal', (code, ending) => {
    vi.useFakeTimers();
    const session = open();
    last().accept();
    last().hangUp(code);
    vi.advanceTimersByTime(60_000);
    vi.useRealTimers();
    expect(session.getView().ending).toBe(ending);
    expect(FakeSocket.all).toHaveLength(1);
  });

  it.each([1006, 1012, 1013])('comes back after %i', (code) => {
    vi.useFakeTimers();
    open();
    last().accept();
    last().hangUp(code);
    vi.advanceTimersByTime(10_000);
    vi.useRealTimers();
    expect(FakeSocket.all.length).toBeGreaterThan(1);
    expect(endingOf(code)).toBeNull();
  });
});
