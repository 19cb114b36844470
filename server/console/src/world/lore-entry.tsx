import { Button } from '@mantine/core';
import { memo } from 'react';
import type { When } from '../../../../schemas/when.ts';
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
  const { id, title, keys, when, text, knownBy, priority, file } = entry;
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
      {when && <p className="origin">{whenInWords(when, keys.length === 0)}</p>}
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

/** A condition as one reads it. */
function whenInWords({ locations, time, weather, facts = {}, present }: When, isAlone: boolean): string {
  const parts = [
    locations && `at ${locations.join(' or ')}`,
    time && `from ${time.from} to ${time.to}`,
    weather && `in ${weather.join(' or ')}`,
    ...Object.entries(facts).map(([key, wanted]) => {
      if (typeof wanted === 'string') return `when ${key} says “${wanted}”`;
      return `${wanted ? 'with' : 'without'} the fact ${key}`;
    }),
    present && `with ${present.join(' and ')} there`,
  ].filter(Boolean);
  const whole = parts.join(', ') || 'always';
  return isAlone ? `Recalled ${whole}, without a word` : `Only ${whole}`;
}

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
