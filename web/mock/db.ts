import { createHash, randomBytes } from 'node:crypto';
import type {
  Channel,
  Invitation,
  Member,
  Message,
  Person,
  Role,
  StoredFile,
  StudioDocument,
  Team,
  User,
} from '../src/api/types.ts';

/** The studio, in memory: what the real server keeps in its database, as small as the screens allow. */
export interface Account extends User {
  password: string;
}

export interface StoredSession {
  id: string;
  userId: string;
  secret: string;
  /** The one before, still good for a moment: a reload may lose the answer that carried the new one. */
  previous?: string;
  device: string;
  network: string;
  createdAt: string;
  lastSeenAt: string;
}

export interface StoredTeam {
  id: string;
  name: string;
  hue: number;
  createdAt: string;
  members: Map<string, { role: Role; joinedAt: string }>;
}

export interface StoredChannel extends Omit<Channel, 'lastReadSeq' | 'unread' | 'lastSeq'> {
  messages: Message[];
  read: Map<string, number>;
}

export interface StoredInvitation extends Invitation {
  teamId: string;
  token: string;
}

export const db = {
  studioName: 'FluxStudio',
  accounts: new Map<string, Account>(),
  sessions: new Map<string, StoredSession>(),
  tokens: new Map<string, { sessionId: string; expiresAt: number }>(),
  tickets: new Map<string, string>(),
  teams: new Map<string, StoredTeam>(),
  channels: new Map<string, StoredChannel>(),
  invitations: new Map<string, StoredInvitation>(),
  files: new Map<string, StoredFile & { content: Buffer }>(),
  documents: new Map<string, Omit<StudioDocument, 'role'>>(),
};

let last = 0;

/** UUIDv7: sorts by time, also within one millisecond. */
export function newId(at: number = Date.now()): string {
  last = Math.max(at, last);
  const time = at.toString(16).padStart(12, '0');
  const rest = randomBytes(10).toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(6, 18)}`;
}

export function secret(): string {
  return randomBytes(18).toString('base64url');
}

export function digest(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

export function isoAgo(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString();
}

export function personOf(userId: string): Person {
  const { id, name, hue } = need(db.accounts.get(userId));
  return { id, name, hue };
}

export function userOf(account: Account): User {
  const { password: _, ...user } = account;
  return user;
}

export function teamOf(team: StoredTeam, userId: string): Team {
  const { id, name, hue, createdAt, members } = team;
  return { id, name, hue, role: need(members.get(userId)).role, memberCount: members.size, createdAt };
}

export function memberOf(team: StoredTeam, userId: string): Member {
  const { name, email, hue } = need(db.accounts.get(userId));
  return { userId, name, email, hue, ...need(team.members.get(userId)) };
}

export function channelOf(channel: StoredChannel, userId: string): Channel {
  const { messages, read, ...rest } = channel;
  const lastSeq = messages.length;
  const lastReadSeq = read.get(userId) ?? 0;
  const unread = messages.filter((m) => m.seq > lastReadSeq && m.author.id !== userId).length;
  return { ...rest, lastSeq, lastReadSeq, unread };
}

export function documentOf(document: Omit<StudioDocument, 'role'>, role: Role): StudioDocument {
  return { ...document, role: role === 'viewer' ? 'viewer' : 'editor' };
}

export function need<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the mock lost something it should have');
  return value;
}

export function addAccount(email: string, password: string, name: string): Account {
  const account: Account = {
    id: newId(),
    email,
    password,
    name,
    hue: db.accounts.size % 8,
    studioRole: db.accounts.size === 0 ? 'owner' : 'member',
    createdAt: new Date().toISOString(),
  };
  db.accounts.set(account.id, account);
  return account;
}

export function addTeam(name: string, ownerId: string): StoredTeam {
  const team: StoredTeam = {
    id: newId(),
    name,
    hue: (db.teams.size * 3 + 1) % 8,
    createdAt: new Date().toISOString(),
    members: new Map([[ownerId, { role: 'owner', joinedAt: new Date().toISOString() }]]),
  };
  db.teams.set(team.id, team);
  addChannel(team.id, 'general');
  return team;
}

export function addChannel(teamId: string, name: string, isPrivate = false): StoredChannel {
  const channel: StoredChannel = {
    id: newId(),
    teamId,
    name,
    private: isPrivate,
    // Never the same moment twice, since the sidebar's order is the order of creation.
    createdAt: new Date(Date.now() + db.channels.size).toISOString(),
    messages: [],
    read: new Map(),
  };
  db.channels.set(channel.id, channel);
  return channel;
}

export function addMessage(
  channel: StoredChannel,
  authorId: string,
  text: string,
  clientId: string,
  createdAt = new Date().toISOString(),
): Message {
  const message: Message = {
    id: newId(),
    channelId: channel.id,
    seq: channel.messages.length + 1,
    clientId,
    author: personOf(authorId),
    text,
    html: render(text),
    createdAt,
  };
  channel.messages.push(message);
  return message;
}

/** Enough Markdown for the screens; the real server has a real one. */
function render(text: string): string {
  const safe = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const marked = safe
    .replace(/\*\*(.+?)\*\*/g, '<strong>$1</strong>')
    .replace(/_(.+?)_/g, '<em>$1</em>')
    .replace(/`(.+?)`/g, '<code>$1</code>')
    .replace(/(https?:\/\/[^\s<]+)/g, '<a href="$1" rel="noopener noreferrer nofollow">$1</a>');
  return marked
    .split(/\n{2,}/)
    .map((part) => `<p>${part.replace(/\n/g, '<br>')}</p>`)
    .join('');
}
