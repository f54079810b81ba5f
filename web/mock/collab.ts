import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { WebSocket } from 'ws';
import * as awareness from 'y-protocols/awareness';
import * as sync from 'y-protocols/sync';
import * as Y from 'yjs';
import { db } from './db.ts';

/** The y-websocket protocol with the acknowledgement (100) of the contract, in memory. */
const SYNC = 0;
const AWARENESS = 1;
const QUERY_AWARENESS = 3;
const ACK = 100;

interface Room {
  doc: Y.Doc;
  awareness: awareness.Awareness;
  sockets: Map<WebSocket, Set<number>>;
}

const rooms = new Map<string, Room>();

function roomOf(id: string): Room {
  const found = rooms.get(id);
  if (found) return found;
  const doc = new Y.Doc();
  const room: Room = { doc, awareness: new awareness.Awareness(doc), sockets: new Map() };
  room.awareness.setLocalState(null);
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    const message = frame(SYNC, (encoder) => sync.writeUpdate(encoder, update));
    for (const socket of room.sockets.keys()) if (socket !== origin) socket.send(message);
    const document = db.documents.get(id);
    if (document) document.updatedAt = new Date().toISOString();
  });
  room.awareness.on(
    'update',
    ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>, origin: unknown) => {
      const own = room.sockets.get(origin as WebSocket);
      for (const client of added) own?.add(client);
      broadcastAwareness(room, [...added, ...updated, ...removed]);
    },
  );
  rooms.set(id, room);
  return room;
}

function broadcastAwareness(room: Room, clients: number[]): void {
  const update = awareness.encodeAwarenessUpdate(room.awareness, clients);
  const message = frame(AWARENESS, (encoder) => encoding.writeVarUint8Array(encoder, update));
  for (const socket of room.sockets.keys()) socket.send(message);
}

function frame(type: number, write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, type);
  write(encoder);
  return encoding.toUint8Array(encoder);
}

export function collab(socket: WebSocket, id: string, userId: string, query: URLSearchParams): void {
  const document = db.documents.get(id);
  const role = document && db.teams.get(document.teamId)?.members.get(userId)?.role;
  if (!role) return socket.close(4404, 'no such document');
  const room = roomOf(id);
  room.sockets.set(socket, new Set());
  let updates = 0;

  socket.binaryType = 'arraybuffer';
  socket.on('message', (data: ArrayBuffer) => {
    const decoder = decoding.createDecoder(new Uint8Array(data));
    const type = decoding.readVarUint(decoder);
    if (type === AWARENESS) {
      awareness.applyAwarenessUpdate(room.awareness, decoding.readVarUint8Array(decoder), socket);
    } else if (type === QUERY_AWARENESS) {
      broadcastAwareness(room, [...room.awareness.getStates().keys()]);
    } else if (type === SYNC) {
      const kind = decoding.peekVarUint(decoder);
      if (kind === sync.messageYjsUpdate && role === 'viewer') return socket.close(4403, 'read only');
      const answer = frame(SYNC, (encoder) => sync.readSyncMessage(decoder, encoder, room.doc, socket));
      if (answer.length > 1) socket.send(answer);
      if (kind !== sync.messageYjsUpdate) return;
      updates += 1;
      const count = updates;
      if (query.get('ack') === '1')
        socket.send(frame(ACK, (encoder) => encoding.writeVarUint(encoder, count)));
    }
  });
  socket.on('close', () => {
    awareness.removeAwarenessStates(room.awareness, [...(room.sockets.get(socket) ?? [])], null);
    room.sockets.delete(socket);
  });
  socket.send(frame(SYNC, (encoder) => sync.writeSyncStep1(encoder, room.doc)));
  if (room.awareness.getStates().size > 0) broadcastAwareness(room, [...room.awareness.getStates().keys()]);
}
