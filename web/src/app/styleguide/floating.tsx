import { Ellipsis, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { t } from '@/i18n/t';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Field } from '@/ui/field';
import { IconButton } from '@/ui/icon-button';
import { Input } from '@/ui/input';
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '@/ui/menu';
import { TabPanel, Tabs } from '@/ui/tabs';
import { toast } from '@/ui/toast';
import { Section } from './section';

export function Floating() {
  const [open, setOpen] = useState(false);
  const [tab, setTab] = useState('details');
  return (
    <>
      <Section title={t('styleguide.floating')}>
        <Button onClick={() => setOpen(true)}>{t('styleguide.openDialog')}</Button>
        <Menu
          align="start"
          trigger={
            <IconButton label={t('styleguide.openMenu')}>
              <Ellipsis size={16} />
            </IconButton>
          }
        >
          <MenuLabel>{t('styleguide.label')}</MenuLabel>
          <MenuItem icon={<Pencil size={16} />} keys="F2">
            {t('styleguide.rename')}
          </MenuItem>
          <MenuItem checked>{t('styleguide.checked')}</MenuItem>
          <MenuSeparator />
          <MenuItem danger icon={<Trash2 size={16} />}>
            {t('styleguide.remove')}
          </MenuItem>
        </Menu>
        <Button
          onClick={() =>
            toast({
              kind: 'ok',
              title: t('styleguide.saySaved'),
              action: { label: t('styleguide.undo'), run() {} },
            })
          }
        >
          {t('styleguide.say')}
        </Button>
        <Button
          onClick={() =>
            toast({
              kind: 'error',
              title: t('errors.networkTitle'),
              detail: t('errors.networkDetail'),
              requestId: '0197-example',
            })
          }
        >
          {t('styleguide.sayFailed')}
        </Button>
        <Dialog
          open={open}
          onOpenChange={setOpen}
          title={t('styleguide.openDialog')}
          description={t('styleguide.dialogText')}
          actions={
            <Button kind="primary" onClick={() => setOpen(false)}>
              {t('styleguide.done')}
            </Button>
          }
        >
          <Field label={t('styleguide.resting')}>
            <Input />
          </Field>
        </Dialog>
      </Section>
      <Section title={t('styleguide.tabs')} flush>
        <div className="h-32 rounded-card border border-line">
          <Tabs
            value={tab}
            onValueChange={setTab}
            label={t('styleguide.tabs')}
            tabs={[
              { value: 'details', label: t('styleguide.details') },
              { value: 'versions', label: t('styleguide.versions') },
            ]}
          >
            <TabPanel value="details">
              <p className="p-4">{t('styleguide.details')}</p>
            </TabPanel>
            <TabPanel value="versions">
              <p className="p-4">{t('styleguide.versions')}</p>
            </TabPanel>
          </Tabs>
        </div>
      </Section>
    </>
  );
}
