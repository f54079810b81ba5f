import { errorWords } from '@/api/errors';
import type { Team } from '@/api/types';
import { t } from '@/i18n/t';
import { toast } from '@/ui/toast';
import { ConfirmDialog } from './confirm-dialog';
import { useLeaveTeam } from './queries';

interface LeaveTeamDialogProps {
  team: Team;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onLeft: () => void;
}

export function LeaveTeamDialog({ team, open, onOpenChange, onLeft }: LeaveTeamDialogProps) {
  const leave = useLeaveTeam(team.id);
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('teams.leaveTitle', { team: team.name })}
      description={t('teams.leaveText')}
      action={t('teams.leave')}
      busy={leave.isPending}
      onConfirm={() =>
        leave.mutate(undefined, {
          onSuccess: () => {
            onOpenChange(false);
            toast({ kind: 'ok', title: t('teams.left', { team: team.name }) });
            onLeft();
          },
          onError: (error) => {
            onOpenChange(false);
            toast({ kind: 'error', ...errorWords(error) });
          },
        })
      }
    />
  );
}
