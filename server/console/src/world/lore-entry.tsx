import { Button } from '@mantine/core';
import { memo } from 'react';
import type { LoreEntry } from './use-world.ts';

type Props = {
  entry: LoreEntry;
  /** Of NPCs, by id. */
  names: ReadonlyMap<string, string>;
  isOpen: boolean;
  onToggle(id: string): void;
};

/** A text longer than this, in characters, is folded. */
const LONG = 220;

/** One entry of lore, as its file has it. */
export const LoreEntryView = memo(function LoreEntryView({ entry, names, isOpen, onToggle }: Props) {
  const { id, title, keys, text, knownBy, priority, file } = entry;
  const isLong = text.length > LONG;
  return (
    <div className="lore-entry" data-lore={id}>
      <div className="row-head">
        <h3>{title}</h3>
        <code className="from-file">{file}</code>
        <span className="spring" />
        <span className="origin">
          {knownBy
            ? `known by ${knownBy.map((npc) => names.get(npc) ?? npc).join(', ') || 'nobody'}`
            : 'known by everybody'}
        </span>
        <span className="origin">priority {priority}</span>
      </div>
      <Keys keys={keys} />
      <p className="text" data-folded={(isLong && !isOpen) || undefined}>
        {text}
      </p>
      {isLong && (
        <Button size="compact-xs" px={0} variant="subtle" aria-expanded={isOpen} onClick={() => onToggle(id)}>
          {isOpen ? 'Less' : 'More'}
          <span className="hidden"> of {title}</span>
        </Button>
      )}
    </div>
  );
});

/** The words that recall an entry. */
export const Keys = ({ keys }: { keys: readonly string[] }) => (
  <p className="keys-of">
    <span className="hidden">Keys: </span>
    {keys.map((key, index) => (
      // A file may have a key twice, and the order stands.
      <span key={index} className="key">
        {key}
      </span>
    ))}
  </p>
);
