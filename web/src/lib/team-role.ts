import { createContext, useContext } from 'react';

type Role = 'owner' | 'admin' | 'member' | 'viewer';

/** What the reader is in the team on the screen; the shell fills it in, so that features need not ask one another. */
const TeamRole = createContext<Role>('viewer');

export const TeamRoleProvider = TeamRole.Provider;

export function useTeamRole(): Role {
  return useContext(TeamRole);
}

/** Members and above write content; viewers read. */
export function canWrite(role: Role): boolean {
  return role !== 'viewer';
}

/** Admins and owners look after members, invitations and the team's name. */
export function canManage(role: Role): boolean {
  return role === 'owner' || role === 'admin';
}
