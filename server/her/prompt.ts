import type { HerForm, PlanMode } from '../../schemas/layers.ts';
import type { Prompt, Scene, Told } from '../../schemas/scene.ts';
import { harmlessScene } from './harmless.ts';
import { assemble } from './messages.ts';

export type PromptOptions = { form: HerForm; plan: PlanMode };

type Section = { header: string; body: string };

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
  const sections = SECTIONS[form](scene, plan).filter((section) => section.body !== '');
  const system = [opening, ...sections.map(({ header, body }) => `===${header}===\n${body}`)].join('\n\n');
  return {
    messages: [{ role: 'system', content: system }, ...assemble(scene)],
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
    { header: `${scene.persona.name}'s Profile`, body: join(profile(scene), background(scene)) },
    { header: 'Current Scenario', body: scenario(scene) },
    { header: 'Information about the other Characters', body: others(scene, (name) => name) },
    { header: 'Your Inner Thoughts', body: innerThoughts(scene) },
    { header: 'Requirements', body: join(criticalRules(scene), requirements(scene, plan)) },
  ],
  chat: (scene, plan) => [
    { header: `${scene.persona.name}'s Profile`, body: join(profile(scene), background(scene)) },
    { header: 'Current Scene', body: scenario(scene) },
    { header: 'Your Current Thoughts', body: innerThoughts(scene) },
    { header: 'The People You Know', body: others(scene, (name) => name) },
    { header: 'Instructions', body: criticalRules(scene) },
    { header: 'Output Format', body: requirements(scene, plan) },
  ],
};

function profile({ persona, world }: Scene): string {
  const secrets = persona.secrets.map((secret) => `- ${secret.text}`);
  const taboo = persona.taboo.map((entry) => `- ${entry.topic}`);
  const examples = persona.examples.slice(0, 12).map(({ cue, action, say }) => {
    const turn = `${action ? `<role_action>${action}</role_action>` : ''}${say}`;
    return cue ? `- (to: ${cue}) ${turn}` : `- ${turn}`;
  });
  return join(
    `description: ${persona.description}`,
    persona.profile,
    `Personality: ${persona.personality}`,
    `How ${persona.name} speaks: ${persona.speechStyle}`,
    list(`What ${persona.name} keeps secret:`, secrets),
    list(`What ${persona.name} will not talk about:`, taboo),
    list(`How ${persona.name} has answered before:`, examples),
    `${persona.name} speaks ${persona.language ?? world.language}.`,
  );
}

const background = ({ persona, world, summary = [] }: Scene): string =>
  join(list('Earlier:', summary.map(toldBy)), world.description, persona.background);

const toldBy = ({ name, text }: Told): string => `- ${name === undefined ? text : `${name}: ${text}`}`;

const scenario = ({ location }: Scene): string =>
  join(`${location.name}. ${location.description}`, location.scene ?? '');

/** Only what this NPC knows of them: never another's profile, secrets or motivation. */
const others = ({ others: cast }: Scene, heading: (name: string) => string): string =>
  cast
    .filter((other) => other.id.startsWith('npc:'))
    .map(
      ({ name, description, relationship }) =>
        `${heading(name)}: ${[description, relationship].filter(Boolean).join(' ')}`,
    )
    .join('\n\n');

const innerThoughts = ({ persona, goal }: Scene): string =>
  join(goal, ...persona.motivation.filter((motive) => motive !== goal));

const criticalRules = ({ persona: { name } }: Scene): string =>
  list('Rules that always hold:', [
    `- Play ${name} alone; write nobody else's words, acts or thoughts.`,
    '- One turn only, and stop after it.',
    '- Never write another name followed by a colon.',
    '- Be brief: rarely more than a hundred words.',
  ]);

function requirements(scene: Scene, plan: PlanMode): string {
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
  if (plan === 'off') return join(reply, doing, example, closing);
  const length = plan === 'short' ? 'one or two sentences' : 'a few sentences, at most a short paragraph';
  return join(
    `Answer in two parts. First exactly one <system_thinking></system_thinking> block: ${length} that plan in the third person how ` +
      `to play ${name}'s next turn (what was just said, what ${name} wants, what to show, what to hide). Nobody ever sees it.`,
    `Then ${reply}`,
    doing,
    example,
    closing,
  );
}

/** What the NPC may have the game do, and how; '' where there is nothing. */
const doings = ({ persona: { name }, actions }: Scene): string =>
  list(
    `What ${name} can do besides that is done by writing <game_action name="…">{json}</game_action> at the moment it happens: a ` +
      `name from this list, and arguments in JSON that fit its schema ({} where there are none). ${name} learns afterwards ` +
      'whether it worked. Never more than these:',
    actions.map(
      ({ name: action, description, args }) =>
        `- ${action}: ${description} Arguments: ${JSON.stringify(args)}`,
    ),
  );

const otherNames = ({ to, others: cast }: Scene): string[] => [
  ...new Set([...(to ? [to.name] : []), 'Environment', ...cast.map((other) => other.name)]),
];

const join = (...paragraphs: string[]): string => paragraphs.filter((text) => text !== '').join('\n');
const list = (title: string, items: string[]): string =>
  items.length === 0 ? '' : [title, ...items].join('\n');
