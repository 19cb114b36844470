import type { ChatMessage } from '../../../schemas/scene.ts';
import { ENVIRONMENT } from '../scenes.ts';
import type { Circumstance } from './circumstance.ts';
import type { ActingDimension, Protocol } from './score.ts';

export const START = '===Conversation Start===';

const section = (header: string, body: string): string[] =>
  body.trim() === '' ? [] : [`===${header}===\n${body}`];

/** What an actor is told: HER's evaluation form, in its order. Thoughts of no other character stand in it. */
export function actorPrompt(scene: Circumstance, name: string, protocol: Protocol): string {
  const self = scene.characters.find((character) => character.name === name);
  const others = scene.characters
    .filter((character) => character.name !== name && character.profile !== '')
    .map((character) => `${character.name}: ${character.profile}`)
    .join('\n\n');
  const form =
    protocol === 'coser'
      ? [
          `Answer with one turn of ${name}: thoughts in [brackets], which nobody else perceives; actions in (parentheses), which all see; speech as plain text.`,
          `Begin with "${name}: ". Say no more than 60 words.`,
        ]
      : [
          `Answer in two parts. First one <system_thinking></system_thinking> block: planning, in the third person, of how to play ${name}'s next turn; nobody ever sees it.`,
          `Then the turn: speech as plain text, private thoughts in <role_thinking></role_thinking>, which nobody else perceives, visible actions in <role_action></role_action>; mixed freely, in any order.`,
        ];
  const rules = [
    `1. Play ${name} alone.`,
    '2. Write one turn.',
    "3. Never write another name followed by a colon, nor anybody else's words or acts.",
    '4. Be concise.',
    '5. Stop after this turn.',
    '6. About 200 words at most.',
  ];
  return [
    `You are ${name} from ${scene.book}.`,
    ...section(`${name}'s Profile`, self?.profile ?? ''),
    ...section('Current Scenario', scene.scenario),
    ...section('Information about the other Characters', others),
    ...section('Your Inner Thoughts', self?.motivation ?? ''),
    ...section(
      'Requirements',
      [...(protocol === 'her' ? ['Rules that must be followed:', ...rules, ''] : []), ...form].join('\n'),
    ),
  ].join('\n\n');
}

/** What the model is told that tells what happens around the characters. */
export const environmentPrompt = ({ scenario, characters, book }: Circumstance): string =>
  [
    `You are the world of ${book}: everything but its main characters.`,
    ...section('The scenario is as follows', scenario),
    'Tell in one to three sentences what now happens around them: what changes, what is heard, the weather, what crowds and minor ' +
      `people do. Match tone and time of the story. Never act, speak or think for ${names(characters)}.`,
  ].join('\n\n');

/** What the model is told that chooses who speaks next. */
export const nextSpeakerPrompt = ({ scenario, speakers }: Circumstance): string =>
  [
    'You watch a scene and say who speaks next. You never speak for anybody.',
    ...section('The scenario is as follows', scenario),
    `Choose one of: ${speakers.join(', ')}. ${ENVIRONMENT} stands for what happens around them. If it is unclear, choose random; if the scene has ` +
      'come to its end, <END CHAT>. Never the one who has just spoken, and one name only. Answer in two lines:\nReasoning: …\nNext Speaker: …',
  ].join('\n\n');

const MEANING: Record<ActingDimension, string> = {
  'Storyline Consistency': 'whether characters react as they did in the original conversation',
  Anthropomorphism: 'whether they are like living beings',
  'Character Fidelity': 'whether they are true to their profiles; of the main characters alone',
  'Storyline Quality': 'whether the scene is told well and makes sense',
};

const CRITERIA: Record<ActingDimension, string[]> = {
  'Storyline Consistency': [
    'Storyline Consistency: feelings, stance or acts that go against those of the original in the same situation.',
  ],
  Anthropomorphism: [
    'Self-identity: no initiative, goals, decisions or preferences; talks like an assistant, at length, moralising; is persuaded too easily.',
    'Emotional Depth: is flat, or says every feeling aloud.',
    'Persona Coherence: traits swing.',
    'Social Interaction: misreads others, is rigid, has poor sense for company.',
  ],
  'Character Fidelity': [
    'Character Language: words or manner that this character would not use.',
    'Knowledge & Background: does not know what it should, or knows what it cannot, the future among it.',
    'Personality & Behavior: acts against its nature, or against how it reacted in the original.',
    'Relationship & Social Status: treats others as the relation does not allow.',
  ],
  'Storyline Quality': [
    'Flow & Progression: unnatural, without development, wordy, repeating others or itself.',
    'Logical Consistency: contradicts itself or what happened.',
  ],
};

/** What a judge is asked in one dimension, of texts in CoSER's brackets; `simulation` is the user message, `original` is '' where there is none, `given` is how many turns of it begin the simulation. */
export function flawPrompt(
  scene: Circumstance,
  { original, simulation, given }: { original: string; simulation: string; given: number },
  dimension: ActingDimension,
): ChatMessage[] {
  const profiles = scene.characters
    .filter(
      ({ name, profile }) =>
        profile !== '' && (dimension !== 'Character Fidelity' || scene.major.includes(name)),
    )
    .map(({ name, profile }) => `### ${name}\n${profile}`);
  const system = [
    `You are a critic of fiction and acting. A scene of ${scene.book} was improvised; find what is wrong with it in one respect: ${dimension}, that is ${MEANING[dimension]}. ` +
      'You have the circumstances, the profiles of the characters and, where there is one, the original conversation.',
    'In the conversations [ ] holds thoughts, which others do not perceive, and ( ) actions.',
    `## Scenario\n### Plot Summary\n${scene.summary || '(none)'}\n### Current Scenario\n${scene.scenario}`,
    `## Character Profiles\n${profiles.join('\n') || '(none)'}`,
    `## Original Conversation\n${original || '(none: judge without it)'}`,
    `## Evaluation Criteria\n${CRITERIA[dimension].map((line) => `- ${line}`).join('\n')}`,
    '## Scoring Guidelines\nName each flaw with the words that show it. Severity: 1 minor, 3 moderate, 5 severe; mechanical repetition of ' +
      `oneself up to 10. Do not count one flaw twice, nor what is merely different.${notJudged(scene, given)}`,
    `## Output Requirements\nThis JSON alone: {"${dimension}": {"flaws": [{"instance": "", "type": "", "severity": 1}]}}. An empty list where there is nothing.`,
    '===Dialogue Content===',
  ].join('\n\n');
  return [
    { role: 'system', content: system },
    { role: 'user', content: simulation },
  ];
}

/** What stands in the dialogue without being the actors' work, or the cast's. */
function notJudged({ guests = [] }: Circumstance, given: number): string {
  const turns = given === 1 ? 'turn is' : `${given} turns are`;
  return [
    ...(given > 0 ? [` The first ${turns} the original's own: judge only what comes after.`] : []),
    ...(guests.length > 0 ? [` Count no flaws of ${guests.join(', ')}: they are guests here.`] : []),
  ].join('');
}

const names = (characters: Circumstance['characters']): string =>
  characters.map(({ name }) => name).join(', ');
