/**
 * The shapes of the HTTP contract, by the names that the features use. Features take their types from here, never from
 * `generated/` directly: what the description leaves as a plain word is narrowed here, in one place.
 */
import type { components } from './generated/schema';

type Schemas = components['schemas'];

export type Person = Schemas['Person'];
export type User = Schemas['User'];
export type TokenAnswer = Schemas['TokenAnswer'];
export type Session = Schemas['Session'];
export type Role = Schemas['Role'];
export type Team = Schemas['Team'];
export type Member = Schemas['Member'];
export type Invitation = Schemas['Invitation'];
export type NewInvitation = Schemas['NewInvitation'];
export type InvitationPreview = Schemas['InvitationPreview'];
/** `StoredFile` because `File` is the browser's own. */
export type StoredFile = Schemas['File'];
export type Channel = Schemas['Channel'];
export type Message = Schemas['Message'];
export type ReadState = Schemas['ReadCursor'];
export type RealtimeTicket = Schemas['TicketView'];
export type FieldProblem = Schemas['FieldError'];
export type Problem = Schemas['Problem'];

/** One page of any list: the description has one schema for each kind of item. The cursor is always sent. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export type Studio = Narrow<Schemas['Studio'], { registration: 'open' | 'invite' }>;

export type DocumentKind = 'document' | 'board';

/** `StudioDocument` because `Document` is the browser's own. */
export type StudioDocument = Narrow<Schemas['Document'], { kind: DocumentKind; role: 'viewer' | 'editor' }>;

/** A schema with some of its fields said more exactly. */
type Narrow<Schema, Exact extends Partial<Schema>> = Omit<Schema, keyof Exact> & Exact;

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
