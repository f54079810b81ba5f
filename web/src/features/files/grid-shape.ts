import { type RefObject, useLayoutEffect, useState } from 'react';

interface GridShape {
  columns: number;
  rowHeight: number;
  gap: number;
  /** Space at the edges. */
  inset: number;
}

/** Name and size under the picture, with their space. */
const CAPTION = 52;

/** As many columns as fit without the pictures getting small; on a phone two. */
export function gridShape(width: number): GridShape {
  const narrow = width < 600;
  const gap = narrow ? 12 : 18;
  const inset = narrow ? 16 : 18;
  const smallest = narrow ? 140 : 205;
  const room = Math.max(0, width - 2 * inset);
  const columns = Math.max(1, Math.floor((room + gap) / (smallest + gap)));
  const tile = (room - gap * (columns - 1)) / columns;
  return { columns, gap, inset, rowHeight: Math.round(tile * 0.75 + CAPTION + gap) };
}

export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const box = element.current;
    if (!box) return;
    const read = () => setWidth(box.clientWidth);
    read();
    const observer = new ResizeObserver(read);
    observer.observe(box);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
