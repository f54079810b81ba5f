import { useQueryClient } from '@tanstack/react-query';
import { Upload } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { t } from '@/i18n/t';
import { canWrite, useTeamRole } from '@/lib/team-role';
import { toast } from '@/ui/toast';
import { carriesFiles, filesOfDrop, pastedFiles } from './drop';
import { openUploads } from './uploading';

interface DropZoneProps {
  teamId: string;
  teamName?: string;
}

/** While it is mounted, files may be dropped anywhere on the page, and pictures pasted where no text is written. */
export function DropZone({ teamId, teamName }: DropZoneProps) {
  const queries = useQueryClient();
  const allowed = canWrite(useTeamRole());
  const [over, setOver] = useState(false);

  function upload(files: readonly File[]): void {
    if (files.length > 0) openUploads(queries).add(teamId, files);
  }

  const drop = useEffectEvent(async (event: DragEvent) => {
    setOver(false);
    if (!carriesFiles(event.dataTransfer) || event.defaultPrevented) return;
    // Without this the browser would leave the application and show the file.
    event.preventDefault();
    if (!allowed) return void toast({ title: t('files.dropNotAllowed') });
    if (!event.dataTransfer) return;
    try {
      const { files, folders } = await filesOfDrop(event.dataTransfer);
      if (files.length === 0) toast({ title: t('files.dropEmpty') });
      else if (folders > 0) {
        toast({
          title: t('files.dropFlattened', { count: folders }),
          detail: t('files.dropFlattenedDetail'),
        });
      }
      upload(files);
    } catch {
      toast({ kind: 'error', title: t('files.dropUnreadable') });
    }
  });

  const paste = useEffectEvent((event: ClipboardEvent) => {
    if (!allowed || event.defaultPrevented || isWriting(event.target)) return;
    const files = pastedFiles(event.clipboardData, new Date());
    if (files.length > 0) event.preventDefault();
    upload(files);
  });

  useEffect(() => {
    // Enter and leave are told for every element on the way: only the balance says whether it is still over us.
    let depth = 0;
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event.dataTransfer)) return;
      depth += 1;
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!carriesFiles(event.dataTransfer)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const hover = (event: DragEvent) => {
      if (carriesFiles(event.dataTransfer)) event.preventDefault();
    };
    const dropped = (event: DragEvent) => {
      depth = 0;
      void drop(event);
    };
    const pasted = (event: ClipboardEvent) => paste(event);
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('dragover', hover);
    window.addEventListener('drop', dropped);
    window.addEventListener('paste', pasted);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('dragover', hover);
      window.removeEventListener('drop', dropped);
      window.removeEventListener('paste', pasted);
    };
  }, []);

  if (!over) return null;
  return (
    <div className="pointer-events-none fixed inset-2 z-50 grid place-items-center rounded-palette border-2 border-dashed border-accent bg-accent-bg/85">
      <p className="serif flex items-center gap-3 text-32">
        {allowed && <Upload size={26} aria-hidden />}
        {allowed
          ? teamName
            ? t('files.dropHere', { team: teamName })
            : t('files.dropHereAny')
          : t('files.dropNotAllowed')}
      </p>
    </div>
  );
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
  );
}
