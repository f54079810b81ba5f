import { Slot } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from '@/lib/cn';
import { Tooltip } from './tooltip';

export interface IconButtonProps extends ComponentProps<'button'> {
  /** The name: read aloud, and shown as the tooltip. */
  label: string;
  keys?: string;
  size?: 'small' | 'regular';
  tooltipSide?: 'top' | 'right' | 'bottom' | 'left';
  asChild?: boolean;
  pressed?: boolean;
}

export function IconButton({
  label,
  keys,
  size = 'regular',
  tooltipSide = 'bottom',
  asChild = false,
  pressed,
  className,
  ...rest
}: IconButtonProps) {
  const Element = asChild ? Slot.Root : 'button';
  return (
    <Tooltip content={label} keys={keys} side={tooltipSide}>
      <Element
        {...(asChild ? {} : { type: 'button' as const })}
        aria-label={label}
        aria-pressed={pressed}
        className={cn(
          'inline-grid shrink-0 place-items-center rounded-button text-muted hover:bg-hover hover:text-text disabled:pointer-events-none disabled:opacity-45',
          'aria-pressed:bg-active aria-pressed:text-text data-[state=open]:bg-active data-[state=open]:text-text',
          size === 'small' ? 'size-6 max-wide:size-8' : 'size-[30px] max-wide:size-9',
          className,
        )}
        {...rest}
      />
    </Tooltip>
  );
}
