import type { Invitation, Role } from '@/api/types';
import { t } from '@/i18n/t';

export const roles: readonly Role[] = ['owner', 'admin', 'member', 'viewer'];

export function roleName(role: Role): string {
  switch (role) {
    case 'owner':
      return t('teams.roleOwner');
    case 'admin':
      return t('teams.roleAdmin');
    case 'member':
      return t('teams.roleMember');
    case 'viewer':
      return t('teams.roleViewer');
  }
}

export function roleText(role: Role): string {
  switch (role) {
    case 'owner':
      return t('teams.roleOwnerText');
    case 'admin':
      return t('teams.roleAdminText');
    case 'member':
      return t('teams.roleMemberText');
    case 'viewer':
      return t('teams.roleViewerText');
  }
}

/** Only owners make and unmake owners; the server holds the same line. */
export function rolesToGive(own: Role): readonly Role[] {
  return own === 'owner' ? roles : roles.filter((role) => role !== 'owner');
}

export function mayChange(own: Role, other: Role): boolean {
  return own === 'owner' || (own === 'admin' && other !== 'owner');
}

export type InvitationState = 'open' | 'revoked' | 'expired' | 'spent';

export function invitationState(invitation: Invitation, now: Date = new Date()): InvitationState {
  if (invitation.revokedAt) return 'revoked';
  if (invitation.expiresAt && Date.parse(invitation.expiresAt) <= now.getTime()) return 'expired';
  if (invitation.maxUses !== null && invitation.uses >= invitation.maxUses) return 'spent';
  return 'open';
}
