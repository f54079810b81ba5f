import type { Team } from '@/api/types';
import { t } from '@/i18n/t';
import { Dialog } from '@/ui/dialog';
import { TeamForm } from './team-form';

interface CreateTeamDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onCreated: (team: Team) => void;
}

export function CreateTeamDialog({ open, onOpenChange, onCreated }: CreateTeamDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('teams.createTeam')}
      description={t('teams.createTeamText')}
    >
      <TeamForm onDone={onCreated} onCancel={() => onOpenChange(false)} />
    </Dialog>
  );
}
