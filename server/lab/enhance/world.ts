import type { HerRecord } from '../../../schemas/lab/her-record.ts';
import type { Persona } from '../../../schemas/persona.ts';
import type { Content } from '../../persona/content.ts';

/** What a world's files tell of the characters of a script: their personas by name, and the lore as one text. */
export type WorldKnowledge = { title: string; personas: ReadonlyMap<string, Persona>; lore: string };

export const knowledgeOf = (content: Content): WorldKnowledge => ({
  title: content.world.title,
  personas: new Map([...content.personas.values()].map(({ persona }) => [persona.name, persona])),
  lore: [...content.lore.values()].map(({ text }) => text).join('\n\n'),
});

/** A record whose characters have the settings of their personas where it has none of its own. */
export function informed(record: HerRecord, { personas }: WorldKnowledge): HerRecord {
  const settings = Object.entries(record.character_datasets).map(([name, setting]) => {
    const persona = personas.get(name);
    const others = Object.keys(record.character_datasets).flatMap((other) => {
      const known = setting.other_character_profiles[other] ?? personas.get(other)?.description;
      return other === name || !known ? [] : [[other, known]];
    });
    return [
      name,
      {
        ...setting,
        other_character_profiles: Object.fromEntries(others) as Record<string, string>,
        ...(persona && {
          description: setting.description || persona.description,
          character_profile:
            setting.character_profile || [persona.profile, persona.personality].filter(Boolean).join('\n'),
          background: setting.background || persona.background,
          motivation: setting.motivation || persona.motivation.join('\n'),
        }),
      },
    ] as const;
  });
  return { ...record, character_datasets: Object.fromEntries(settings) };
}
