import { Copy } from 'lucide-react';
import { t } from '@/i18n/t';
import { Button } from '@/ui/button';
import { toast } from '@/ui/toast';
import { plainText } from './plain-text';
import type { DocumentSession } from './session';

/** The way to carry one's words off when the server will not take them. */
export function CopyText({ session }: { session: DocumentSession }) {
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(plainText(session.doc.getXmlFragment('default')));
      toast({ kind: 'ok', title: t('collab.copied') });
    } catch {
      // Over plain http the clipboard is closed to pages; the text can still be selected.
      toast({ kind: 'error', title: t('collab.copyFailed') });
    }
  }
  return (
    <Button icon={<Copy size={15} />} onClick={() => void copy()}>
      {t('collab.copyText')}
    </Button>
  );
}
