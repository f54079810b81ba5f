import { useQuery } from '@tanstack/react-query';
import { ShieldAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from '@/i18n/t';
import { useTitle } from '@/lib/use-title';
import { studioQuery } from './queries';

interface EntryFrameProps {
  title: string;
  heading: string;
  lead?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
}

/** The pages before the studio: one narrow column on paper. */
export function EntryFrame({ title, heading, lead, children, footer }: EntryFrameProps) {
  useTitle(title);
  const studio = useQuery(studioQuery());
  return (
    <main className="flex min-h-full flex-col bg-bg px-6 py-10 wide:justify-center wide:py-16">
      <div className="mx-auto flex w-full max-w-[380px] flex-col gap-7">
        <header className="flex flex-col gap-3">
          <h1 className="serif text-46 leading-[1.04] text-balance">{heading}</h1>
          {lead && <div className="text-15 leading-relaxed text-muted">{lead}</div>}
        </header>
        {studio.data?.insecureTransport && (
          <p role="alert" className="flex gap-2.5 rounded-card border border-line-strong p-3 text-warn">
            <ShieldAlert size={16} className="mt-0.5" aria-hidden />
            <span>{t('accounts.insecure')}</span>
          </p>
        )}
        {children}
        {footer && <footer className="text-muted">{footer}</footer>}
      </div>
    </main>
  );
}
