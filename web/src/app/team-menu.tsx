import { Link, useNavigate } from '@tanstack/react-router';
import { LogOut, Pencil, UserPlus, Users } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import type { Team } from '@/api/types';
import { LeaveTeamDialog } from '@/features/teams/leave-team-dialog';
import { RenameTeamDialog } from '@/features/teams/rename-team-dialog';
import { t } from '@/i18n/t';
import { paths } from '@/lib/paths';
import { canManage } from '@/lib/team-role';
import { Menu, MenuItem, MenuSeparator } from '@/ui/menu';

export function TeamMenu({ team, trigger }: { team: Team; trigger: ReactElement }) {
  const navigate = useNavigate();
  const [renaming, setRenaming] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const manages = canManage(team.role);
  return (
    <>
      <Menu trigger={trigger} align="start">
        {manages && (
          <MenuItem
            icon={<UserPlus size={16} />}
            onSelect={() => void navigate({ to: paths.members(team.id), search: { invite: true } })}
          >
            {t('app.doInvite')}
          </MenuItem>
        )}
        <MenuItem asChild>
          <Link to={paths.members(team.id)}>
            <Users size={16} aria-hidden />
            {t('app.members')}
          </Link>
        </MenuItem>
        {manages && (
          <MenuItem icon={<Pencil size={16} />} onSelect={() => setRenaming(true)}>
            {t('teams.renameTeam')}
          </MenuItem>
        )}
        <MenuSeparator />
        <MenuItem danger icon={<LogOut size={16} />} onSelect={() => setLeaving(true)}>
          {t('teams.leaveTeam')}
        </MenuItem>
      </Menu>
      {renaming && <RenameTeamDialog team={team} open onOpenChange={setRenaming} />}
      <LeaveTeamDialog
        team={team}
        open={leaving}
        onOpenChange={setLeaving}
        onLeft={() => void navigate({ to: paths.home() })}
      />
    </>
  );
}
