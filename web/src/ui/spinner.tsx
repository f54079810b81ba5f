import { t } from '@/i18n/t';
import { cn } from '@/lib/cn';

/** `label` makes it speak; inside something that already says what it waits for, leave it out. */
export function Spinner({ label, className }: { label?: string | true; className?: string }) {
  const name = label === true ? t('ui.loading') : label;
  const drawing = (
    <svg viewBox="0 0 16 16" className={cn('size-4 animate-spin', className)} aria-hidden="true">
      <circle
        cx="8"
        cy="8"
        r="6.25"
        fill="none"
        stroke="currentColor"
        strokeOpacity="0.22"
        strokeWidth="1.6"
      />
      <path
        d="M8 1.75A6.25 6.25 0 0 1 14.25 8"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
      />
    </svg>
  );
  if (!name) return drawing;
  return (
    <span role="status">
      <span className="sr-only">{name}</span>
      {drawing}
    </span>
  );
}
