import { type FormEvent, useState } from 'react';
import { ApiProblem, errorWords } from '@/api/errors';
import type { Team } from '@/api/types';
import { t } from '@/i18n/t';
import { newUuid } from '@/lib/uuid';
import { Button } from '@/ui/button';
import { Field } from '@/ui/field';
import { Input } from '@/ui/input';
import { useCreateTeam } from './queries';

interface TeamFormProps {
  onDone: (team: Team) => void;
  onCancel?: () => void;
  suggestion?: string;
}

export function TeamForm({ onDone, onCancel, suggestion = '' }: TeamFormProps) {
  const create = useCreateTeam();
  const [name, setName] = useState(suggestion);
  // One key for the life of the form: pressing twice, or again after a lost answer, makes one team.
  const [key] = useState(() => newUuid());
  const { error } = create;
  const fieldError = error instanceof ApiProblem ? error.field('name') : undefined;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ name: name.trim(), key }, { onSuccess: onDone });
  };

  return (
    <form className="flex flex-col gap-4" onSubmit={submit}>
      <Field
        label={t('teams.teamName')}
        error={fieldError ?? (error ? `${errorWords(error).title}. ${errorWords(error).detail}` : undefined)}
      >
        <Input
          required
          autoFocus
          maxLength={80}
          value={name}
          // Typing takes the place of what was only suggested.
          onFocus={(event) => name === suggestion && event.target.select()}
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <div className="flex justify-end gap-2">
        {onCancel && <Button onClick={onCancel}>{t('teams.cancel')}</Button>}
        <Button
          kind="primary"
          type="submit"
          busy={create.isPending}
          size={onCancel ? 'regular' : 'large'}
          className={onCancel ? '' : 'flex-1'}
        >
          {t('teams.create')}
        </Button>
      </div>
    </form>
  );
}
