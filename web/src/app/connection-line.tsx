import { CloudOff } from 'lucide-react';
import { useConnection } from '@/api/events';
import { t } from '@/i18n/t';
import { cn } from '@/lib/cn';

/** Says that the network is away, and nothing when it is there. */
export function ConnectionLine({ className }: { className?: string }) {
  const waiting = useConnection() === 'waiting';
  return (
    <div role="status" className={cn(waiting && 'flex items-center gap-2.5 text-muted', className)}>
      {waiting && (
        <>
          <CloudOff size={16} aria-hidden />
          {t('app.waiting')}
        </>
      )}
    </div>
  );
}
