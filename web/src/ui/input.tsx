import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cn } from '@/lib/cn';

const shape =
  'w-full rounded-button border border-line-strong bg-bg text-text aria-invalid:border-danger disabled:opacity-55 max-wide:text-[16px]';

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input className={cn(shape, 'h-9 px-3', className)} {...rest} />;
}

export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea className={cn(shape, 'min-h-20 px-3 py-2', className)} {...rest} />;
}

/** The platform's own list: it is keyboard complete, and on a phone it is the one people know. */
export function Select({ className, children, ...rest }: ComponentProps<'select'>) {
  return (
    <span className="relative flex">
      <select className={cn(shape, 'h-9 cursor-pointer appearance-none pr-8 pl-3', className)} {...rest}>
        {children}
      </select>
      <ChevronDown
        size={15}
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2.5 -translate-y-1/2 text-muted"
      />
    </span>
  );
}
