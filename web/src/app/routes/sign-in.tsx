import { useSearch } from '@tanstack/react-router';
import { SignInPage } from '@/features/accounts/sign-in-page';
import type { EntrySearchValues } from '../search';

export function SignInRoute() {
  const { reason, next }: EntrySearchValues = useSearch({ strict: false });
  return <SignInPage reason={reason} next={next} />;
}
