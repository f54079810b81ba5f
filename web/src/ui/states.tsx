import { RotateCw, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from '@/i18n/t';
import { cn } from '@/lib/cn';
import { Button } from './button';

interface EmptyStateProps {
  /** One sentence, in the serif. */
  children: ReactNode;
  /** One action, if the reader may act. */
  action?: ReactNode;
  hint?: ReactNode;
  className?: string;
}

export function EmptyState({ children, action, hint, className }: EmptyStateProps) {
  return (
    <div
      className={cn(
        'flex flex-1 flex-col items-center justify-center gap-4 px-6 py-16 text-center',
        className,
      )}
    >
      <p className="serif max-w-[18em] text-32 leading-[1.15] text-balance">{children}</p>
      {hint && <p className="max-w-[44ch] text-muted">{hint}</p>}
      {action}
    </div>
  );
}

interface ErrorStateProps {
  /** From `errorWords(error)`: what happened; what is safe and what to do; the request id. */
  title: string;
  detail: string;
  requestId?: string | null;
  onRetry?: () => void;
  action?: ReactNode;
  /** `inline` sits within a list or panel; `page` fills the main column. */
  size?: 'inline' | 'page';
}

export function ErrorState({ title, detail, requestId, onRetry, action, size = 'page' }: ErrorStateProps) {
  return (
    <div
      role="alert"
      className={cn(
        'flex flex-col items-start gap-3',
        size === 'page' ? 'mx-auto w-full max-w-[460px] flex-1 justify-center px-6 py-16' : 'px-5 py-4',
      )}
    >
      <div className="flex gap-3">
        <TriangleAlert size={18} className="mt-px text-danger" aria-hidden />
        <div>
          <p className="font-title">{title}</p>
          <p className="mt-1 text-muted">{detail}</p>
          {requestId && (
            <p className="figures mt-2 font-mono text-11 break-all text-muted select-all">
              {t('ui.requestId', { id: requestId })}
            </p>
          )}
        </div>
      </div>
      {(onRetry || action) && (
        <div className="flex gap-2 pl-[30px]">
          {onRetry && (
            <Button icon={<RotateCw size={14} />} onClick={onRetry}>
              {t('ui.tryAgain')}
            </Button>
          )}
          {action}
        </div>
      )}
    </div>
  );
}
