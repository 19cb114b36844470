import type { Character } from '../../../schemas/card.ts';
import type { Persona } from '../../../schemas/persona.ts';
import type { LoreEntry } from '../../../schemas/world.ts';

const NOTES =
  'Made with Soliloquy, a server for NPCs. The whole persona, its secrets included, is kept in extensions.soliloquy: back there, it is as it was.';

/** A character card as an object, ready for JSON. */
export type Card = { spec: string; spec_version: string; data: Record<string, unknown> };

/**
 * A character as a card of version 2 or 3, as their specifications ask. What cards have no field for goes along in
 * `extensions.soliloquy`, so that `readCard` gives back the very same character. It holds the secrets, too.
 */
export function writeCard(character: Character, form: 'v2' | 'v3'): Card {
  const { slug, persona, lore } = character;
  const [first = '', ...others] = persona.greeting;
  const data = {
    name: persona.name,
    description: descriptionOf(persona),
    personality: persona.personality,
    scenario: persona.background,
    first_mes: first,
    mes_example: persona.examples.map(exampleOf).join('\n'),
    creator_notes: NOTES,
    system_prompt: '',
    post_history_instructions: '',
    alternate_greetings: others,
    tags: [],
    creator: '',
    character_version: '',
    ...(lore.length > 0 && { character_book: bookOf(character, form) }),
    extensions: { soliloquy: { version: 1, slug, persona, lore } },
  };
  if (form === 'v2') return { spec: 'chara_card_v2', spec_version: '2.0', data };
  const icon = { type: 'icon', uri: 'ccdefault:', name: 'main', ext: 'png' };
  return {
    spec: 'chara_card_v3',
    spec_version: '3.0',
    data: { ...data, assets: [icon], group_only_greetings: [] },
  };
}

const LABELS = ['Seen at a glance: ', 'Wants: ', 'Way of talking: '] as const;

/** Other programs know a character by this text alone: who it is, what is seen of it, what it wants, how it talks. */
const descriptionOf = ({ profile, description, motivation, speechStyle }: Persona): string =>
  [
    profile,
    ...[description, motivation.join(' '), speechStyle].map((text, index) => LABELS[index] + text),
  ].join('\n\n');

/** The four parts of a description that this server wrote, whatever became of their words; undefined where a label is gone. */
export function partsOf(
  text: string,
): [profile: string, atAGlance: string, wants: string, talk: string] | undefined {
  const parts: string[] = [];
  let rest = text;
  for (const label of LABELS) {
    const at = rest.indexOf(`\n\n${label}`);
    if (at < 0) return undefined;
    parts.push(rest.slice(0, at).trim());
    rest = rest.slice(at + 2 + label.length);
  }
  return [...parts, rest.trim()] as [string, string, string, string];
}

function exampleOf({ cue, say, action }: Persona['examples'][number]): string {
  const words = action ? `*${action}* ${say}` : say;
  return ['<START>', ...(cue ? [`{{user}}: ${cue}`] : []), `{{char}}: ${words}`].join('\n');
}

/** Whether an entry is recalled at all times: its condition asks for nothing. */
const isAlways = ({ when }: LoreEntry): boolean => when !== undefined && Object.keys(when).length === 0;

const bookOf = ({ persona, lore }: Character, form: 'v2' | 'v3') => ({
  name: persona.name,
  extensions: {},
  entries: lore.map(({ entry }, index) => ({
    keys: entry.keys,
    content: entry.text,
    // What cards have no field for; other programs then recall it by its keys alone.
    extensions: entry.when ? { soliloquy: { when: entry.when } } : {},
    enabled: true,
    insertion_order: entry.priority,
    name: entry.title,
    priority: entry.priority,
    id: index + 1,
    comment: entry.title,
    selective: false,
    secondary_keys: [],
    constant: entry.keys.length === 0 && isAlways(entry),
    position: 'after_char',
    ...(form === 'v3' && { use_regex: false }),
  })),
});
