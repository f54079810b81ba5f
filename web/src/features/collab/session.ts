import { readVarUint } from 'lib0/decoding';
import { clearDocument, IndexeddbPersistence } from 'y-indexeddb';
import type { Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { AckTracker, countable, frameKind, withoutChanges } from './ack';
import { type PresentPerson, presentPeople, samePeople } from './presence';

/** Why the server will not talk to us about this document any more; none of these heals by trying again. */
export type Ending = 'signed-out' | 'no-permission' | 'not-here' | 'too-large' | 'malformed';

export function endingOf(code: number): Ending | null {
  switch (code) {
    case 4401:
      return 'signed-out';
    case 4403:
      return 'no-permission';
    case 4404:
      return 'not-here';
    case 4413:
      return 'too-large';
    case 4400:
      return 'malformed';
    default:
      // 1012 (restart), 1013 (too slow), 1006 (the line broke): come back and resync.
      return null;
  }
}

export type SessionView = {
  /** The text can be shown: read from this browser, or come from the server. */
  ready: boolean;
  connected: boolean;
  /** Joined the server's copy at least once since the page opened. */
  joined: boolean;
  ending: Ending | null;
  people: readonly PresentPerson[];
};

type Options = {
  documentId: string;
  userId: string;
  /** A reader's socket sends no changes at all, whatever happens on the page. */
  readOnly: boolean;
};

const MESSAGE_ACK = 100;

function storeName(userId: string, documentId: string): string {
  return `flux-doc:${userId}:${documentId}`;
}

/** One open document: its Yjs doc, the copy in this browser, the socket, and the truth about what is saved. */
export class DocumentSession {
  readonly doc = new Y.Doc();
  readonly acks = new AckTracker();
  readonly provider: WebsocketProvider;
  private readonly store: IndexeddbPersistence;
  private readonly listeners = new Set<() => void>();
  private view: SessionView = {
    ready: false,
    connected: false,
    joined: false,
    ending: null,
    people: [],
  };
  private readonly options: Options;

  constructor(options: Options) {
    this.options = options;
    this.store = new IndexeddbPersistence(storeName(options.userId, options.documentId), this.doc);
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    this.provider = new WebsocketProvider(
      `${scheme}://${location.host}/api/collab`,
      options.documentId,
      this.doc,
      {
        params: { ack: '1' },
        connect: false,
        // Two tabs of one browser talk over the server as well: an edit that came from the other tab
        // would otherwise be shown here without this tab knowing whether it is saved.
        disableBc: true,
        WebSocketPolyfill: countingSocket(this.acks, options.readOnly),
        shouldReconnect: (event) => endingOf(event.code) === null,
      },
    );
    this.provider.messageHandlers[MESSAGE_ACK] = (_encoder, decoder) => {
      this.acks.acknowledged(readVarUint(decoder));
    };
    this.provider.on('status', ({ status }) => this.update({ connected: status === 'connected' }));
    // At once: the closing of a socket without a network can take seconds, and edits made then go nowhere.
    this.provider.on('connection-close', () => this.acks.lost());
    this.provider.on('sync', (synced) => {
      if (synced) this.update({ joined: true, ready: true });
    });
    this.provider.on('closed', ({ code }) => this.update({ ending: endingOf(code) }));
    this.awareness.on('change', this.readPeople);
    // First what this browser knows, then the server: the text is there before the network is.
    void this.store.whenSynced.then(() => {
      if (this.doc.getXmlFragment('default').length > 0) this.update({ ready: true });
    });
    if (navigator.onLine) this.provider.connect();
    addEventListener('online', this.goOnline);
    addEventListener('offline', this.goOffline);
  }

  get awareness(): Awareness {
    return this.provider.awareness;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  getView = (): SessionView => this.view;

  /** After the reason for an ending is gone, e.g. the session was renewed. */
  reopen(): void {
    this.update({ ending: null });
    this.provider.connect();
  }

  destroy(): void {
    removeEventListener('online', this.goOnline);
    removeEventListener('offline', this.goOffline);
    this.awareness.off('change', this.readPeople);
    this.listeners.clear();
    this.provider.destroy();
    void this.store.destroy();
    this.doc.destroy();
  }

  /** The copy in this browser goes too: the document is gone, or it is no longer ours to keep. */
  async forget(): Promise<void> {
    this.destroy();
    await clearDocument(storeName(this.options.userId, this.options.documentId));
  }

  private readonly goOnline = (): void => {
    if (this.view.ending === null) this.provider.connect();
  };

  /** A socket can outlive its network for half a minute; the badge must not. */
  private readonly goOffline = (): void => {
    this.provider.disconnect();
  };

  private readonly readPeople = (): void => {
    const people = presentPeople(this.awareness.getStates(), this.doc.clientID);
    // Every move of a caret is news from awareness; who is here changes rarely.
    if (!samePeople(people, this.view.people)) this.update({ people });
  };

  private update(change: Partial<SessionView>): void {
    this.view = { ...this.view, ...change };
    for (const listener of this.listeners) listener();
  }
}

/** A WebSocket that tells the tracker what goes out, since the provider does not say. */
function countingSocket(acks: AckTracker, readOnly: boolean): typeof WebSocket {
  return class CountingSocket extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('open', () => acks.opened(this));
      this.addEventListener('close', () => acks.closed(this));
    }

    override send(data: string | ArrayBufferLike | Blob | ArrayBufferView<ArrayBuffer>): void {
      if (!isFrame(data)) return super.send(data);
      const frame = readOnly ? withoutChanges(data) : countable(data);
      acks.sending(frameKind(data));
      if (frame) super.send(frame);
    }
  };
}

function isFrame(data: unknown): data is Uint8Array<ArrayBuffer> {
  return data instanceof Uint8Array;
}
