import { Component, type ReactNode } from 'react';
import { t } from '@/i18n/t';
import { Button } from '@/ui/button';
import { ErrorState } from '@/ui/states';

/** The last net, for what breaks outside any page. */
export class CrashBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

export function Broken() {
  return (
    <main className="flex h-full flex-1">
      <ErrorState
        title={t('app.broken')}
        detail={t('app.brokenText')}
        action={<Button onClick={() => location.reload()}>{t('app.reload')}</Button>}
      />
    </main>
  );
}
