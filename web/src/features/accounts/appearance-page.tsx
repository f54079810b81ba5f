import { Monitor, Moon, Sun } from 'lucide-react';
import { RadioGroup } from 'radix-ui';
import { t } from '@/i18n/t';
import { setTheme, type ThemeChoice, useTheme } from '@/lib/theme';
import { Page, PageBar, PageBody } from '@/ui/page';

const choices = [
  { value: 'light', label: () => t('accounts.themeLight'), icon: Sun },
  { value: 'dark', label: () => t('accounts.themeDark'), icon: Moon },
  { value: 'system', label: () => t('accounts.themeSystem'), icon: Monitor },
] as const;

export function AppearancePage() {
  const theme = useTheme();
  return (
    <Page>
      <PageBar title={t('accounts.appearance')} />
      <PageBody>
        <div className="mx-auto w-full max-w-[760px] px-5 py-6 max-wide:px-4">
          <h2 className="serif text-32 leading-tight">{t('accounts.theme')}</h2>
          <p className="mt-2 text-muted">{t('accounts.themeText')}</p>
          <RadioGroup.Root
            aria-label={t('accounts.theme')}
            value={theme}
            onValueChange={(value) => setTheme(value as ThemeChoice)}
            className="mt-5 grid grid-cols-1 gap-3 wide:grid-cols-3"
          >
            {choices.map(({ value, label, icon: Icon }) => (
              <RadioGroup.Item
                key={value}
                value={value}
                className="group flex flex-col gap-2.5 rounded-card border border-line-strong p-2.5 text-left hover:bg-hover data-[state=checked]:border-accent data-[state=checked]:ring-1 data-[state=checked]:ring-accent"
              >
                <Preview theme={value} />
                <span className="flex items-center gap-2 px-0.5 font-current">
                  <Icon size={16} aria-hidden />
                  {label()}
                </span>
              </RadioGroup.Item>
            ))}
          </RadioGroup.Root>
        </div>
      </PageBody>
    </Page>
  );
}

/** A tiny studio in the tokens of that theme. "System" shows both. */
function Preview({ theme }: { theme: ThemeChoice }) {
  if (theme !== 'system') return <Miniature theme={theme} />;
  return (
    <span className="relative block w-full">
      <Miniature theme="light" />
      <span className="absolute inset-0 [clip-path:polygon(100%_0,100%_100%,0_100%)]">
        <Miniature theme="dark" />
      </span>
    </span>
  );
}

function Miniature({ theme }: { theme: 'light' | 'dark' }) {
  return (
    <span
      aria-hidden
      data-theme={theme}
      className="flex h-24 w-full overflow-hidden rounded-row border border-line bg-bg"
    >
      <span className="w-3 bg-rail" />
      <span className="flex w-12 flex-col gap-1.5 bg-sunken p-1.5">
        <span className="h-1.5 w-8 rounded-full bg-line-strong" />
        <span className="h-1.5 w-6 rounded-full bg-line-strong" />
        <span className="h-1.5 w-7 rounded-full bg-accent" />
      </span>
      <span className="grid flex-1 grid-cols-2 gap-1.5 border-l border-line p-2">
        <span className="rounded-[3px] bg-active" />
        <span className="rounded-[3px] bg-active" />
        <span className="rounded-[3px] bg-active" />
        <span className="rounded-[3px] bg-active" />
      </span>
    </span>
  );
}
