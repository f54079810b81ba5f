import { Copy, Download } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { StoredFile } from '@/api/types';
import { locale } from '@/i18n/locale';
import { t } from '@/i18n/t';
import { fullTime } from '@/lib/dates';
import { formatSize } from '@/lib/sizes';
import { Avatar } from '@/ui/avatar';
import { Button } from '@/ui/button';
import { IconButton } from '@/ui/icon-button';
import { Inspector } from '@/ui/page';
import { toast } from '@/ui/toast';
import { type FileActions, FileMenu } from './file-menu';
import { FilePicture } from './file-picture';
import { extensionOf, hasPreview, kindLabel, kindOf } from './kinds';

interface FileInspectorProps {
  file: StoredFile;
  actions: FileActions;
  onClose: () => void;
}

export function FileInspector({ file, actions, onClose }: FileInspectorProps) {
  const [loaded, setShape] = useState<{ fileId: string; ratio: number } | null>(null);
  const shape = loaded?.fileId === file.id ? loaded : null;
  const renamed = file.updatedAt !== file.createdAt;
  return (
    <Inspector label={t('files.inspector')} title={t('files.details')} onClose={onClose}>
      <div className="min-h-0 flex-1 overflow-y-auto px-[18px] py-[18px]">
        <div
          className="aspect-[3/2] overflow-hidden rounded-[9px] border border-line bg-sunken"
          style={shape ? { aspectRatio: String(shape.ratio) } : undefined}
          // The frame takes the picture's own shape, within what leaves the facts in sight.
          onLoadCapture={({ target }) => {
            if (target instanceof HTMLImageElement && target.naturalHeight > 0) {
              const ratio = target.naturalWidth / target.naturalHeight;
              setShape({ fileId: file.id, ratio: Math.min(2.4, Math.max(0.8, ratio)) });
            }
          }}
        >
          <FilePicture
            // A picture that could not be drawn must not speak for the next file.
            key={file.id}
            file={file}
            size="large"
            fit="contain"
            alt={t(hasPreview(file) ? 'files.previewOf' : 'files.noPreview', { name: file.name })}
          />
        </div>
        <h3 className="mt-4 text-[14.5px] font-title break-words">{file.name}</h3>
        <div className="mt-3 flex gap-2">
          <Button icon={<Download size={15} />} onClick={() => actions.download([file])}>
            {t('files.download')}
          </Button>
          <FileMenu file={file} actions={actions} className="size-[30px]" />
        </div>
        <dl className="mt-5 grid grid-cols-[90px_minmax(0,1fr)] gap-x-2 gap-y-2">
          <Fact name={t('files.factKind')}>{kindWords(file)}</Fact>
          <Fact name={t('files.factSize')}>
            <span className="figures">{sizeWords(file.size)}</span>
          </Fact>
          <Fact name={t('files.factOwner')}>
            <span className="inline-flex items-center gap-1.5">
              <Avatar name={file.createdBy.name} hue={file.createdBy.hue} size={18} decorative />
              {file.createdBy.name}
            </span>
          </Fact>
          <Fact name={t('files.factAdded')}>
            <time dateTime={file.createdAt}>{fullTime(file.createdAt)}</time>
          </Fact>
          {renamed && (
            <Fact name={t('files.factChanged')}>
              <time dateTime={file.updatedAt}>{fullTime(file.updatedAt)}</time>
            </Fact>
          )}
          <Fact name={t('files.factHash')}>
            <span className="flex items-start gap-1">
              <code className="min-w-0 flex-1 pt-0.5 font-mono text-11 leading-[1.5] break-all">
                {file.blake3}
              </code>
              <IconButton label={t('files.copyHash')} size="small" onClick={() => void copy(file.blake3)}>
                <Copy size={14} />
              </IconButton>
            </span>
          </Fact>
        </dl>
      </div>
    </Inspector>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}

function kindWords(file: StoredFile): string {
  const kind = t(kindLabel[kindOf(file)]);
  const extension = extensionOf(file.name);
  if (!extension || extension.toUpperCase() === kind.toUpperCase()) return kind;
  return t('files.kindWithExtension', { kind, extension: extension.toUpperCase() });
}

function sizeWords(bytes: number): string {
  if (bytes < 1000) return formatSize(bytes);
  return t('files.factSizeExact', {
    size: formatSize(bytes),
    bytes: new Intl.NumberFormat(locale()).format(bytes),
  });
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast({ kind: 'ok', title: t('files.copied') });
  } catch {
    // Over plain http the clipboard is closed to pages; the text can still be selected.
    toast({ kind: 'error', title: t('files.copyFailed') });
  }
}
