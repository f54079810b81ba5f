import type { Role } from '../src/api/types.ts';
import {
  addTeam,
  db,
  memberOf,
  need,
  newId,
  personOf,
  type StoredInvitation,
  type StoredTeam,
  secret,
  teamOf,
} from './db.ts';
import { type Call, invalid, jsonOf, Refusal, route, signedIn } from './http.ts';
import { tell } from './realtime.ts';

const rank: Record<Role, number> = { viewer: 0, member: 1, admin: 2, owner: 3 };

/** The team and the reader's role in it; a stranger gets 404, someone with too small a role 403. */
export function teamFor(
  call: Call,
  teamId: string,
  least: Role = 'viewer',
): { team: StoredTeam; userId: string; role: Role } {
  const { account } = signedIn(call);
  const team = db.teams.get(teamId);
  const member = team?.members.get(account.id);
  if (!team || !member) throw new Refusal(404, 'not_found');
  if (rank[member.role] < rank[least]) throw new Refusal(403, 'forbidden');
  return { team, userId: account.id, role: member.role };
}

export function membersOf(team: StoredTeam): string[] {
  return [...team.members.keys()];
}

export function openInvitation(token: string): StoredInvitation {
  const found = [...db.invitations.values()].find((invitation) => invitation.token === token);
  const spent = found && found.maxUses !== null && found.uses >= found.maxUses;
  const expired = found?.expiresAt && Date.parse(found.expiresAt) < Date.now();
  if (!found || found.revokedAt || spent || expired) throw new Refusal(410, 'invitation_invalid');
  return found;
}

export function join(invitation: StoredInvitation, userId: string): StoredTeam {
  const team = need(db.teams.get(invitation.teamId));
  if (team.members.has(userId)) return team;
  team.members.set(userId, { role: invitation.role, joinedAt: new Date().toISOString() });
  invitation.uses += 1;
  tell(membersOf(team), 'member.joined', { teamId: team.id, member: memberOf(team, userId) });
  tell([userId], 'team.joined', { teamId: team.id });
  return team;
}

export function teamRoutes(): void {
  route('GET', '/teams', (call) => {
    const { account } = signedIn(call);
    const own = [...db.teams.values()].filter((team) => team.members.has(account.id));
    return { json: { items: own.map((team) => teamOf(team, account.id)), nextCursor: null } };
  });

  route('POST', '/teams', (call) => {
    const { account } = signedIn(call);
    const { name = '' } = jsonOf<{ name?: string }>(call);
    if (name.trim() === '') throw invalid('name', 'Write a name.');
    return { status: 201, json: teamOf(addTeam(name.trim(), account.id), account.id) };
  });

  route('GET', '/teams/:', (call) => {
    const { team, userId } = teamFor(call, call.params[0] ?? '');
    return { json: teamOf(team, userId) };
  });

  route('PATCH', '/teams/:', (call) => {
    const { team, userId } = teamFor(call, call.params[0] ?? '', 'admin');
    team.name = jsonOf<{ name?: string }>(call).name?.trim() || team.name;
    tell(membersOf(team), 'team.updated', { teamId: team.id, name: team.name });
    return { json: teamOf(team, userId) };
  });

  memberRoutes();
  invitationRoutes();
}

function memberRoutes(): void {
  route('GET', '/teams/:/members', (call) => {
    const { team } = teamFor(call, call.params[0] ?? '');
    return { json: { items: membersOf(team).map((id) => memberOf(team, id)), nextCursor: null } };
  });

  route('PATCH', '/teams/:/members/:', (call) => {
    const { team } = teamFor(call, call.params[0] ?? '', 'admin');
    const userId = call.params[1] ?? '';
    const member = team.members.get(userId);
    if (!member) throw new Refusal(404, 'not_found');
    const { role } = jsonOf<{ role: Role }>(call);
    keepAnOwner(team, userId, role);
    member.role = role;
    tell(membersOf(team), 'member.updated', { teamId: team.id, member: memberOf(team, userId) });
    return { json: memberOf(team, userId) };
  });

  route('DELETE', '/teams/:/members/:', (call) => {
    const { team } = teamFor(call, call.params[0] ?? '', 'admin');
    leave(team, call.params[1] ?? '');
    return {};
  });

  route('POST', '/teams/:/leave', (call) => {
    const { team, userId } = teamFor(call, call.params[0] ?? '');
    leave(team, userId);
    return {};
  });
}

function leave(team: StoredTeam, userId: string): void {
  if (!team.members.has(userId)) throw new Refusal(404, 'not_found');
  keepAnOwner(team, userId, 'viewer');
  team.members.delete(userId);
  tell(membersOf(team), 'member.removed', { teamId: team.id, userId });
  tell([userId], 'team.left', { teamId: team.id });
}

function keepAnOwner(team: StoredTeam, userId: string, next: Role): void {
  const others = [...team.members].some(([id, member]) => id !== userId && member.role === 'owner');
  if (team.members.get(userId)?.role === 'owner' && next !== 'owner' && !others)
    throw new Refusal(409, 'last_owner');
}

function shown({ teamId: _, token: __, ...invitation }: StoredInvitation) {
  return invitation;
}

function invitationRoutes(): void {
  route('GET', '/teams/:/invitations', (call) => {
    const { team } = teamFor(call, call.params[0] ?? '', 'admin');
    const own = [...db.invitations.values()].filter((invitation) => invitation.teamId === team.id);
    return { json: { items: own.map(shown).reverse(), nextCursor: null } };
  });

  route('POST', '/teams/:/invitations', (call) => {
    const { team, userId } = teamFor(call, call.params[0] ?? '', 'admin');
    const wanted = jsonOf<{ role: Role; maxUses?: number; expiresAt?: string }>(call);
    const invitation: StoredInvitation = {
      id: newId(),
      teamId: team.id,
      token: secret(),
      role: wanted.role,
      uses: 0,
      maxUses: wanted.maxUses ?? null,
      expiresAt: wanted.expiresAt ?? null,
      createdAt: new Date().toISOString(),
      createdBy: personOf(userId),
      revokedAt: null,
    };
    db.invitations.set(invitation.id, invitation);
    const url = `http://${call.req.headers.host}/invite/${invitation.token}`;
    return { status: 201, json: { ...shown(invitation), token: invitation.token, url } };
  });

  route('DELETE', '/teams/:/invitations/:', (call) => {
    const { team } = teamFor(call, call.params[0] ?? '', 'admin');
    const invitation = [...db.invitations.values()].find(
      (i) => i.id === call.params[1] && i.teamId === team.id,
    );
    if (!invitation) throw new Refusal(404, 'not_found');
    invitation.revokedAt = new Date().toISOString();
    return {};
  });

  route('GET', '/invitations/:', (call) => {
    const invitation = openInvitation(call.params[0] ?? '');
    const team = need(db.teams.get(invitation.teamId));
    const { role, createdBy: invitedBy } = invitation;
    return { json: { teamName: team.name, teamHue: team.hue, role, invitedBy } };
  });

  route('POST', '/invitations/:/accept', (call) => {
    const { account } = signedIn(call);
    return { json: teamOf(join(openInvitation(call.params[0] ?? ''), account.id), account.id) };
  });
}
