import { useNavigate } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { t } from '@/i18n/t';
import { cn } from '@/lib/cn';
import { bestMatches, matchPieces } from '@/lib/match';
import { Avatar } from '@/ui/avatar';
import { Spinner } from '@/ui/spinner';
import { useRouteIds } from '../use-route-ids';
import { useActions } from './actions';
import { type Entry, type Group, usePlaces } from './entries';

const perGroup = 6;

export function Palette({ onClose }: { onClose: () => void }) {
  const { teamId } = useRouteIds();
  const navigate = useNavigate();
  const { groups: places, failed, loading } = usePlaces(teamId);
  const actions = useActions();
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const listId = useId();

  const groups = found(query, [...places, { id: 'do', title: t('app.paletteDo'), entries: actions }]);
  const entries = groups.flatMap((group) => group.entries);
  const current = entries[Math.min(active, entries.length - 1)];

  const choose = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    if (entry.to) void navigate({ to: entry.to.to, search: entry.to.search ?? {} });
    entry.run?.();
  };

  const press = (event: KeyboardEvent) => {
    const count = entries.length;
    const at = Math.min(active, count - 1);
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + 8,
      PageUp: at - 8,
    };
    const next = moves[event.key];
    if (next !== undefined && count > 0) {
      event.preventDefault();
      const wraps = event.key.startsWith('Arrow');
      setActive(wraps ? (next + count) % count : Math.max(0, Math.min(count - 1, next)));
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      choose(current);
    }
  };

  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          className="appear fixed top-[12vh] left-1/2 z-40 flex max-h-[70vh] w-[min(600px,calc(100vw-24px))] -translate-x-1/2 flex-col overflow-hidden rounded-palette border border-line-strong bg-bg shadow-float max-wide:top-3 max-wide:max-h-[calc(100dvh-24px)]"
        >
          <Dialog.Title className="sr-only">{t('app.searchAll')}</Dialog.Title>
          <div className="flex h-[52px] shrink-0 items-center gap-3 border-b border-line px-4">
            <Search size={17} className="text-muted" aria-hidden />
            <input
              // biome-ignore lint/a11y/noAutofocus: the palette is opened to type into it
              autoFocus
              role="combobox"
              aria-expanded="true"
              aria-controls={listId}
              aria-activedescendant={current ? `${listId}-${current.id}` : undefined}
              aria-label={t('app.searchAll')}
              autoComplete="off"
              spellCheck={false}
              placeholder={t('app.search')}
              className="h-full min-w-0 flex-1 bg-transparent text-[16px] outline-none"
              value={query}
              onChange={(event) => {
                setQuery(event.target.value);
                setActive(0);
              }}
              onKeyDown={press}
            />
            {loading && <Spinner label className="text-muted" />}
          </div>
          <div id={listId} role="listbox" aria-label={t('app.searchAll')} className="overflow-y-auto p-1.5">
            {groups.map((group) => (
              <PaletteGroup
                key={group.id}
                group={group}
                query={query}
                listId={listId}
                activeId={current?.id}
                onHover={(entry) => setActive(entries.indexOf(entry))}
                onChoose={choose}
              />
            ))}
          </div>
          {entries.length === 0 && !loading && (
            <p role="status" className="serif px-6 pt-4 pb-8 text-center text-20">
              {t('app.paletteEmpty')}
            </p>
          )}
          {failed && (
            <p role="status" className="border-t border-line px-4 py-2 text-12 text-muted">
              {t('app.palettePartial')}
            </p>
          )}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function found(query: string, groups: Group[]): Group[] {
  const typed = query.trim() !== '';
  return (
    groups
      // Before anything is typed, files and documents would only be noise.
      .filter((group) => typed || (group.id !== 'files' && group.id !== 'documents'))
      .map((group) => ({
        ...group,
        entries: bestMatches(query, group.entries, (entry) => entry.label, typed ? perGroup : 12),
      }))
      .filter((group) => group.entries.length > 0)
  );
}

interface PaletteGroupProps {
  group: Group;
  query: string;
  listId: string;
  activeId: string | undefined;
  onHover: (entry: Entry) => void;
  onChoose: (entry: Entry) => void;
}

function PaletteGroup({ group, query, listId, activeId, onHover, onChoose }: PaletteGroupProps) {
  return (
    <div role="group" aria-labelledby={`${listId}-${group.id}`} className="pb-1">
      <div id={`${listId}-${group.id}`} className="px-2.5 pt-2 pb-1 text-12 text-muted">
        {group.title}
      </div>
      {group.entries.map((entry) => (
        <PaletteOption
          key={entry.id}
          id={`${listId}-${entry.id}`}
          entry={entry}
          query={query}
          active={entry.id === activeId}
          onHover={() => onHover(entry)}
          onChoose={() => onChoose(entry)}
        />
      ))}
    </div>
  );
}

interface PaletteOptionProps {
  id: string;
  entry: Entry;
  query: string;
  active: boolean;
  onHover: () => void;
  onChoose: () => void;
}

function PaletteOption({ id, entry, query, active, onHover, onChoose }: PaletteOptionProps) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active) row.current?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  const { icon: Icon } = entry;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard is with the combobox, which names this option as active
    <div
      ref={row}
      id={id}
      role="option"
      aria-selected={active}
      tabIndex={-1}
      className={cn('flex min-h-[38px] items-center gap-3 rounded-row px-2.5', active && 'bg-active')}
      onPointerMove={() => !active && onHover()}
      onClick={onChoose}
    >
      {'hue' in Icon ? (
        <Avatar name={Icon.name} hue={Icon.hue} size={18} shape="team" decorative />
      ) : (
        <Icon size={16} className={active ? 'text-text' : 'text-muted'} aria-hidden />
      )}
      <span className="min-w-0 flex-1 truncate">
        {matchPieces(query, entry.label).map((piece, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one name have no other identity
          <span key={index} className={piece.hit ? 'font-title' : ''}>
            {piece.text}
          </span>
        ))}
      </span>
      {entry.detail && (
        <span className={cn('figures max-w-[45%] truncate text-12', active ? 'text-text' : 'text-muted')}>
          {entry.detail}
        </span>
      )}
    </div>
  );
}
