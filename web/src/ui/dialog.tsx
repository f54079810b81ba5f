import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { t } from '@/i18n/t';
import { IconButton } from './icon-button';

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: string;
  children?: ReactNode;
  /** The row of buttons: the one that acts last. */
  actions?: ReactNode;
}

/** Asks for something. On a phone it comes from below, where the thumb is. */
export function Dialog({ open, onOpenChange, title, description, children, actions }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          className="appear fixed inset-x-0 bottom-0 z-40 flex max-h-[88dvh] flex-col rounded-t-palette border border-line bg-bg shadow-float wide:inset-auto wide:top-[14vh] wide:left-1/2 wide:w-[440px] wide:max-h-[76vh] wide:-translate-x-1/2 wide:rounded-palette"
        >
          <div className="flex items-start gap-3 pt-4 pr-12 pb-3 pl-5">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-15 font-title">{title}</Radix.Title>
              {description && (
                <Radix.Description className="mt-1 text-muted">{description}</Radix.Description>
              )}
            </div>
          </div>
          {children && <div className="min-h-0 overflow-y-auto px-5 pb-4">{children}</div>}
          {actions && (
            <div className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3 max-wide:pb-[max(12px,env(safe-area-inset-bottom))]">
              {actions}
            </div>
          )}
          {/* Last, so that the focus first falls on what the dialog is about; it stands first to the eye. */}
          <Radix.Close asChild>
            <IconButton label={t('ui.close')} className="absolute top-3 right-3">
              <X size={16} />
            </IconButton>
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
