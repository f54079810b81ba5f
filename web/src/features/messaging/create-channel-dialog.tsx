import { type FormEvent, useId, useRef, useState } from 'react';
import { ApiProblem, errorWords, hasCode } from '@/api/errors';
import type { Channel } from '@/api/types';
import { t } from '@/i18n/t';
import { newUuid } from '@/lib/uuid';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Field } from '@/ui/field';
import { Input } from '@/ui/input';
import { ErrorState } from '@/ui/states';
import { useCreateChannel } from './queries';

interface CreateChannelDialogProps {
  teamId: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onCreated: (channel: Channel) => void;
}

export function CreateChannelDialog({ teamId, open, onOpenChange, onCreated }: CreateChannelDialogProps) {
  const formId = useId();
  const create = useCreateChannel(teamId);
  const [name, setName] = useState('');
  const [isPrivate, setPrivate] = useState(false);
  const [missing, setMissing] = useState(false);
  // One key for one intention: pressing twice, or again after a lost answer, makes one channel.
  const key = useRef('');

  function change(next: boolean): void {
    if (next) {
      setName('');
      setPrivate(false);
      setMissing(false);
      create.reset();
    }
    onOpenChange(next);
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    const trimmed = name.trim().replace(/^#+\s*/, '');
    setMissing(trimmed === '');
    if (trimmed === '') return;
    key.current ||= newUuid();
    create.mutate(
      { name: trimmed, private: isPrivate, key: key.current },
      {
        onSuccess: (channel) => {
          key.current = '';
          change(false);
          onCreated(channel);
        },
        onError: (error) => {
          // Refused is settled: what is sent next is another intention. No answer is not.
          if (error instanceof ApiProblem) key.current = '';
        },
      },
    );
  }

  const problem = create.error;
  const nameError = missing
    ? t('messaging.createNameMissing')
    : hasCode(problem, 'name_taken') || hasCode(problem, 'conflict')
      ? t('messaging.createNameTaken')
      : problem instanceof ApiProblem
        ? problem.field('name')
        : undefined;
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      title={t('messaging.createTitle')}
      description={t(isPrivate ? 'messaging.createDescriptionPrivate' : 'messaging.createDescription')}
      actions={
        <>
          <Button onClick={() => change(false)}>{t('messaging.cancel')}</Button>
          <Button kind="primary" type="submit" form={formId} busy={create.isPending}>
            {t('messaging.create')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-4">
        <Field label={t('messaging.createName')} hint={t('messaging.createNameHint')} error={nameError}>
          <Input
            value={name}
            maxLength={64}
            autoComplete="off"
            onChange={(event) => {
              setName(event.target.value);
              setMissing(false);
              if (problem) create.reset();
            }}
          />
        </Field>
        <label className="flex items-start gap-2.5">
          <input
            type="checkbox"
            checked={isPrivate}
            className="mt-0.5 size-4 accent-accent"
            onChange={(event) => setPrivate(event.target.checked)}
          />
          <span>
            <span className="font-current">{t('messaging.createPrivate')}</span>
            <span className="block text-12 text-muted">{t('messaging.createPrivateHint')}</span>
          </span>
        </label>
        {problem && !nameError && <ErrorState size="inline" {...errorWords(problem)} />}
      </form>
    </Dialog>
  );
}
