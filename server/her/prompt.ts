import type { HerForm, PlanMode } from '../../schemas/layers.ts';
import type { Mark, Prompt, Scene } from '../../schemas/scene.ts';
import { harmlessScene } from './harmless.ts';
import { assemble, isStranger, retoldItem } from './messages.ts';
import { chain, from, list, form as ours, paragraphs, plainOf, type SourcedText } from './sourced.ts';

export type PromptOptions = { form: HerForm; plan: PlanMode };

type Section = { header: string; body: SourcedText };

/**
 * What a language model is sent for one turn. The system prompt holds only what is stable during a conversation, in
 * HER's section order (HER, arXiv 2601.21459; the repository's training form is `canonical`), so that a backend's prefix
 * cache holds; all that changes goes late, as `Environment:` lines in the last user message. Pure.
 */
export function composePrompt(told: Scene, { form, plan }: PromptOptions): Prompt {
  const scene = harmlessScene(told);
  const { persona, world } = scene;
  const opening =
    form === 'chat'
      ? `You are role-playing as ${persona.name} from the world "${world.title}".`
      : `You are ${persona.name} from ${world.title}.`;
  const sections = SECTIONS[form](scene, plan).filter((section) => section.body.length > 0);
  const system = [
    { section: OPENING, text: ours(opening) },
    ...sections.map(({ header, body }) => ({
      section: header,
      text: chain(ours(`\n\n===${header}===\n`), body),
    })),
  ];
  const all = [{ role: 'system' as const, parts: system }, ...assemble(scene)];
  return {
    messages: all.map(({ role, parts }) => ({
      role,
      content: parts.map(({ text }) => plainOf(text)).join(''),
    })),
    marks: all.map(({ parts }) => parts.flatMap(({ section, text }) => marksOf(section, text))),
    prefill: plan === 'off' ? '' : '<system_thinking>',
    stops: [
      '<|im_end|>',
      '<|im_start|>',
      ...otherNames(scene)
        .slice(0, 2)
        .map((name) => `\n${name}:`),
    ],
    form,
    plan,
  };
}

/** What stands before the first header. */
const OPENING = 'Opening';

/** Neighbours of one source become one. */
function marksOf(section: string, text: SourcedText): Mark[] {
  const marks: Mark[] = [];
  for (const { source, text: stretch } of text) {
    const last = marks.at(-1);
    if (last?.source === source) last.length += stretch.length;
    else marks.push({ section, source, length: stretch.length });
  }
  return marks;
}

const SECTIONS: Record<HerForm, (scene: Scene, plan: PlanMode) => Section[]> = {
  canonical: (scene, plan) => [
    { header: `${scene.persona.name}'s Profile`, body: profile(scene) },
    { header: 'Background', body: background(scene) },
    { header: 'Current Scenario', body: scenario(scene) },
    { header: 'Information about other Characters', body: others(scene, (name) => `**${name}**`) },
    { header: 'Your Inner Thoughts', body: innerThoughts(scene) },
    { header: 'Requirements', body: requirements(scene, plan) },
  ],
  evaluation: (scene, plan) => [
    { header: `${scene.persona.name}'s Profile`, body: paragraphs(profile(scene), background(scene)) },
    { header: 'Current Scenario', body: scenario(scene) },
    { header: 'Information about the other Characters', body: others(scene, (name) => name) },
    { header: 'Your Inner Thoughts', body: innerThoughts(scene) },
    { header: 'Requirements', body: paragraphs(criticalRules(scene), requirements(scene, plan)) },
  ],
  chat: (scene, plan) => [
    { header: `${scene.persona.name}'s Profile`, body: paragraphs(profile(scene), background(scene)) },
    { header: 'Current Scene', body: scenario(scene) },
    { header: 'Your Current Thoughts', body: innerThoughts(scene) },
    { header: 'The People You Know', body: others(scene, (name) => name) },
    { header: 'Instructions', body: criticalRules(scene) },
    { header: 'Output Format', body: requirements(scene, plan) },
  ],
};

/** A field of the NPC's persona. */
const field = ({ npc }: Scene, name: string, text: string): SourcedText =>
  from(`persona/${npc}/${name}`, text);

function profile(scene: Scene): SourcedText {
  const { persona, world } = scene;
  const { name } = persona;
  const item = (path: string, text: string) => chain(ours('- '), field(scene, path, text));
  const examples = persona.examples.slice(0, 12).map(({ cue, action, say }, index) => {
    const turn = `${action ? `<role_action>${action}</role_action>` : ''}${say}`;
    return item(`examples/${index}`, cue ? `(to: ${cue}) ${turn}` : turn);
  });
  return paragraphs(
    chain(ours('description: '), field(scene, 'description', persona.description)),
    field(scene, 'profile', persona.profile),
    chain(ours('Personality: '), field(scene, 'personality', persona.personality)),
    chain(ours(`How ${name} speaks: `), field(scene, 'speechStyle', persona.speechStyle)),
    list(
      `What ${name} keeps secret:`,
      persona.secrets.map(({ text }, index) => item(`secrets/${index}`, text)),
    ),
    list(
      `What ${name} will not talk about:`,
      persona.taboo.map(({ topic }, index) => item(`taboo/${index}`, topic)),
    ),
    list(`How ${name} has answered before:`, examples),
    chain(
      ours(`${name} speaks `),
      persona.language === undefined
        ? from('world/language', world.language)
        : field(scene, 'language', persona.language),
      ours('.'),
    ),
  );
}

