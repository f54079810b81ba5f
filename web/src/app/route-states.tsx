import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';
import { ApiProblem, errorWords, NetworkProblem } from '@/api/errors';
import { t } from '@/i18n/t';
import { paths } from '@/lib/paths';
import { Button } from '@/ui/button';
import { Skeleton, SkeletonGroup, SkeletonRows } from '@/ui/skeleton';
import { EmptyState, ErrorState } from '@/ui/states';
import { Broken } from './crash-boundary';

/** A page that failed: a refusal in words, or, for a fault of our own, the offer to reload. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  if (!(error instanceof ApiProblem) && !(error instanceof NetworkProblem)) return <Broken />;
  return (
    <main className="flex h-full flex-1">
      <ErrorState
        {...errorWords(error)}
        onRetry={() => {
          reset();
          void router.invalidate();
        }}
      />
    </main>
  );
}

export function RouteNotFound() {
  return (
    <main className="flex h-full flex-1">
      <EmptyState
        action={
          <Button asChild>
            <Link to={paths.home()}>{t('app.goHome')}</Link>
          </Button>
        }
      >
        {t('app.notFound')}
      </EmptyState>
    </main>
  );
}

/** While a page's code comes: its bar and its rows, without knowing which page it is. */
export function RoutePending() {
  return (
    <SkeletonGroup className="flex min-w-0 flex-1 flex-col">
      <div className="flex h-[var(--bar-height)] shrink-0 items-center border-b border-line px-[18px]">
        <Skeleton className="h-3.5 w-36" />
      </div>
      <SkeletonRows />
    </SkeletonGroup>
  );
}
