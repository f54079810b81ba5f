import { LayoutGrid, Upload, UserPlus } from 'lucide-react';
import { t } from '@/i18n/t';
import { Button } from '@/ui/button';
import { Field } from '@/ui/field';
import { IconButton } from '@/ui/icon-button';
import { Input, Select, TextArea } from '@/ui/input';
import { ProgressBar } from '@/ui/progress-bar';
import { Spinner } from '@/ui/spinner';
import { Section } from './section';

export function Controls() {
  return (
    <>
      <Section title={t('styleguide.buttons')}>
        <Button kind="primary" icon={<Upload size={16} />}>
          {t('styleguide.primary')}
        </Button>
        <Button>{t('styleguide.plain')}</Button>
        <Button kind="quiet">{t('styleguide.quiet')}</Button>
        <Button kind="danger">{t('styleguide.danger')}</Button>
        <Button icon={<UserPlus size={16} />}>{t('styleguide.withIcon')}</Button>
        <Button disabled>{t('styleguide.off')}</Button>
        <Button kind="primary" busy>
          {t('styleguide.busy')}
        </Button>
        <Button kind="primary" size="large">
          {t('styleguide.large')}
        </Button>
      </Section>
      <Section title={t('styleguide.icons')}>
        <IconButton label={t('styleguide.resting')}>
          <LayoutGrid size={16} />
        </IconButton>
        <IconButton label={t('styleguide.pressed')} pressed>
          <LayoutGrid size={16} />
        </IconButton>
        <IconButton label={t('styleguide.off')} disabled>
          <LayoutGrid size={16} />
        </IconButton>
      </Section>
      <Section title={t('styleguide.fields')} flush>
        <div className="grid gap-4 wide:grid-cols-2">
          <Field label={t('styleguide.resting')}>
            <Input />
          </Field>
          <Field label={t('styleguide.withHint')} hint={t('styleguide.hint')}>
            <Input placeholder="name@example.com" />
          </Field>
          <Field label={t('styleguide.withError')} error={t('styleguide.error')}>
            <Input />
          </Field>
          <Field label={t('styleguide.choice')}>
            <Select>
              <option>{t('styleguide.first')}</option>
              <option>{t('styleguide.second')}</option>
            </Select>
          </Field>
          <Field label={t('styleguide.off')}>
            <Input disabled />
          </Field>
          <Field label={t('styleguide.longText')}>
            <TextArea />
          </Field>
        </div>
      </Section>
      <Section title={t('styleguide.progress')} flush>
        <div className="flex max-w-80 flex-col gap-4">
          <ProgressBar value={0.62} label={t('styleguide.running')} />
          <ProgressBar value={0.18} label={t('styleguide.waiting')} state="waiting" />
          <ProgressBar value={0.4} label={t('styleguide.failed')} state="failed" />
          <ProgressBar value={1} label={t('styleguide.done')} state="done" />
          <Spinner label />
        </div>
      </Section>
    </>
  );
}
