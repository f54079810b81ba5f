import { t } from '@/i18n/t';
import { setTheme, type ThemeChoice, useTheme } from '@/lib/theme';
import { useTitle } from '@/lib/use-title';
import { Button } from '@/ui/button';
import { Controls } from './controls';
import { Floating } from './floating';
import { Foundations } from './foundations';
import { Lists } from './lists';

const themes: { value: ThemeChoice; label: () => string }[] = [
  { value: 'light', label: () => t('accounts.themeLight') },
  { value: 'dark', label: () => t('accounts.themeDark') },
  { value: 'system', label: () => t('accounts.themeSystem') },
];

/** Every component in every state, for the eye and for the accessibility tests. */
export function Styleguide() {
  const theme = useTheme();
  useTitle(t('styleguide.title'));
  return (
    <main className="mx-auto max-w-[960px] px-6 py-12">
      <header className="flex flex-wrap items-end justify-between gap-4 pb-8">
        <div>
          <h1 className="serif text-46 leading-none">{t('styleguide.title')}</h1>
          <p className="mt-2 text-muted">{t('styleguide.lead')}</p>
        </div>
        <div role="group" aria-label={t('styleguide.theme')} className="flex gap-1">
          {themes.map(({ value, label }) => (
            <Button
              key={value}
              kind={value === theme ? 'plain' : 'quiet'}
              aria-pressed={value === theme}
              onClick={() => setTheme(value)}
            >
              {label()}
            </Button>
          ))}
        </div>
      </header>
      <Foundations />
      <Controls />
      <Floating />
      <Lists />
    </main>
  );
}
