import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { hasCode } from '@/api/errors';
import { t } from '@/i18n/t';
import { paths, safeNext } from '@/lib/paths';
import { Button } from '@/ui/button';
import { Field } from '@/ui/field';
import { Input } from '@/ui/input';
import { EntryFrame } from './entry-frame';
import { FormError } from './form-error';
import { PasswordInput } from './password-input';
import { studioQuery, useSignIn } from './queries';

interface SignInPageProps {
  /** Why the reader is here, when it was not their wish. */
  reason?: 'ended' | 'signed-out' | undefined;
  next?: string | undefined;
}

export function SignInPage({ reason, next }: SignInPageProps) {
  const studio = useQuery(studioQuery());
  const navigate = useNavigate();
  const signIn = useSignIn();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');

  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate(
      { email: email.trim(), password },
      { onSuccess: () => void navigate({ href: safeNext(next), replace: true }) },
    );
  };

  const wrong = hasCode(signIn.error, 'invalid_credentials') ? t('accounts.wrongCredentials') : undefined;
  const name = studio.data?.name;
  return (
    <EntryFrame
      title={t('accounts.signInTitle')}
      heading={name ? t('accounts.signInTo', { studio: name }) : t('accounts.signInTitle')}
      footer={
        studio.data?.registration === 'open' && (
          <>
            {t('accounts.noAccount')}{' '}
            <Link to={paths.register()} search={next ? { next } : {}} className="font-current text-accent">
              {t('accounts.createOne')}
            </Link>
          </>
        )
      }
    >
      {reason && (
        <p role="status" className="border-l-2 border-accent py-0.5 pl-3">
          {reason === 'ended' ? t('accounts.sessionEnded') : t('accounts.youSignedOut')}
        </p>
      )}
      <form className="flex flex-col gap-4" onSubmit={submit}>
        <Field label={t('accounts.email')}>
          <Input
            type="email"
            name="email"
            autoComplete="username"
            required
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        </Field>
        <Field label={t('accounts.password')}>
          <PasswordInput
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Field>
        <FormError error={signIn.error} message={wrong} />
        <Button kind="primary" size="large" type="submit" busy={signIn.isPending}>
          {t('accounts.signIn')}
        </Button>
      </form>
    </EntryFrame>
  );
}
