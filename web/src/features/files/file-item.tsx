import type { StoredFile } from '@/api/types';
import { t } from '@/i18n/t';
import { cn } from '@/lib/cn';
import { fullTime, shortAgo } from '@/lib/dates';
import { formatSize } from '@/lib/sizes';
import { useIsPhone } from '@/lib/use-media';
import { type FileActions, FileMenu } from './file-menu';
import { FilePicture } from './file-picture';
import { RenameField } from './rename-field';
import './files.css';

export interface FileItemProps {
  file: StoredFile;
  selected: boolean;
  /** The one that Tab leads to. */
  active: boolean;
  renaming: boolean;
  /** More than one is chosen: every item shows its mark. */
  choosing: boolean;
  actions: FileActions;
  onRenamed: (name: string | null) => void;
  onToggle: () => void;
}

const revealed =
  'opacity-0 group-hover/file:opacity-100 group-focus-within/file:opacity-100 data-[state=open]:opacity-100 [@media(hover:none)]:opacity-100';

function Mark({
  file,
  selected,
  choosing,
  onToggle,
  active,
  className,
}: FileItemProps & { className?: string }) {
  return (
    <input
      type="checkbox"
      checked={selected}
      tabIndex={active ? 0 : -1}
      aria-label={t('files.selectFile', { name: file.name })}
      className={cn('file-mark', !choosing && revealed, className)}
      onChange={onToggle}
      onClick={(event) => event.stopPropagation()}
    />
  );
}

function Name({ file, renaming, onRenamed, className }: FileItemProps & { className?: string }) {
  if (renaming) return <RenameField name={file.name} onDone={onRenamed} />;
  return (
    <span className={cn('block truncate font-current', className)} title={file.name}>
      {file.name}
    </span>
  );
}

export function FileTile(props: FileItemProps) {
  const { file, selected, actions, active } = props;
  return (
    // What it is comes before what can be done with it, for who hears the page.
    <div className="flex flex-col-reverse justify-end">
      <div className="mt-2 min-w-0">
        <Name {...props} />
        <p className="figures truncate text-12 text-muted">
          {formatSize(file.size)} ·{' '}
          <time dateTime={file.createdAt} title={fullTime(file.createdAt)}>
            {shortAgo(file.createdAt)}
          </time>
        </p>
      </div>
      <div
        className={cn(
          'relative aspect-[4/3] overflow-hidden rounded-[9px] border border-line',
          selected && 'outline-2 outline-offset-1 outline-accent',
        )}
      >
        <FilePicture file={file} size="tile" />
        <Mark {...props} className="absolute top-1 left-1" />
        <FileMenu
          file={file}
          actions={actions}
          tabIndex={active ? 0 : -1}
          className={cn('absolute top-1.5 right-1.5 border border-line bg-bg', revealed)}
        />
      </div>
    </div>
  );
}

/** One grid for head and rows, so that columns stand under their names. */
export const listColumns =
  'grid grid-cols-[24px_28px_minmax(0,1fr)_176px_minmax(0,150px)_24px] items-center gap-3 pr-[18px] pl-3.5 max-wide:grid-cols-[28px_minmax(0,1fr)_auto] max-wide:px-4';
/** Size and date are one text with two columns, so that they are read out as one. */
export const factColumns = 'grid grid-cols-[72px_88px] gap-4';

export function FileRow(props: FileItemProps) {
  const { file, selected, actions, active } = props;
  const phone = useIsPhone();
  const date = (
    <time dateTime={file.createdAt} title={fullTime(file.createdAt)}>
      {shortAgo(file.createdAt)}
    </time>
  );
  return (
    <div
      className={cn(
        listColumns,
        'h-full border-b border-line',
        selected ? 'bg-accent-bg' : 'group-hover/file:bg-hover',
      )}
    >
      {!phone && <Mark {...props} />}
      <span className="size-7 overflow-hidden rounded-[5px] border border-line">
        <FilePicture file={file} size="row" />
      </span>
      <div className="min-w-0">
        <Name {...props} />
        {phone && (
          <p className="figures truncate text-12 text-muted">
            {formatSize(file.size)} · {date}
          </p>
        )}
      </div>
      {!phone && (
        <>
          <span className={cn(factColumns, 'figures text-muted')}>
            <span className="text-right">{formatSize(file.size)}</span> {date}
          </span>
          <span className="truncate text-muted">{file.createdBy.name}</span>
        </>
      )}
      <FileMenu file={file} actions={actions} tabIndex={active ? 0 : -1} className={revealed} />
    </div>
  );
}
