import type { ReactNode } from 'react';
import { cn } from '@/lib/cn';

export function Kbd({ children, inverse = false }: { children: ReactNode; inverse?: boolean }) {
  return (
    <kbd
      className={cn(
        'rounded-[4px] border px-1.5 font-sans text-11 leading-4',
        inverse ? 'border-current opacity-75' : 'border-line bg-bg text-muted',
      )}
    >
      {children}
    </kbd>
  );
}
