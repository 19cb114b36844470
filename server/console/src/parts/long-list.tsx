import './long-list.css';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';

type Props<Item> = {
  label: string;
  items: readonly Item[];
  keyOf(item: Item): string;
  /** A first guess, in pixels. */
  rowHeight: number;
  /** The key of the one to scroll to and to mark. */
  shown?: string | undefined;
  children(item: Item): ReactNode;
};

/** A list of any length in a frame of its own that scrolls: only what is seen is drawn. */
export function LongList<Item>({ label, items, keyOf, rowHeight, shown, children }: Props<Item>) {
  const frame = useRef<HTMLElement>(null);
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => keyOf(items[index]!),
    overscan: 5,
  });
  const index = shown === undefined ? -1 : items.findIndex((item) => keyOf(item) === shown);
  const isThere = index >= 0;
  // Only what the address says anew counts, or what is there for the first time.
  useEffect(() => {
    if (!isThere) return;
    rows.scrollToIndex(index, { align: 'start' });
    frame.current?.scrollIntoView({ block: 'nearest' });
  }, [shown, isThere]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className="long-list" ref={frame} tabIndex={0} aria-label={label}>
      <ul style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ key, index: at, start }) => (
          <li
            key={key}
            ref={rows.measureElement}
            data-index={at}
            aria-setsize={items.length}
            aria-posinset={at + 1}
            aria-current={at === index || undefined}
            style={{ transform: `translateY(${start}px)` }}
          >
            {children(items[at]!)}
          </li>
        ))}
      </ul>
    </section>
  );
}
