import { Check } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { cn } from '@/lib/cn';
import { Kbd } from './kbd';

interface MenuProps {
  /** The button that opens it; an IconButton or Button. */
  trigger: ReactElement;
  children: ReactNode;
  align?: 'start' | 'center' | 'end';
  side?: 'top' | 'right' | 'bottom' | 'left';
}

const item =
  'flex min-h-[30px] w-full cursor-default select-none items-center gap-2.5 rounded-row px-2 py-1 outline-none max-wide:min-h-10 data-[highlighted]:bg-hover data-[disabled]:opacity-45';

export function Menu({ trigger, children, align = 'end', side = 'bottom' }: MenuProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className="appear z-50 max-h-[var(--radix-dropdown-menu-content-available-height)] min-w-48 max-w-80 overflow-y-auto rounded-card border border-line bg-bg p-1 shadow-float"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

interface MenuItemProps {
  children: ReactNode;
  icon?: ReactNode;
  keys?: string;
  danger?: boolean;
  disabled?: boolean;
  checked?: boolean;
  onSelect?: () => void;
  /** Renders the child (a link) as the item; `icon` and `keys` are then the child's to draw. */
  asChild?: boolean;
}

export function MenuItem({
  children,
  icon,
  keys,
  danger,
  disabled,
  checked,
  onSelect,
  asChild,
}: MenuItemProps) {
  const className = cn(item, danger && 'text-danger data-[highlighted]:bg-danger-bg');
  const select = onSelect ? { onSelect: () => onSelect() } : {};
  if (asChild) {
    return (
      <Radix.Item asChild className={className} disabled={disabled ?? false} {...select}>
        {children}
      </Radix.Item>
    );
  }
  if (checked !== undefined) {
    return (
      <Radix.CheckboxItem checked={checked} className={className} disabled={disabled ?? false} {...select}>
        {icon}
        <span className="min-w-0 flex-1 truncate">{children}</span>
        <Radix.ItemIndicator>
          <Check size={14} />
        </Radix.ItemIndicator>
      </Radix.CheckboxItem>
    );
  }
  return (
    <Radix.Item className={className} disabled={disabled ?? false} {...select}>
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {keys && <Kbd>{keys}</Kbd>}
    </Radix.Item>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2 pt-1.5 pb-1 text-12 text-muted">{children}</Radix.Label>;
}

export function MenuSeparator() {
  return <Radix.Separator className="mx-2 my-1 h-px bg-line" />;
}
