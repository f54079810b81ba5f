import { FileText, Folder, Hash } from 'lucide-react';
import { t } from '@/i18n/t';
import { Badge } from '@/ui/badge';
import { Button } from '@/ui/button';
import { NavRow, Row } from '@/ui/row';
import { SkeletonRows } from '@/ui/skeleton';
import { EmptyState, ErrorState } from '@/ui/states';
import { Section } from './section';

export function Lists() {
  return (
    <>
      <Section title={t('styleguide.rows')} flush>
        <div className="w-[248px] rounded-card bg-sunken p-2">
          <NavRow icon={<Folder size={16} />}>
            <a href="#rows">{t('styleguide.resting')}</a>
          </NavRow>
          <NavRow icon={<Folder size={16} />} current>
            <a href="#rows">{t('styleguide.current')}</a>
          </NavRow>
          <NavRow icon={<Hash size={16} />} unread end={<Badge kind="count">2</Badge>}>
            <a href="#rows">{t('styleguide.unread')}</a>
          </NavRow>
        </div>
        <div className="mt-4 border-t border-line">
          <Row
            lead={<FileText size={18} className="text-muted" />}
            title={t('styleguide.row')}
            detail={t('styleguide.rowDetail')}
            end={<Button>{t('styleguide.remove')}</Button>}
          />
          <Row
            selected
            lead={<FileText size={18} className="text-muted" />}
            title={t('styleguide.selected')}
            detail={t('styleguide.rowDetail')}
          />
        </div>
      </Section>
      <Section title={t('styleguide.loading')} flush>
        <div className="border-t border-line">
          <SkeletonRows count={3} />
        </div>
      </Section>
      <Section title={t('styleguide.empty')} flush>
        <EmptyState action={<Button kind="primary">{t('styleguide.upload')}</Button>}>
          {t('styleguide.emptyText')}
        </EmptyState>
      </Section>
      <Section title={t('styleguide.errors')} flush>
        <ErrorState
          title={t('errors.internalTitle')}
          detail={t('errors.internalDetail')}
          requestId="0197e2b1-4c5e-7d10-9f00-example"
          onRetry={() => undefined}
          size="inline"
        />
      </Section>
    </>
  );
}
