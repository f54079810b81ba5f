import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from '@/i18n/t';
import { Button } from '@/ui/button';

interface NoticeProps {
  title: string;
  detail: string;
  reload?: boolean;
  action?: ReactNode;
}

/** A plain sentence over the text: what happened, what is safe, what to do. */
export function Notice({ title, detail, reload = false, action }: NoticeProps) {
  return (
    <div role="alert" className="mb-6 flex flex-wrap gap-3 rounded-card border border-line-strong px-4 py-3">
      <TriangleAlert size={16} className="mt-0.5 text-warn" aria-hidden />
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-title">{title}</p>
        <p className="mt-0.5 text-muted">{detail}</p>
      </div>
      <div className="flex items-start gap-2">
        {action}
        {reload && <Button onClick={() => location.reload()}>{t('collab.reload')}</Button>}
      </div>
    </div>
  );
}
