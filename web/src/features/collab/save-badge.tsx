import { CloudCheck, CloudOff, CloudUpload, Eye } from 'lucide-react';
import { useEffect, useState } from 'react';
import { t } from '@/i18n/t';
import { Badge } from '@/ui/badge';
import type { DocumentSession } from './session';
import { useSaveState, useSessionView } from './use-session';

/** Connecting is the normal case for this long; after that it is said that we are alone. */
const PATIENCE_MS = 3_000;

/** Where one's last keystroke is. Never says more than the server has confirmed. */
export function SaveBadge({ session, readOnly }: { session: DocumentSession; readOnly: boolean }) {
  const state = useSaveState(session);
  const { connected, joined, ending } = useSessionView(session);
  const [patient, setPatient] = useState(true);
  useEffect(() => {
    const timer = setTimeout(() => setPatient(false), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);

  return (
    <span role="status" className="flex shrink-0 items-center">
      {!joined && patient && ending === null && navigator.onLine ? (
        <Badge kind="outline">{t('collab.stateConnecting')}</Badge>
      ) : readOnly ? (
        <Badge kind="outline" icon={<Eye size={14} className="mr-1" aria-hidden />}>
          {t(connected ? 'collab.stateReading' : 'collab.stateReadingOffline')}
        </Badge>
      ) : state === 'server' ? (
        <Badge kind="ok" icon={<CloudCheck size={14} aria-hidden />}>
          {t('collab.stateServer')}
        </Badge>
      ) : state === 'saving' ? (
        <span className="inline-flex items-center gap-1 text-11 text-muted">
          <CloudUpload size={14} aria-hidden />
          {t('collab.stateSaving')}
        </span>
      ) : (
        <Badge kind="warn" icon={<CloudOff size={14} aria-hidden />}>
          <span className="max-wide:hidden">{t('collab.stateHereLong')}</span>
          <span className="wide:hidden">{t('collab.stateHere')}</span>
        </Badge>
      )}
    </span>
  );
}
