import { useSearch } from '@tanstack/react-router';
import { WelcomePage } from '@/features/accounts/welcome-page';

export function WelcomeRoute() {
  const { setup }: { setup?: string } = useSearch({ strict: false });
  return <WelcomePage setupToken={setup} />;
}
