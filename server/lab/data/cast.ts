import type { CharacterSetting } from '../../../schemas/lab/her-record.ts';
import { Persona } from '../../../schemas/persona.ts';
import type { Prompt, Scene } from '../../../schemas/scene.ts';
import type { TraceBody } from '../../../schemas/trace.ts';
import { composePrompt } from '../../her/prompt.ts';
import type { PlayedInstance, RecordedPlay } from '../../store/recorded-play.ts';
import type { StoredTrace } from '../../store/traces.ts';
import type { Redactor } from './redact.ts';

/** Who an NPC was when a conversation began, and what it was told of itself. */
export type Role = {
  /** Its system prompt, without what it remembered of other talk. */
  system: string;
  setting: CharacterSetting;
  /** Lines that it recites. */
  greetings: readonly string[];
  /** Whether the prompt is the one that was sent, or was made from the persona since no trace is kept. */
  basis: 'trace' | 'persona';
};

/**
 * The role of an NPC by its first turn of which a trace is kept, else by the persona that was live then. What it remembered of other
 * conversations and of the persons in them is left out. Undefined where neither is known any more.
 */
export async function roleOf(
  play: RecordedPlay,
  { world }: PlayedInstance,
  npc: { slug: string; at: number; location: string },
  traces: readonly StoredTrace[],
  redact: Redactor,
): Promise<Role | undefined> {
  const body = traces.map((trace) => trace.body as TraceBody).find(({ scene }) => scene !== undefined);
  const known = body?.scene?.persona ?? (await play.personaAt(world, npc.slug, npc.at))?.body;
  const persona = Persona.safeParse(known);
  if (!persona.success) return undefined;
  const scene: Scene = {
    world: { title: world, description: '', language: 'English' },
    location: { id: npc.location, name: npc.location, description: '' },
    goal: persona.data.motivation[0]!,
    actions: [],
    ...body?.scene,
    npc: npc.slug,
    persona: persona.data,
    others: (body?.scene?.others ?? []).filter(({ id }) => id.startsWith('npc:')),
    summary: [],
    lines: [],
    recalled: [],
    memories: [],
    lore: [],
    knowledge: [],
    facts: {},
    circumstances: [],
  };
  delete scene.to;
  delete scene.talk;
  const { form = 'canonical', plan = 'full' } = body?.prompt ?? {};
  return {
    system: stretchesOf(composePrompt(scene, { form, plan }), redact)
      .map(({ text }) => text)
      .join(''),
    setting: settingOf(scene, world, redact),
    greetings: persona.data.greeting.map(redact.text),
    basis: body ? 'trace' : 'persona',
  };
}

/** The system prompt without persons' names; HER's own words stay as they are, whatever somebody is called. */
function stretchesOf({ messages, marks }: Prompt, redact: Redactor): { section: string; text: string }[] {
  const { content } = messages[0]!;
  let at = 0;
  return marks[0]!.map(({ section, source, length }) => {
    const text = content.slice(at, at + length);
    at += length;
    return { section, text: source === 'form' ? text : redact.text(text) };
  });
}

/** The sections of the canonical prompt are the fields of a setting. */
function settingOf(scene: Scene, world: string, redact: Redactor): CharacterSetting {
  const { persona, others } = scene;
  const sections = new Map<string, string>();
  for (const { section, text } of stretchesOf(
    composePrompt(scene, { form: 'canonical', plan: 'full' }),
    redact,
  ))
    sections.set(section, (sections.get(section) ?? '') + text);
  const bodyOf = (header: string) => (sections.get(header) ?? '').replace(`===${header}===`, '').trim();
  return {
    book_name: world,
    character: persona.name,
    character_profile: bodyOf(`${persona.name}'s Profile`).replace(/^description: .*\n*/, ''),
    background: bodyOf('Background'),
    scenario: bodyOf('Current Scenario'),
    topic: '',
    motivation: bodyOf('Your Inner Thoughts'),
    experience: '',
    description: redact.text(persona.description),
    other_character_profiles: Object.fromEntries(
      others
        .filter(({ relationship }) => relationship !== undefined)
        .map(({ name, description = '', relationship }) => [
          name,
          redact.text(`${description} ${relationship}`.trim()),
        ]),
    ),
    output_format: bodyOf('Requirements'),
  };
}
