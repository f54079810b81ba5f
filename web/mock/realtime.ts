import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { RealtimeEvents, RealtimeType } from '../src/api/types.ts';
import { collab } from './collab.ts';
import { db } from './db.ts';
import { sessionOf } from './http.ts';

const server = new WebSocketServer({ noServer: true });
const sockets = new Map<WebSocket, { sessionId: string; userId: string }>();

/** Says something to all open pages of these people. */
export function tell<T extends RealtimeType>(
  userIds: readonly string[],
  type: T,
  event: RealtimeEvents[T],
): void {
  const text = JSON.stringify({ type, ...event });
  for (const [socket, { userId }] of sockets) if (userIds.includes(userId)) socket.send(text);
}

/** An ended session loses its sockets at once. */
export function closeSession(sessionId: string): void {
  for (const [socket, held] of sockets) if (held.sessionId === sessionId) socket.close(4401, 'revoked');
}

export function upgrade(req: IncomingMessage, stream: Duplex, head: Buffer): void {
  const url = new URL(req.url ?? '/', 'http://mock');
  if (url.pathname !== '/api/realtime' && !url.pathname.startsWith('/api/collab/')) return;
  server.handleUpgrade(req, stream, head, (socket) => {
    const ticket = url.searchParams.get('ticket') ?? '';
    const session = db.sessions.get(db.tickets.get(ticket) ?? '') ?? sessionOf(req, true);
    db.tickets.delete(ticket);
    if (!session) return socket.close(4401, 'unauthenticated');
    sockets.set(socket, { sessionId: session.id, userId: session.userId });
    socket.on('close', () => sockets.delete(socket));
    if (url.pathname === '/api/realtime') {
      const { id: sessionId, userId } = session;
      socket.send(JSON.stringify({ type: 'hello', userId, sessionId }));
      return;
    }
    // A document's socket hears no events; it is kept only to be closed with its session.
    sockets.set(socket, { sessionId: session.id, userId: '' });
    collab(
      socket,
      decodeURIComponent(url.pathname.slice('/api/collab/'.length)),
      session.userId,
      url.searchParams,
    );
  });
}
