import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect } from 'react';
import { onSignedOut } from '@/api/session';
import { paths } from '@/lib/paths';
import { watchTheme } from '@/lib/theme';
import { Toaster } from '@/ui/toast';
import { TooltipProvider } from '@/ui/tooltip';
import { CrashBoundary } from './crash-boundary';
import { newQueryClient } from './query-client';
import { newRouter } from './router';

const queries = newQueryClient();
const router = newRouter(queries);

export function App() {
  useEffect(watchTheme, []);
  useEffect(
    () =>
      onSignedOut((reason) => {
        const { href } = router.state.location;
        void router
          .navigate({
            to: paths.signIn(),
            search: reason === 'ended' ? { reason, next: href } : { reason },
            replace: true,
          })
          // Only after the pages are gone, or they would ask for what they just lost.
          .then(() => queries.clear());
      }),
    [],
  );
  return (
    <CrashBoundary>
      <QueryClientProvider client={queries}>
        <TooltipProvider>
          <RouterProvider router={router} />
          <Toaster />
        </TooltipProvider>
      </QueryClientProvider>
    </CrashBoundary>
  );
}
