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
  /** Fills its place instead of having a height of its own, and its rows have no frame. */
  isBare?: boolean;
  isBusy?: boolean;
  /** More could be read on; called as the end comes near. */
  onEnd?: (() => void) | undefined;
  children(item: Item): ReactNode;
};

/** So many rows before its end more is read on. */
const NEAR_ROWS = 20;

/** A list of any length in a frame of its own that scrolls: only what is seen is drawn. */
export function LongList<Item>(props: Props<Item>) {
  const { label, items, keyOf, rowHeight, shown, isBare, isBusy, onEnd, children } = props;
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
  const lastSeen = rows.getVirtualItems().at(-1)?.index ?? 0;
  useEffect(() => {
    if (onEnd && lastSeen > items.length - NEAR_ROWS) onEnd();
  }, [lastSeen, items.length, onEnd]);
  return (
    <section
      className="long-list"
      data-bare={isBare}
      ref={frame}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
      aria-label={label}
      aria-busy={isBusy}
    >
      <ul style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ key, index: at, start }) => (
          <li
            key={key}
            ref={rows.measureElement}
            data-index={at}
            aria-setsize={onEnd ? -1 : items.length}
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
