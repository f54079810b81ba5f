import { Download, Ellipsis, ExternalLink, Info, Pencil, Trash2 } from 'lucide-react';
import type { StoredFile } from '@/api/types';
import { t } from '@/i18n/t';
import { IconButton } from '@/ui/icon-button';
import { Menu, MenuItem, MenuSeparator } from '@/ui/menu';

/** What can be done with files; the page does it, every view offers it. */
export interface FileActions {
  canWrite: boolean;
  open: (file: StoredFile) => void;
  details: (file: StoredFile) => void;
  download: (files: readonly StoredFile[]) => void;
  rename: (file: StoredFile) => void;
  remove: (files: readonly StoredFile[]) => void;
}

interface FileMenuProps {
  file: StoredFile;
  actions: FileActions;
  className?: string;
  tabIndex?: number;
}

export function FileMenu({ file, actions, className, tabIndex }: FileMenuProps) {
  return (
    <Menu
      trigger={
        <IconButton
          label={t('files.actionsFor', { name: file.name })}
          size="small"
          className={className ?? ''}
          {...(tabIndex === undefined ? {} : { tabIndex })}
        >
          <Ellipsis size={16} />
        </IconButton>
      }
    >
      <MenuItem icon={<ExternalLink size={16} />} onSelect={() => actions.open(file)}>
        {t('files.open')}
      </MenuItem>
      <MenuItem icon={<Info size={16} />} onSelect={() => actions.details(file)}>
        {t('files.details')}
      </MenuItem>
      <MenuItem icon={<Download size={16} />} onSelect={() => actions.download([file])}>
        {t('files.download')}
      </MenuItem>
      {actions.canWrite && (
        <>
          <MenuItem icon={<Pencil size={16} />} keys="F2" onSelect={() => actions.rename(file)}>
            {t('files.rename')}
          </MenuItem>
          <MenuSeparator />
          <MenuItem icon={<Trash2 size={16} />} keys="Del" danger onSelect={() => actions.remove([file])}>
            {t('files.delete')}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
