import { useEffect, useRef, useState } from 'react';
import type { Message } from '@/api/types';
import { t } from '@/i18n/t';

interface AnnouncerProps {
  messages: readonly Message[];
  myId: string;
  channelName: string;
}

/** Reads out what others write just now. The list itself can't: it draws and drops rows as one scrolls. */
export function Announcer({ messages, myId, channelName }: AnnouncerProps) {
  const newest = messages.at(-1);
  const seen = useRef(newest?.seq ?? 0);
  const [words, setWords] = useState('');
  useEffect(() => {
    if (!newest || newest.seq <= seen.current) return;
    seen.current = newest.seq;
    if (newest.author.id === myId) return;
    setWords(t('messaging.announce', { name: newest.author.name, channel: channelName, text: newest.text }));
  }, [newest, myId, channelName]);
  return (
    <p aria-live="polite" className="sr-only">
      {words}
    </p>
  );
}