const background = (scene: Scene): SourcedText =>
  paragraphs(
    list('Earlier:', (scene.summary ?? []).map(retoldItem)),
    from('world/description', scene.world.description),
    field(scene, 'background', scene.persona.background),
  );

const scenario = ({ location: { id, name, description, scene } }: Scene): SourcedText =>
  paragraphs(
    from(`location/${id}/description`, `${name}. ${description}`),
    from(`location/${id}/scene`, scene ?? ''),
  );

/**
 * Those whom this NPC knows, wherever they are, and only what it knows of them: never another's profile, secrets or motivation.
 * Strangers who happen to be here come and go: they stand with what is volatile.
 */
const others = ({ npc, others: cast }: Scene, heading: (name: string) => string): SourcedText =>
  cast
    .filter((other) => other.id.startsWith('npc:') && !isStranger(other))
    .flatMap(({ id, name, description = '', relationship = '', isRelationshipLive }, index) => {
      const slug = id.slice('npc:'.length);
      return chain(
        ours(`${index === 0 ? '' : '\n\n'}${heading(name)}: `),
        from(`persona/${slug}/description`, description),
        ours(description && relationship ? ' ' : ''),
        from(`${isRelationshipLive ? 'npc' : 'persona'}/${npc}/relationships/${slug}`, relationship),
      );
    });

function innerThoughts(scene: Scene): SourcedText {
  const { motivation } = scene.persona;
  const motives = motivation
    .map((text, index) => ({ text, index }))
    .filter(({ text }) => text !== scene.goal);
  return paragraphs(
    field(scene, 'motivation/0', scene.goal),
    ...motives.map(({ text, index }) => field(scene, `motivation/${index}`, text)),
  );
}

const criticalRules = ({ persona: { name } }: Scene): SourcedText =>
  list(
    'Rules that always hold:',
    [
      `- Play ${name} alone; write nobody else's words, acts or thoughts.`,
      '- One turn only, and stop after it.',
      '- Never write another name followed by a colon.',
      '- Be brief: rarely more than a hundred words.',
    ].map(ours),
  );

function requirements(scene: Scene, plan: PlanMode): SourcedText {
  const { name } = scene.persona;
  const reply =
    `${name}'s turn: what ${name} says as plain text, what ${name} thinks in <role_thinking></role_thinking> in the first person, ` +
    `what ${name} visibly does in <role_action></role_action> in the present tense without a subject. Mix them as the moment ` +
    'asks and vary their order from turn to turn. Nobody else can perceive the thoughts; the actions can be seen. ' +
    'No tag inside another, no space after a closing tag.';
  const example =
    plan === 'off'
      ? `Example: <role_action>sets the cup down</role_action>You came back.<role_thinking>I had not dared to hope</role_thinking>Sit.`
      : `Example: <system_thinking>I need to portray ${name} as …</system_thinking>${name}: <role_action>sets the cup down</role_action>You came back.<role_thinking>I had not dared to hope</role_thinking>Sit.`;
  const closing = `Only ${name}, only one turn, in character, true to what ${name} can know. Speech holds spoken words alone. Stay under a hundred words.`;
  const doing = doings(scene);
  if (plan === 'off') return paragraphs(ours(reply), doing, ours(example), ours(closing));
  const length = plan === 'short' ? 'one or two sentences' : 'a few sentences, at most a short paragraph';
  return paragraphs(
    ours(
      `Answer in two parts. First exactly one <system_thinking></system_thinking> block: ${length} that plan in the third person how ` +
        `to play ${name}'s next turn (what was just said, what ${name} wants, what to show, what to hide). Nobody ever sees it.`,
    ),
    ours(`Then ${reply}`),
    doing,
    ours(example),
    ours(closing),
  );
}

/** What the NPC may have the game do, and how; nothing where there is nothing. */
const doings = ({ persona: { name }, actions }: Scene): SourcedText =>
  list(
    `What ${name} can do besides that is done by writing <game_action name="…">{json}</game_action> at the moment it happens: a ` +
      `name from this list, and arguments in JSON that fit its schema ({} where there are none). ${name} learns afterwards ` +
      'whether it worked. Never more than these:',
    actions.map(({ name: action, description, args }) =>
      from(`action/${action}`, `- ${action}: ${description} Arguments: ${JSON.stringify(args)}`),
    ),
  );

const otherNames = ({ to, others: cast }: Scene): string[] => [
  ...new Set([...(to ? [to.name] : []), 'Environment', ...cast.map((other) => other.name)]),
];
