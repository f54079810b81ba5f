import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import * as sync from 'y-protocols/sync';
import * as Y from 'yjs';
import { AckTracker, countable, frameKind, withoutChanges } from './ack';

const socket = {};

function joined(): AckTracker {
  const acks = new AckTracker();
  acks.opened(socket);
  acks.sending('empty-answer');
  return acks;
}

describe('AckTracker', () => {
  it('says "here" until a socket is open, and "saving" until the first exchange is over', () => {
    const acks = new AckTracker();
    expect(acks.getState()).toBe('here');
    acks.opened(socket);
    expect(acks.getState()).toBe('saving');
    acks.sending('other');
    expect(acks.getState()).toBe('saving');
    acks.sending('empty-answer');
    expect(acks.getState()).toBe('server');
  });

  it('claims the server only when every edit is acknowledged', () => {
    const acks = joined();
    acks.sending('update');
    acks.sending('update');
    acks.acknowledged(1);
    expect(acks.getState()).toBe('saving');
    acks.acknowledged(2);
    expect(acks.getState()).toBe('server');
  });

  it('does not count cursors and queries', () => {
    const acks = joined();
    acks.sending('other');
    expect(acks.getState()).toBe('server');
  });

  it('ignores an ack that was overtaken', () => {
    const acks = joined();
    acks.sending('update');
    acks.sending('update');
    acks.acknowledged(2);
    acks.acknowledged(1);
    expect(acks.getState()).toBe('server');
  });

  it('counts afresh on a new connection: what was made offline goes in the answer', () => {
    const acks = joined();
    acks.sending('update');
    acks.closed(socket);
    expect(acks.getState()).toBe('here');
    const next = {};
    acks.opened(next);
    acks.sending('answer');
    expect(acks.getState()).toBe('saving');
    acks.acknowledged(1);
    expect(acks.getState()).toBe('server');
  });

  it('is not fooled by the late close of an old socket', () => {
    const acks = joined();
    acks.opened({});
    acks.sending('empty-answer');
    acks.closed(socket);
    expect(acks.getState()).toBe('server');
  });

  it('tells listeners only of changes', () => {
    const acks = joined();
    let calls = 0;
    acks.subscribe(() => {
      calls += 1;
    });
    acks.sending('update');
    acks.sending('update');
    acks.acknowledged(2);
    expect(calls).toBe(2);
  });
});

describe('frameKind', () => {
  const frame = (write: (encoder: encoding.Encoder) => void) => {
    const encoder = encoding.createEncoder();
    write(encoder);
    return encoding.toUint8Array(encoder);
  };
  const doc = new Y.Doc();
  doc.getText('t').insert(0, 'hello');

  it('reads what the real protocol writes', () => {
    const step1 = frame((e) => {
      encoding.writeVarUint(e, 0);
      sync.writeSyncStep1(e, doc);
    });
    const answer = frame((e) => {
      encoding.writeVarUint(e, 0);
      sync.writeSyncStep2(e, doc);
    });
    const empty = frame((e) => {
      encoding.writeVarUint(e, 0);
      sync.writeSyncStep2(e, doc, Y.encodeStateVector(doc));
    });
    const update = frame((e) => {
      encoding.writeVarUint(e, 0);
      sync.writeUpdate(e, Y.encodeStateAsUpdate(doc));
    });
    expect([step1, answer, empty, update].map(frameKind)).toEqual([
      'other',
      'answer',
      'empty-answer',
      'update',
    ]);
    expect(frameKind(frame((e) => encoding.writeVarUint(e, 1)))).toBe('other');
  });

  it('sends the answer as an update, and an empty one not at all', () => {
    const answer = frame((e) => {
      encoding.writeVarUint(e, 0);
      sync.writeSyncStep2(e, doc);
    });
    const sent = countable(answer);
    expect(sent && frameKind(sent)).toBe('update');
    const copy = new Y.Doc();
    const decoder = decoding.createDecoder(sent ?? new Uint8Array());
    decoding.readVarUint(decoder);
    sync.readSyncMessage(decoder, encoding.createEncoder(), copy, null);
    expect(copy.getText('t').toString()).toBe('hello');

    const empty = frame((e) => {
      encoding.writeVarUint(e, 0);
      sync.writeSyncStep2(e, doc, Y.encodeStateVector(doc));
    });
    expect(countable(empty)).toBeNull();
  });

  it("keeps every change off a reader's line", () => {
    const update = frame((e) => {
      encoding.writeVarUint(e, 0);
      sync.writeUpdate(e, Y.encodeStateAsUpdate(doc));
    });
    const step1 = frame((e) => {
      encoding.writeVarUint(e, 0);
      sync.writeSyncStep1(e, doc);
    });
    expect(withoutChanges(update)).toBeNull();
    expect(withoutChanges(step1)).toBe(step1);
  });
});
