import { Ellipsis, UserMinus } from 'lucide-react';
import { useState } from 'react';
import { errorWords } from '@/api/errors';
import type { Member, Role, Team } from '@/api/types';
import { t } from '@/i18n/t';
import { fullTime, shortAgo } from '@/lib/dates';
import { Avatar } from '@/ui/avatar';
import { IconButton } from '@/ui/icon-button';
import { Select } from '@/ui/input';
import { Menu, MenuItem } from '@/ui/menu';
import { Row } from '@/ui/row';
import { toast } from '@/ui/toast';
import { ConfirmDialog } from './confirm-dialog';
import { useChangeRole, useRemoveMember } from './queries';
import { mayChange, roleName, rolesToGive } from './roles';

interface MemberRowProps {
  team: Team;
  member: Member;
  /** The reader's own row. */
  own: boolean;
}

export function MemberRow({ team, member, own }: MemberRowProps) {
  const [removing, setRemoving] = useState(false);
  const remove = useRemoveMember(team.id);
  const changeable = mayChange(team.role, member.role);
  return (
    <li>
      <Row
        className="min-h-[52px]"
        lead={<Avatar name={member.name} hue={member.hue} size={32} decorative />}
        title={
          <>
            {member.name}
            {own && <span className="ml-1.5 font-rest text-muted">({t('teams.you')})</span>}
          </>
        }
        detail={
          <span title={fullTime(member.joinedAt)}>
            {member.email}
            <span className="max-wide:hidden">
              {' · '}
              {t('teams.joined', { date: shortAgo(member.joinedAt) })}
            </span>
          </span>
        }
        end={
          <>
            {changeable ? (
              <RoleSelect team={team} member={member} />
            ) : (
              <span className="text-muted">{roleName(member.role)}</span>
            )}
            {changeable && !own ? (
              <Menu
                trigger={
                  <IconButton label={t('teams.memberActions', { name: member.name })}>
                    <Ellipsis size={16} />
                  </IconButton>
                }
              >
                <MenuItem danger icon={<UserMinus size={16} />} onSelect={() => setRemoving(true)}>
                  {t('teams.remove')}
                </MenuItem>
              </Menu>
            ) : (
              <span className="w-[30px] max-wide:w-9" />
            )}
          </>
        }
      />
      <ConfirmDialog
        open={removing}
        onOpenChange={setRemoving}
        title={t('teams.removeTitle', { name: member.name })}
        description={t('teams.removeText')}
        action={t('teams.remove')}
        busy={remove.isPending}
        onConfirm={() =>
          remove.mutate(member, {
            onSuccess: () => toast({ kind: 'ok', title: t('teams.removed', { name: member.name }) }),
            onError: (error) => toast({ kind: 'error', ...errorWords(error) }),
            onSettled: () => setRemoving(false),
          })
        }
      />
    </li>
  );
}

function RoleSelect({ team, member }: { team: Team; member: Member }) {
  const change = useChangeRole(team.id);
  return (
    <Select
      aria-label={t('teams.roleOf', { name: member.name })}
      className="h-[30px]! w-auto! border-transparent! text-base! hover:border-line-strong! max-wide:h-9!"
      value={member.role}
      onChange={(event) => {
        const role = event.target.value as Role;
        change.mutate(
          { member, role },
          {
            onSuccess: () =>
              toast({
                kind: 'ok',
                title: t('teams.roleChanged', { name: member.name, role: roleName(role) }),
              }),
            onError: (error) => toast({ kind: 'error', ...errorWords(error) }),
          },
        );
      }}
    >
      {rolesToGive(team.role).map((role) => (
        <option key={role} value={role}>
          {roleName(role)}
        </option>
      ))}
    </Select>
  );
}
