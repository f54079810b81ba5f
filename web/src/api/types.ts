/** The shapes of the HTTP contract. Features take their types from here, never from `generated/` directly. */

export interface Person {
  id: string;
  name: string;
  hue: number;
}

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export interface Studio {
  name: string;
  firstRun: boolean;
  registration: 'open' | 'invite';
  version: string;
  insecureTransport: boolean;
}

export interface User {
  id: string;
  email: string;
  name: string;
  hue: number;
  studioRole: 'owner' | 'member';
  createdAt: string;
}

export interface TokenAnswer {
  accessToken: string;
  refreshToken?: string;
  expiresIn: number;
  tokenType: 'Bearer';
  user: User;
}

export interface Session {
  id: string;
  device: string;
  network: string;
  createdAt: string;
  lastSeenAt: string;
  current: boolean;
}

export type Role = 'owner' | 'admin' | 'member' | 'viewer';

export interface Team {
  id: string;
  name: string;
  hue: number;
  role: Role;
  memberCount: number;
  createdAt: string;
}

export interface Member {
  userId: string;
  name: string;
  email: string;
  hue: number;
  role: Role;
  joinedAt: string;
}

export interface Invitation {
  id: string;
  role: Role;
  uses: number;
  maxUses: number | null;
  expiresAt: string | null;
  createdAt: string;
  createdBy: Person;
  revokedAt: string | null;
}

export interface NewInvitation extends Invitation {
  token: string;
  url: string;
}

export interface InvitationPreview {
  teamName: string;
  teamHue: number;
  role: Role;
  invitedBy: Person;
}

/** `StoredFile` because `File` is the browser's own. */
export interface StoredFile {
  id: string;
  teamId: string;
  folderId: string | null;
  name: string;
  size: number;
  mimeType: string;
  blake3: string;
  createdAt: string;
  updatedAt: string;
  createdBy: Person;
}

export interface Channel {
  id: string;
  teamId: string;
  name: string;
  private: boolean;
  lastSeq: number;
  lastReadSeq: number;
  unread: number;
  createdAt: string;
}

export interface Message {
  id: string;
  channelId: string;
  seq: number;
  clientId: string;
  author: Person;
  text: string;
  html: string;
  createdAt: string;
}

export interface ReadState {
  lastReadSeq: number;
  unread: number;
}

export type DocumentKind = 'document' | 'board';

/** `StudioDocument` because `Document` is the browser's own. */
export interface StudioDocument {
  id: string;
  teamId: string;
  title: string;
  kind: DocumentKind;
  createdAt: string;
  updatedAt: string;
  createdBy: Person;
  role: 'viewer' | 'editor';
}

export interface RealtimeTicket {
  ticket: string;
  expiresIn: number;
}

export interface FieldProblem {
  field: string;
  code: string;
  message: string;
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  requestId: string;
  errors?: FieldProblem[];
}

/** What the realtime socket says, by `type`. */
export interface RealtimeEvents {
  hello: { userId: string; sessionId: string };
  'message.created': { channelId: string; teamId: string; seq: number; message: Message };
  'channel.created': { teamId: string; channel: Channel };
  'channel.read': { channelId: string; lastReadSeq: number; unread: number };
  'file.created': { teamId: string; file: StoredFile };
  'file.updated': { teamId: string; file: StoredFile };
  'file.deleted': { teamId: string; fileId: string };
  'document.created': { teamId: string; document: StudioDocument };
  'document.updated': { teamId: string; document: StudioDocument };
  'document.deleted': { teamId: string; documentId: string };
  'member.joined': { teamId: string; member: Member };
  'member.updated': { teamId: string; member: Member };
  'member.removed': { teamId: string; userId: string };
  'team.updated': { teamId: string; name: string };
  'team.joined': { teamId: string };
  'team.left': { teamId: string };
  'sessions.changed': Record<string, never>;
}

export type RealtimeType = keyof RealtimeEvents;
