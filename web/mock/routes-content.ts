import type { StudioDocument } from '../src/api/types.ts';
import {
  addChannel,
  addMessage,
  channelOf,
  db,
  documentOf,
  newId,
  personOf,
  type StoredChannel,
} from './db.ts';
import { type Call, invalid, jsonOf, Refusal, route, signedIn } from './http.ts';
import { tell } from './realtime.ts';
import { membersOf, teamFor } from './routes-teams.ts';

function page<T extends { id: string }>(
  all: T[],
  query: URLSearchParams,
): { items: T[]; nextCursor: string | null } {
  const limit = Math.min(100, Number(query.get('limit')) || 50);
  const cursor = query.get('cursor');
  const start = cursor ? all.findIndex((item) => item.id === cursor) + 1 : 0;
  const items = all.slice(start, start + limit);
  return { items, nextCursor: start + limit < all.length ? (items.at(-1)?.id ?? null) : null };
}

export function contentRoutes(): void {
  channelRoutes();
  documentRoutes();
}

function channelFor(call: Call, least: 'viewer' | 'member' = 'viewer') {
  const channel = db.channels.get(call.params[0] ?? '');
  if (!channel) throw new Refusal(404, 'not_found');
  return { channel, ...teamFor(call, channel.teamId, least) };
}

function channelRoutes(): void {
  route('GET', '/teams/:/channels', (call) => {
    const { team, userId } = teamFor(call, call.params[0] ?? '');
    const own = [...db.channels.values()].filter((channel) => channel.teamId === team.id);
    return { json: { items: own.map((channel) => channelOf(channel, userId)), nextCursor: null } };
  });

  route('POST', '/teams/:/channels', (call) => {
    const { team, userId } = teamFor(call, call.params[0] ?? '', 'member');
    const wanted = jsonOf<{ name?: string; private?: boolean }>(call);
    const name = wanted.name?.trim() ?? '';
    if (name === '') throw invalid('name', 'Write a name.');
    const taken = [...db.channels.values()].some(
      (channel) => channel.teamId === team.id && channel.name === name,
    );
    if (taken) throw new Refusal(409, 'name_taken');
    const channel = addChannel(team.id, name, wanted.private ?? false);
    for (const id of membersOf(team))
      tell([id], 'channel.created', { teamId: team.id, channel: channelOf(channel, id) });
    return { status: 201, json: channelOf(channel, userId) };
  });

  route('GET', '/channels/:/messages', (call) => ({
    json: messagesPage(channelFor(call).channel, call.query),
  }));

  route('POST', '/channels/:/messages', (call) => {
    const { channel, team, userId } = channelFor(call, 'member');
    const { text = '', clientId = newId() } = jsonOf<{ text?: string; clientId?: string }>(call);
    const before = channel.messages.find((m) => m.clientId === clientId && m.author.id === userId);
    if (before) return { json: before };
    if (text.length < 1 || text.length > 16_000) throw invalid('text', 'Between 1 and 16,000 characters.');
    const message = addMessage(channel, userId, text, clientId);
    const { id: channelId, teamId } = channel;
    tell(membersOf(team), 'message.created', { channelId, teamId, seq: message.seq, message });
    return { status: 201, json: message };
  });

  route('PUT', '/channels/:/read', (call) => {
    const { channel, userId } = channelFor(call);
    const { seq } = jsonOf<{ seq: number }>(call);
    channel.read.set(userId, Math.max(channel.read.get(userId) ?? 0, seq));
    const { lastReadSeq, unread } = channelOf(channel, userId);
    tell([userId], 'channel.read', { channelId: channel.id, lastReadSeq, unread });
    return { json: { lastReadSeq, unread } };
  });
}

function messagesPage(channel: StoredChannel, query: URLSearchParams) {
  const limit = Math.min(100, Number(query.get('limit')) || 50);
  const after = query.get('after');
  if (after !== null) {
    const newer = channel.messages.filter((message) => message.seq > Number(after));
    const items = newer.slice(0, limit);
    return { items, nextCursor: newer.length > limit ? String(items.at(-1)?.seq) : null };
  }
  const before = Number(query.get('before') ?? Number.POSITIVE_INFINITY);
  const older = channel.messages.filter((message) => message.seq < before);
  const items = older.slice(-limit);
  return { items, nextCursor: older.length > limit ? String(items[0]?.seq) : null };
}

function documentFor(call: Call, least: 'viewer' | 'member' = 'viewer') {
  signedIn(call);
  const document = db.documents.get(call.params[0] ?? '');
  if (!document) throw new Refusal(404, 'not_found');
  return { document, ...teamFor(call, document.teamId, least) };
}

function documentRoutes(): void {
  route('GET', '/documents', (call) => {
    const { team, role } = teamFor(call, call.query.get('teamId') ?? '');
    const kind = call.query.get('kind');
    const own = [...db.documents.values()]
      .filter((document) => document.teamId === team.id && (kind === null || document.kind === kind))
      .sort((a, b) => b.updatedAt.localeCompare(a.updatedAt))
      .map((document) => documentOf(document, role));
    return { json: page(own, call.query) };
  });

  route('POST', '/documents', (call) => {
    const wanted = jsonOf<Pick<StudioDocument, 'teamId' | 'title' | 'kind'>>(call);
    const { team, userId, role } = teamFor(call, wanted.teamId, 'member');
    const now = new Date().toISOString();
    const { teamId, title, kind } = wanted;
    const stored = {
      id: newId(),
      teamId,
      title,
      kind,
      createdAt: now,
      updatedAt: now,
      createdBy: personOf(userId),
    };
    db.documents.set(stored.id, stored);
    const document = documentOf(stored, role);
    tell(membersOf(team), 'document.created', { teamId, document });
    return { status: 201, json: document };
  });

  route('GET', '/documents/:', (call) => {
    const { document, role } = documentFor(call);
    return { json: documentOf(document, role) };
  });

  route('PATCH', '/documents/:', (call) => {
    const { document, team, role } = documentFor(call, 'member');
    document.title = jsonOf<{ title?: string }>(call).title ?? document.title;
    document.updatedAt = new Date().toISOString();
    const changed = documentOf(document, role);
    tell(membersOf(team), 'document.updated', { teamId: team.id, document: changed });
    return { json: changed };
  });

  route('DELETE', '/documents/:', (call) => {
    const { document, team } = documentFor(call, 'member');
    db.documents.delete(document.id);
    tell(membersOf(team), 'document.deleted', { teamId: team.id, documentId: document.id });
    return {};
  });
}
