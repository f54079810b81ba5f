import { useSearch } from '@tanstack/react-router';
import { RegisterPage } from '@/features/accounts/register-page';
import type { EntrySearchValues } from '../search';

export function RegisterRoute() {
  const { next }: EntrySearchValues = useSearch({ strict: false });
  return <RegisterPage next={next} />;
}
