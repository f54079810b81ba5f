import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from 'react';
import type { StoredFile } from '@/api/types';
import { t } from '@/i18n/t';
import { cn } from '@/lib/cn';
import { Spinner } from '@/ui/spinner';
import { FileRow, FileTile, factColumns, listColumns } from './file-item';
import type { FileActions } from './file-menu';
import { gridShape, useWidth } from './grid-shape';
import { moveIndex, type Selection, type SelectMode, select, selectAll } from './selection';

export type FilesView = 'grid' | 'list';

interface FileCollectionProps {
  files: readonly StoredFile[];
  view: FilesView;
  selection: Selection;
  onSelection: (selection: Selection) => void;
  actions: FileActions;
  renamingId: string | null;
  onRenamed: (file: StoredFile, name: string | null) => void;
  loadMore: () => void;
  loadingMore: boolean;
}

const LIST_ROW = 44;

/** Grid and list are the same thing with a different number of columns; only what is on the screen is drawn. */
export function FileCollection(props: FileCollectionProps) {
  const { files, view, selection, onSelection, actions, renamingId, onRenamed, loadMore, loadingMore } =
    props;
  const scroller = useRef<HTMLDivElement>(null);
  const [activeId, setActiveId] = useState<string | null>(null);
  const moved = useRef(false);
  const width = useWidth(scroller);
  const shape = view === 'grid' ? gridShape(width) : { columns: 1, rowHeight: LIST_ROW, gap: 0, inset: 0 };
  const rowCount = Math.ceil(files.length / shape.columns);
  const order = files.map((file) => file.id);
  const activeIndex = Math.max(0, activeId === null ? 0 : order.indexOf(activeId));

  const virtual = useVirtualizer({
    count: rowCount,
    getScrollElement: () => scroller.current,
    estimateSize: () => shape.rowHeight,
    overscan: view === 'grid' ? 2 : 8,
    paddingStart: shape.inset,
    paddingEnd: shape.inset,
  });
  const rows = virtual.getVirtualItems();
  const lastShown = rows.at(-1)?.index ?? -1;

  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes depend on the shape alone
  useEffect(() => virtual.measure(), [shape.rowHeight, shape.columns]);

  useEffect(() => {
    if (lastShown >= rowCount - 3) loadMore();
  }, [lastShown, rowCount, loadMore]);

  // The focus follows the arrow keys, also to a file that was not drawn when the key was pressed.
  useEffect(() => {
    if (!moved.current) return;
    const element = scroller.current?.querySelector<HTMLElement>('[data-active]');
    if (!element) return;
    moved.current = false;
    element.focus();
  });

  function moveTo(index: number): void {
    const id = order[index];
    if (id === undefined) return;
    moved.current = true;
    setActiveId(id);
    virtual.scrollToIndex(Math.floor(index / shape.columns));
  }

  function choose(id: string, mode: SelectMode): void {
    setActiveId(id);
    onSelection(select(selection, order, id, mode));
  }

  function press(event: KeyboardEvent<HTMLDivElement>): void {
    // Keys inside a field or a menu belong to it.
    const index = order.indexOf((event.target as HTMLElement).dataset['file'] ?? '');
    const file = files[index];
    if (!file) return;
    const next = moveIndex(event.key, index, files.length, shape.columns);
    if (next !== null) {
      event.preventDefault();
      moveTo(next);
      const id = order[next];
      if (event.shiftKey && id)
        onSelection(select({ ...selection, anchor: selection.anchor ?? file.id }, order, id, 'range'));
      return;
    }
    const chosen = files.filter((entry) => selection.ids.has(entry.id));
    switch (event.key) {
      case ' ':
        choose(file.id, 'toggle');
        break;
      case 'Enter':
        actions.details(file);
        break;
      case 'F2':
        if (actions.canWrite) actions.rename(file);
        break;
      case 'Delete':
        if (actions.canWrite) actions.remove(chosen.length > 0 ? chosen : [file]);
        break;
      case 'Escape':
        onSelection({ ids: new Set(), anchor: null });
        break;
      case 'a':
        if (!event.ctrlKey && !event.metaKey) return;
        onSelection(selectAll(order));
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  function click(event: MouseEvent, file: StoredFile): void {
    choose(file.id, event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'toggle' : 'only');
  }

  const Item = view === 'grid' ? FileTile : FileRow;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      {view === 'list' && (
        <div
          aria-hidden
          className={cn(listColumns, 'h-8 shrink-0 border-b border-line text-12 text-muted max-wide:hidden')}
        >
          <span className="col-start-3">{t('files.columnName')}</span>
          <span className={factColumns}>
            <span className="text-right">{t('files.columnSize')}</span>
            <span>{t('files.columnDate')}</span>
          </span>
          <span>{t('files.columnOwner')}</span>
        </div>
      )}
      <div
        ref={scroller}
        role="grid"
        aria-label={t('files.collection')}
        aria-multiselectable
        aria-rowcount={rowCount}
        className="relative min-h-0 flex-1 overflow-y-auto"
        onKeyDown={press}
      >
        <div role="presentation" className="relative w-full" style={{ height: virtual.getTotalSize() }}>
          {rows.map((row) => (
            <div
              key={row.key}
              role="row"
              aria-rowindex={row.index + 1}
              tabIndex={-1}
              className="absolute inset-x-0 top-0 grid"
              style={{
                height: row.size,
                transform: `translateY(${row.start}px)`,
                gridTemplateColumns: `repeat(${shape.columns}, minmax(0, 1fr))`,
                columnGap: shape.gap,
                paddingInline: shape.inset,
              }}
            >
              {files.slice(row.index * shape.columns, (row.index + 1) * shape.columns).map((file, column) => {
                const active = row.index * shape.columns + column === activeIndex;
                return (
                  // biome-ignore lint/a11y/useKeyWithClickEvents: the grid around it takes the keys of all cells
                  <div
                    key={file.id}
                    role="gridcell"
                    aria-selected={selection.ids.has(file.id)}
                    data-file={file.id}
                    {...(active ? { 'data-active': '' } : {})}
                    tabIndex={active ? 0 : -1}
                    className={cn(
                      'group/file min-w-0 rounded-[9px]',
                      view === 'list' && 'rounded-none focus-visible:-outline-offset-2',
                    )}
                    onClick={(event) => click(event, file)}
                    onDoubleClick={() => actions.open(file)}
                  >
                    <Item
                      file={file}
                      selected={selection.ids.has(file.id)}
                      active={active}
                      renaming={renamingId === file.id}
                      choosing={selection.ids.size > 1}
                      actions={actions}
                      onRenamed={(name) => {
                        moved.current = true;
                        onRenamed(file, name);
                      }}
                      onToggle={() => choose(file.id, 'toggle')}
                    />
                  </div>
                );
              })}
            </div>
          ))}
        </div>
        {loadingMore && (
          <div className="grid h-14 place-items-center text-muted">
            <Spinner label={t('files.loadingMore')} />
          </div>
        )}
      </div>
    </div>
  );
}
