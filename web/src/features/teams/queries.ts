import { type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/api/client';
import { onEvent } from '@/api/events';
import type { Invitation, InvitationPreview, Member, NewInvitation, Page, Role, Team } from '@/api/types';

const keys = {
  teams: ['teams'] as const,
  members: (teamId: string) => ['members', teamId] as const,
  invitations: (teamId: string) => ['invitations', teamId] as const,
};

export const teamsQuery = () =>
  queryOptions({
    queryKey: keys.teams,
    queryFn: ({ signal }) => api.get<Page<Team>>('/teams', { query: { limit: 100 }, signal }),
    select: (page) => page.items,
  });

export const membersQuery = (teamId: string) =>
  queryOptions({
    queryKey: keys.members(teamId),
    queryFn: ({ signal }) => everyMember(teamId, signal),
  });

/** Teams are small enough to show whole; the pages are followed to their end. */
async function everyMember(teamId: string, signal: AbortSignal): Promise<Member[]> {
  const members: Member[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Member> = await api.get(`/teams/${teamId}/members`, {
      query: { cursor, limit: 100 },
      signal,
    });
    members.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return members;
}

export const invitationsQuery = (teamId: string) =>
  queryOptions({
    queryKey: keys.invitations(teamId),
    queryFn: ({ signal }) =>
      api.get<Page<Invitation>>(`/teams/${teamId}/invitations`, { query: { limit: 100 }, signal }),
    select: (page) => page.items,
  });

export const invitationPreviewQuery = (token: string) =>
  queryOptions({
    queryKey: ['invitation', token],
    queryFn: ({ signal }) =>
      api.get<InvitationPreview>(`/invitations/${encodeURIComponent(token)}`, { anonymous: true, signal }),
    retry: false,
  });

function patchTeams(queries: QueryClient, change: (teams: Team[]) => Team[]): void {
  queries.setQueryData<Page<Team>>(keys.teams, (page) => page && { ...page, items: change(page.items) });
}

function patchTeam(queries: QueryClient, teamId: string, change: (team: Team) => Team): void {
  patchTeams(queries, (teams) => teams.map((team) => (team.id === teamId ? change(team) : team)));
}

function patchMembers(queries: QueryClient, teamId: string, change: (members: Member[]) => Member[]): void {
  queries.setQueryData<Member[]>(keys.members(teamId), (members) => members && change(members));
}

/** Puts a member where it belongs: in its place if there is one, else at the end. Hearing of it twice changes nothing. */
export function withMember(members: readonly Member[], member: Member): Member[] {
  return members.some((other) => other.userId === member.userId)
    ? members.map((other) => (other.userId === member.userId ? member : other))
    : [...members, member];
}

function memberChanged(queries: QueryClient, teamId: string, member: Member): void {
  const me = queries.getQueryData<{ id: string }>(['me'])?.id;
  patchMembers(queries, teamId, (members) => withMember(members, member));
  if (member.userId === me) patchTeam(queries, teamId, (team) => ({ ...team, role: member.role }));
}

onEvent('member.joined', ({ teamId, member }, queries) => {
  memberChanged(queries, teamId, member);
  // The count comes from the server: an event may be heard twice, and must not be counted twice.
  void queries.invalidateQueries({ queryKey: keys.teams });
  void queries.invalidateQueries({ queryKey: keys.invitations(teamId) });
});

onEvent('member.updated', ({ teamId, member }, queries) => memberChanged(queries, teamId, member));

onEvent('member.removed', ({ teamId, userId }, queries) => {
  patchMembers(queries, teamId, (members) => members.filter((member) => member.userId !== userId));
  void queries.invalidateQueries({ queryKey: keys.teams });
});

onEvent('team.updated', ({ teamId, name }, queries) =>
  patchTeam(queries, teamId, (team) => ({ ...team, name })),
);

onEvent('team.joined', (_event, queries) => {
  void queries.invalidateQueries({ queryKey: keys.teams });
});

onEvent('team.left', ({ teamId }, queries) => {
  patchTeams(queries, (teams) => teams.filter((team) => team.id !== teamId));
});

export function useCreateTeam() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ name, key }: { name: string; key: string }) =>
      api.post<Team>('/teams', { name }, { idempotencyKey: key }),
    onSuccess: (team) => {
      patchTeams(queries, (teams) => [...teams.filter((other) => other.id !== team.id), team]);
      return queries.invalidateQueries({ queryKey: keys.teams });
    },
  });
}

export function useRenameTeam(teamId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => api.patch<Team>(`/teams/${teamId}`, { name }),
    onSuccess: (team) => patchTeam(queries, teamId, () => team),
  });
}

export function useLeaveTeam(teamId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api.post<void>(`/teams/${teamId}/leave`),
    onSuccess: () => patchTeams(queries, (teams) => teams.filter((team) => team.id !== teamId)),
  });
}

export function useChangeRole(teamId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ member, role }: { member: Member; role: Role }) =>
      api.patch<Member>(`/teams/${teamId}/members/${member.userId}`, { role }),
    onMutate: ({ member, role }) =>
      patchMembers(queries, teamId, (members) => withMember(members, { ...member, role })),
    onSuccess: (member) => memberChanged(queries, teamId, member),
    onError: (_error, { member }) => patchMembers(queries, teamId, (members) => withMember(members, member)),
  });
}

export function useRemoveMember(teamId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (member: Member) => api.delete(`/teams/${teamId}/members/${member.userId}`),
    onSuccess: (_, removed) => {
      patchMembers(queries, teamId, (members) =>
        members.filter((member) => member.userId !== removed.userId),
      );
      return queries.invalidateQueries({ queryKey: keys.teams });
    },
  });
}

export interface InvitationWish {
  role: Role;
  maxUses?: number;
  expiresAt?: string;
}

export function useMakeInvitation(teamId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (wish: InvitationWish) => api.post<NewInvitation>(`/teams/${teamId}/invitations`, wish),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.invitations(teamId) }),
  });
}

export function useRevokeInvitation(teamId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (invitation: Invitation) => api.delete(`/teams/${teamId}/invitations/${invitation.id}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.invitations(teamId) }),
  });
}

export function useAcceptInvitation(token: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api.post<Team>(`/invitations/${encodeURIComponent(token)}/accept`),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.teams }),
  });
}
