import { Copy } from 'lucide-react';
import { type FormEvent, useId, useRef, useState } from 'react';
import { errorWords } from '@/api/errors';
import type { NewInvitation, Role, Team } from '@/api/types';
import { t } from '@/i18n/t';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Field } from '@/ui/field';
import { Input, Select } from '@/ui/input';
import { ErrorState } from '@/ui/states';
import { toast } from '@/ui/toast';
import { type InvitationWish, useMakeInvitation } from './queries';
import { roleName, rolesToGive, roleText } from './roles';

/** Mounted only while open, so that a new dialog starts from its beginning. */
export function InviteDialog({ team, onClose }: { team: Team; onClose: () => void }) {
  const make = useMakeInvitation(team.id);
  const form = useId();
  const [role, setRole] = useState<Role>('member');
  const [days, setDays] = useState('7');
  const [uses, setUses] = useState('10');

  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate(wish(role, days, uses));
  };

  if (make.data) return <LinkReady invitation={make.data} onClose={onClose} />;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('teams.inviteTitle')}
      description={t('teams.inviteText', { team: team.name })}
      actions={
        <>
          <Button onClick={onClose}>{t('teams.cancel')}</Button>
          <Button kind="primary" type="submit" form={form} busy={make.isPending}>
            {t('teams.makeLink')}
          </Button>
        </>
      }
    >
      <form id={form} className="flex flex-col gap-4" onSubmit={submit}>
        <Field label={t('teams.inviteRole')} hint={roleText(role)}>
          <Select value={role} onChange={(event) => setRole(event.target.value as Role)}>
            {rolesToGive(team.role).map((name) => (
              <option key={name} value={name}>
                {roleName(name)}
              </option>
            ))}
          </Select>
        </Field>
        <div className="grid grid-cols-2 gap-3">
          <Field label={t('teams.inviteExpiry')}>
            <Select value={days} onChange={(event) => setDays(event.target.value)}>
              <option value="1">{t('teams.expiryDay')}</option>
              <option value="7">{t('teams.expiryWeek')}</option>
              <option value="30">{t('teams.expiryMonth')}</option>
              <option value="">{t('teams.expiryNever')}</option>
            </Select>
          </Field>
          <Field label={t('teams.inviteUses')}>
            <Select value={uses} onChange={(event) => setUses(event.target.value)}>
              <option value="1">{t('teams.usesOne')}</option>
              <option value="10">{t('teams.usesTen')}</option>
              <option value="50">{t('teams.usesFifty')}</option>
              <option value="">{t('teams.usesAny')}</option>
            </Select>
          </Field>
        </div>
        {make.error && <ErrorState {...errorWords(make.error)} size="inline" />}
      </form>
    </Dialog>
  );
}

function wish(role: Role, days: string, uses: string): InvitationWish {
  return {
    role,
    ...(uses ? { maxUses: Number(uses) } : {}),
    ...(days ? { expiresAt: new Date(Date.now() + Number(days) * 86_400_000).toISOString() } : {}),
  };
}

function LinkReady({ invitation, onClose }: { invitation: NewInvitation; onClose: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  // The address people reach this studio by is the one in front of the reader, if the server knows no other.
  const url = new URL(invitation.url, location.origin).href;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(url);
      toast({ kind: 'ok', title: t('teams.copied') });
    } catch {
      input.current?.select();
      toast({ kind: 'error', title: t('teams.copyFailed') });
    }
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('teams.linkReady')}
      description={t('teams.linkReadyText')}
      actions={
        <>
          <Button onClick={onClose}>{t('teams.done')}</Button>
          <Button kind="primary" icon={<Copy size={14} />} onClick={() => void copy()}>
            {t('teams.copy')}
          </Button>
        </>
      }
    >
      <Field label={t('teams.link')}>
        <Input ref={input} readOnly value={url} onFocus={(event) => event.target.select()} />
      </Field>
    </Dialog>
  );
}
