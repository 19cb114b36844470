import { Button, Checkbox } from '@mantine/core';
import type { Character } from '../../../../schemas/card.ts';

type Props = {
  lore: Character['lore'];
  /** Ids that are files in the world already. */
  taken: readonly string[];
  chosen: ReadonlySet<string>;
  onChoose(chosen: Set<string>): void;
};

/** Which lore entries come along. */
export function LoreChoices({ lore, taken, chosen, onChoose }: Props) {
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChoose(next);
  };
  const areAll = chosen.size === lore.length;
  return (
    <fieldset className="lore-choices">
      <legend>
        Lore that comes along{' '}
        <span className="count">
          {chosen.size} of {lore.length}
        </span>
      </legend>
      {lore.length > 1 && (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => onChoose(new Set(areAll ? [] : lore.map(({ id }) => id)))}
        >
          {areAll ? 'None' : 'All'}
        </Button>
      )}
      {lore.map(({ id, entry }) => (
        <div key={id} className="lore-choice">
          <Checkbox size="xs" label={entry.title} checked={chosen.has(id)} onChange={() => toggle(id)} />
          <p className="kind">
            {entry.keys.join(', ') || 'recalled without a word'} · priority {entry.priority} ·{' '}
            {entry.knownBy ? `known by ${entry.knownBy.join(', ')}` : 'known by everybody'}
          </p>
          {taken.includes(id) && (
            <p className="warning">
              <code>lore/{id}.yaml</code> is in the world already; it is not overwritten.
            </p>
          )}
          <p className="as-written">{entry.text}</p>
        </div>
      ))}
    </fieldset>
  );
}
