import type { CardDraft, Character } from '../../../schemas/card.ts';
import type { When } from '../../../schemas/when.ts';
import type { World } from '../../../schemas/world.ts';
import { Report } from './report.ts';

/**
 * A draft as this world can have it: in a place that there is, and with thoughts only of characters who have a file here.
 * `personas`: those who have one. What had to go is added to the report.
 */
export function settle<Draft extends CardDraft>(
  draft: Draft,
  world: World,
  personas: readonly string[],
): Draft {
  const { slug, persona, lore } = draft;
  const report = new Report(draft.report);
  const isKnown = (id: string) => id === slug || personas.includes(id);
  const hasPlace = Object.hasOwn(world.locations, persona.location);
  if (!hasPlace)
    report.changed(
      'location',
      'location',
      `this world has no place ${persona.location}: where the world starts`,
    );
  for (const id of Object.keys(persona.relationships))
    if (!isKnown(id)) report.left(`relationships.${id}`, 'nobody of that name is in this world');
  const fitting = lore.flatMap(({ id, entry }) => {
    const when = here(entry.when, world, isKnown);
    if (entry.when && !when) {
      report.left(`lore: ${entry.title}`, 'its condition names places or people that are not in this world');
      return [];
    }
    return [{ id, entry: { ...entry, ...(when && { when }) } }];
  });
  const settled = fitting.map(({ id, entry }) => {
    const { knownBy } = entry;
    const known = knownBy?.filter(isKnown);
    if (!knownBy || known?.length === knownBy.length) return { id, entry };
    const others = knownBy.filter((other) => !isKnown(other)).join(', ');
    report.changed(
      `lore: ${entry.title}`,
      'knownBy',
      `not in this world, so no longer among those who know it: ${others}`,
    );
    return { id, entry: { ...entry, knownBy: known?.length ? known : [slug] } };
  });
  return {
    ...draft,
    persona: {
      ...persona,
      location: hasPlace ? persona.location : world.start,
      relationships: Object.fromEntries(Object.entries(persona.relationships).filter(([id]) => isKnown(id))),
    },
    lore: settled,
    report: report.report,
  };
}

/** A condition with those of its places that there are; undefined where it can never hold in this world. */
function here(when: When | undefined, world: World, isKnown: (id: string) => boolean): When | undefined {
  if (!when || !(when.present ?? []).every(isKnown)) return undefined;
  const locations = when.locations?.filter((id) => Object.hasOwn(world.locations, id));
  if (locations?.length === 0) return undefined;
  return { ...when, ...(locations && { locations }) };
}

/** A character under another slug: its lore's files, and who knows it, follow. */
export function renamed(character: Character, slug: string): Character {
  const old = character.slug;
  if (slug === old) return character;
  const used = new Set<string>();
  const lore = character.lore.map(({ id, entry }) => {
    const { knownBy, when } = entry;
    const renamedTo = (who: string) => (who === old ? slug : who);
    return {
      id: id.startsWith(`${old}-`) ? unused(`${slug}-${id.slice(old.length + 1)}`, used) : unused(id, used),
      entry: {
        ...entry,
        ...(knownBy && { knownBy: knownBy.map(renamedTo) }),
        ...(when?.present && { when: { ...when, present: when.present.map(renamedTo) } }),
      },
    };
  });
  return { ...character, slug, lore };
}

function unused(id: string, used: Set<string>): string {
  for (let number = 1; ; number++) {
    const end = number === 1 ? '' : `-${number}`;
    const cut = `${id.slice(0, 40 - end.length).replace(/-+$/, '')}${end}`;
    if (used.has(cut)) continue;
    used.add(cut);
    return cut;
  }
}
