import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { t } from '@/i18n/t';
import { paths, safeNext } from '@/lib/paths';
import { EntryFrame } from './entry-frame';
import { studioQuery } from './queries';
import { RegistrationForm } from './registration-form';

export function RegisterPage({
  next,
  invitation,
}: {
  next?: string | undefined;
  invitation?: string | undefined;
}) {
  const studio = useQuery(studioQuery());
  const navigate = useNavigate();
  const closed = studio.data?.registration === 'invite' && !invitation;
  return (
    <EntryFrame
      title={t('accounts.registerTitle')}
      heading={
        studio.data ? t('accounts.registerTo', { studio: studio.data.name }) : t('accounts.registerTitle')
      }
      lead={closed ? t('accounts.registerInviteOnly') : undefined}
      footer={
        <>
          {t('accounts.haveAccount')}{' '}
          <Link to={paths.signIn()} search={next ? { next } : {}} className="font-current text-accent">
            {t('accounts.signIn')}
          </Link>
        </>
      }
    >
      {!closed && (
        <RegistrationForm
          submitLabel={t('accounts.register')}
          invitation={invitation}
          onDone={() => void navigate({ href: safeNext(next), replace: true })}
        />
      )}
    </EntryFrame>
  );
}
