import { useNavigate } from '@tanstack/react-router';
import { t } from '@/i18n/t';
import { paths } from '@/lib/paths';
import { EntryFrame } from './entry-frame';
import { RegistrationForm } from './registration-form';

/** The first run. The setup token comes with the link that the server prints when it starts. */
export function WelcomePage({ setupToken }: { setupToken?: string | undefined }) {
  const navigate = useNavigate();
  return (
    <EntryFrame
      title={t('accounts.welcomeTitle')}
      heading={t('accounts.welcomeHeading')}
      lead={t('accounts.welcomeText')}
    >
      <RegistrationForm
        first={{ setupToken }}
        submitLabel={t('accounts.startStudio')}
        onDone={() => void navigate({ to: paths.home(), replace: true })}
      />
    </EntryFrame>
  );
}
