import { type FormEvent, useId, useState } from 'react';
import { errorWords } from '@/api/errors';
import type { Team } from '@/api/types';
import { t } from '@/i18n/t';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Field } from '@/ui/field';
import { Input } from '@/ui/input';
import { toast } from '@/ui/toast';
import { useRenameTeam } from './queries';

interface RenameTeamDialogProps {
  team: Team;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function RenameTeamDialog({ team, open, onOpenChange }: RenameTeamDialogProps) {
  const rename = useRenameTeam(team.id);
  const form = useId();
  const [name, setName] = useState(team.name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate(name.trim(), {
      onSuccess: (renamed) => {
        onOpenChange(false);
        toast({ kind: 'ok', title: t('teams.renamed', { name: renamed.name }) });
      },
    });
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('teams.renameTeam')}
      actions={
        <>
          <Button onClick={() => onOpenChange(false)}>{t('teams.cancel')}</Button>
          <Button kind="primary" type="submit" form={form} busy={rename.isPending}>
            {t('teams.save')}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit}>
        <Field label={t('teams.teamName')} error={rename.error ? errorWords(rename.error).detail : undefined}>
          <Input required maxLength={80} value={name} onChange={(event) => setName(event.target.value)} />
        </Field>
      </form>
    </Dialog>
  );
}
