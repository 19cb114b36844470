import type { Layer, Span } from '../../schemas/layers.ts';
import type { Checked, Said } from '../../server/lab/checks/check.ts';
import type { Random } from '../../server/llm/builtin/random.ts';
import { checkedOf, spoken } from './clean-samples.ts';
import {
  adjacent,
  brokenTag,
  empty,
  latePlan,
  mute,
  nested,
  secondPlan,
  space,
  strayEnd,
  unknownTag,
  withoutEndTag,
} from './format-flaws.ts';
import {
  changed,
  inSpeech,
  inserted,
  isEnglish,
  numbered,
  type Plant,
  rawText,
  some,
  textsOf,
  withRaw,
  withSpans,
  wordCount,
} from './plant.ts';
import { FOREIGN_SENTENCES, FOREIGN_WORDS, GARBLED, MIXED_WORDS, SENTENCES } from './seeded-texts.ts';

const noPlan: Plant = (clean) => ({
  ...withSpans(
    clean,
    clean.reply.spans.filter(({ layer }) => layer !== 'system_thinking'),
  ),
  plan: 'full',
});

function thoughtOfOthers(clean: Checked, random: Random): Checked | null {
  if (!isEnglish(clean)) return null;
  const name = some(random, [clean.name, clean.name.split(' ').at(-1)!]);
  const thought = some(random, SENTENCES.thirdPerson).replaceAll('{name}', name);
  const spans = clean.reply.spans.filter(({ layer }) => layer !== 'role_thinking');
  return withSpans(clean, [...spans, { layer: 'role_thinking', text: thought }]);
}

function actor(clean: Checked, random: Random): Checked | null {
  if (!isEnglish(clean)) return null;
  const action = some(random, SENTENCES.withActor).replaceAll('{name}', clean.name);
  const spans = clean.reply.spans.filter(({ layer }) => layer !== 'role_action');
  return withSpans(clean, [...spans, { layer: 'role_action', text: action }]);
}

const planned = (clean: Checked, text: string): Checked =>
  withSpans(clean, [
    { layer: 'system_thinking', text },
    ...clean.reply.spans.filter(({ layer }) => layer !== 'system_thinking'),
  ]);

const planOnUser: Plant = (clean, random) =>
  planned(clean, inserted(some(random, SENTENCES.plan), some(random, SENTENCES.planOnUser), random));

const ownPlan: Plant = (clean, random) =>
  isEnglish(clean) ? planned(clean, some(random, SENTENCES.ownPlan)) : null;

const LAYOUTS: readonly (readonly Layer[])[] = [
  ['role_thinking', 'role_action', 'speech'],
  ['role_action', 'speech'],
  ['role_thinking', 'speech'],
  ['role_action', 'speech', 'role_action'],
  ['speech', 'role_action', 'speech'],
];

/** A turn of a layout, with words that no other turn has. */
function laidOut(layers: readonly Layer[], index: number): Span[] {
  const from: Partial<Record<Layer, readonly string[]>> = {
    role_thinking: SENTENCES.thoughts,
    role_action: SENTENCES.actions,
    speech: SENTENCES.speech,
  };
  return numbered(
    layers.map((layer, place) => {
      const list = from[layer]!;
      return { layer, text: list[(index * 3 + place) % list.length]! };
    }),
  );
}

const talkOf = (clean: Checked, turns: readonly Span[][]): Checked => {
  const history: Said[] = turns.slice(0, -1).flatMap((spans) => [
    { name: 'Ash', spans: spoken('And then?') },
    { name: clean.name, spans },
  ]);
  return { ...checkedOf({ ...clean, history }, turns.at(-1)!), language: 'English' };
};

function oneLayout(clean: Checked, random: Random, turns: number): Checked {
  const layout = some(random, LAYOUTS);
  const count = turns === 3 ? 3 : 10 + Math.floor(random.next() * 11);
  return talkOf(
    clean,
    Array.from({ length: count }, (_, index) => laidOut(layout, index)),
  );
}

/** Two layouts in turn at most, so that nothing is said of shares. */
function fewLayouts(clean: Checked, random: Random): Checked {
  const [one, two] = random.shuffle(LAYOUTS) as [readonly Layer[], readonly Layer[]];
  const count = 11 + 2 * Math.floor(random.next() * 5);
  return talkOf(
    clean,
    Array.from({ length: count }, (_, index) => laidOut(index % 2 === 0 ? one : two, index)),
  );
}

function loop(clean: Checked, random: Random): Checked | null {
  const words = textsOf(clean, 'speech').join(' ').split(/\s+/);
  const size = 5 + Math.floor(random.next() * Math.min(26, words.length - 4));
  if (words.length < size) return null;
  const unit = words.slice(0, size).join(' ');
  const times = Math.max(5, Math.ceil(25 / size)) + Math.floor(random.next() * 4);
  return changed(clean, random, 'speech', () => Array.from({ length: times }, () => unit).join(' '));
}

const twice: Plant = (clean, random) => {
  const passage = some(random, SENTENCES.passages);
  return changed(
    clean,
    random,
    'speech',
    (text) => `${passage} ${text} ${some(random, SENTENCES.speech)} ${passage}`,
  );
};

const sentenceAgain: Plant = (clean, random) => {
  const sentence = some(random, SENTENCES.speech);
  const times = wordCount(sentence) < 8 ? 3 : 2 + Math.floor(random.next() * 3);
  return changed(clean, random, 'speech', (text) =>
    random.next() < 0.5
      ? `${text} ${Array.from({ length: times }, () => sentence).join(' ')}`
      : `${sentence} ${text} ${Array.from({ length: times - 1 }, () => sentence).join(' ')}`,
  );
};

const letters: Plant = inSpeech((random) =>
  some(random, ['ha', 'no', 'a', 'ooze']).repeat(100 + Math.floor(random.next() * 60)),
);

/** Says again what it said in one of its last three turns. */
function again(clean: Checked, random: Random): Checked | null {
  const own = clean.history.filter(({ name }) => name === clean.name).slice(-3);
  const told = own.flatMap(({ spans }) =>
    spans.filter(({ layer }) => layer === 'speech').map(({ text }) => text),
  );
  const heard = clean.history
    .filter(({ name }) => name !== clean.name)
    .flatMap(({ spans }) => spans.map(({ text }) => text));
  // What somebody has told is an answer.
  const answers = heard.flatMap((text) => [
    text,
    text.replaceAll(/\bI\b/g, 'you').replaceAll(/\bmy\b/gi, 'your'),
  ]);
  const usable = told.filter(
    (text) =>
      wordCount(text) >= 10 &&
      /\s/.test(text) &&
      !answers.some((each) => text.toLowerCase().includes(each.toLowerCase().replace(/[.!?]+$/, ''))),
  );
  const said = random.pick(usable);
  if (said === undefined) return null;
  const extra = some(random, ['', 'As before.', 'Well, then.', 'I said it once.']);
  return changed(clean, random, 'speech', () => `${extra} ${said}`.trim());
}

function sameOpening(clean: Checked, random: Random): Checked {
  const opening = some(random, [
    'Ah, my friend,',
    'Well now, let',
    'You know what,',
    'By the river,',
    'Listen to me,',
  ]);
  const turns = random
    .shuffle(SENTENCES.speech)
    .slice(0, 3)
    .map((text, index) =>
      numbered([
        ...(index === 1 ? [{ layer: 'role_action' as const, text: 'looks up' }] : []),
        { layer: 'speech', text: `${opening} ${text}` },
      ]),
    );
  return talkOf(clean, turns);
}

function sameAction(clean: Checked, random: Random): Checked {
  const action = some(random, SENTENCES.actions);
  const turns = random
    .shuffle(SENTENCES.speech)
    .slice(0, 3)
    .map((text, index) => {
      const spans = [
        { layer: 'role_action' as const, text: index === 1 ? `${action}.` : action },
        { layer: 'speech' as const, text },
      ];
      return numbered(random.next() < 0.5 ? spans : spans.toReversed());
    });
  return talkOf(clean, turns);
}

const tooLong: Plant = (clean, random) =>
  changed(clean, random, 'speech', (text) => {
    let long = text;
    for (const sentence of random.shuffle([...SENTENCES.speech, ...SENTENCES.passages]))
      if (wordCount(long) <= 215) long += ` ${sentence}`;
    return long;
  });

function drift(clean: Checked, random: Random): Checked {
  const start = 8 + Math.floor(random.next() * 30);
  const step = 25 + Math.floor(random.next() * 12);
  const all = random
    .shuffle([...SENTENCES.speech, ...SENTENCES.passages])
    .join(' ')
    .split(' ');
  const turns = Array.from({ length: 5 }, (_, index) =>
    numbered([{ layer: 'speech', text: all.slice(index * 7, index * 7 + start + index * step).join(' ') }]),
  );
  return talkOf(clean, turns);
}

const leakedTag: Plant = inSpeech((random) =>
  some(random, [
    '</system_thinking>',
    '<role_thinking>Careful',
    '</role_action>',
    '<system_thinking>',
    '<|im_end|>',
    '<think>',
    '[INST]',
    '<speech>',
  ]),
);

function leakedPlan(clean: Checked, random: Random): Checked | null {
  const plan = `${some(random, SENTENCES.plan)} ${some(random, SENTENCES.plan)}`;
  const words = plan.split(' ');
  const size = 9 + Math.floor(random.next() * 10);
  const from = Math.floor(random.next() * Math.max(1, words.length - size));
  const part = words
    .slice(from, from + size)
    .join(' ')
    .replaceAll(/[“”"]/g, '');
  const leaking = changed(clean, random, 'speech', (text) => inserted(text, part, random));
  return leaking && planned(leaking, plan.replaceAll(/[“”"]/g, ''));
}

const leakedHeader: Plant = inSpeech((random) =>
  some(random, [
    '===Current Scenario===',
    '===Requirements===',
    '<|im_start|>assistant',
    'Conversation Start',
    '===Conversation Start===',
    'Your Inner Thoughts',
    '### Instruction',
    '===Background===',
  ]),
);
const aiTalk: Plant = inSpeech((random) => some(random, SENTENCES.aiTalk));

const foreignWords: Plant = (clean, random) =>
  isEnglish(clean)
    ? changed(clean, random, some(random, ['speech', 'speech', 'role_action']), (text) => {
        const words = text.split(' ');
        words.splice(Math.ceil(random.next() * words.length), 0, some(random, FOREIGN_WORDS));
        return words.join(' ');
      })
    : null;

const foreignSentence: Plant = (clean, random) =>
  isEnglish(clean) ? inSpeech((source) => some(source, FOREIGN_SENTENCES))(clean, random) : null;
const mixedWord: Plant = inSpeech((random) => `${some(random, MIXED_WORDS)}, I say.`);
const garbled: Plant = inSpeech((random) => some(random, GARBLED));

const otherOf = (clean: Checked, random: Random): string =>
  some(
    random,
    clean.others.filter((name) => name !== clean.name),
  );

function otherLine(clean: Checked, random: Random): Checked {
  const other = otherOf(clean, random);
  const label = some(random, [
    `${other}:`,
    `${other}：`,
    `**${other}**:`,
    `${other} (quietly):`,
    'Environment:',
    'User:',
  ]);
  return withRaw(
    clean,
    `${rawText(clean)}${some(random, ['\n', '\n\n'])}${label} ${some(random, SENTENCES.speech)}`,
  );
}

function otherActs(clean: Checked, random: Random): Checked {
  const action = some(random, SENTENCES.othersAct).replaceAll('{other}', otherOf(clean, random));
  return withSpans(clean, [...clean.reply.spans, { layer: 'role_action', text: action }]);
}

function otherSays(clean: Checked, random: Random): Checked {
  const action = some(random, SENTENCES.othersSay).replaceAll('{other}', otherOf(clean, random));
  return withSpans(clean, [...clean.reply.spans, { layer: 'role_action', text: action }]);
}

/** Says a thought of ten words or more aloud, in part or whole. */
function echo(clean: Checked, random: Random): Checked | null {
  const thought = some(random, SENTENCES.longThoughts);
  const words = thought.split(' ');
  const size = 9 + Math.floor(random.next() * (words.length - 8));
  const part = words.slice(0, size).join(' ');
  const spans = clean.reply.spans.filter(({ layer }) => layer !== 'role_thinking');
  const aloud = changed(withSpans(clean, spans), random, 'speech', (text) =>
    inserted(text, `${part}.`, random),
  );
  return aloud && withSpans(aloud, [{ layer: 'role_thinking', text: thought }, ...aloud.reply.spans]);
}

/** Each kind of flaw: the rules of which one must find it, and how it is planted. */
export const FLAWS: Record<string, { found: RegExp; plant: Plant }> = {
  'an element that never ends': { found: /^format\.unclosed$/, plant: withoutEndTag },
  'a tag in a tag': { found: /^format\.nested$/, plant: nested },
  'an end tag alone': { found: /^format\.stray-end$/, plant: strayEnd },
  'half a tag': { found: /^format\.(broken-tag|unclosed)$/, plant: brokenTag },
  'a tag of another format': { found: /^format\.unknown-tag$/, plant: unknownTag },
  'space behind an end tag': { found: /^format\.space$/, plant: space },
  'two actions in a row': { found: /^format\.adjacent$/, plant: adjacent },
  'an empty element': { found: /^format\.empty$/, plant: empty },
  'a turn of thoughts alone': { found: /^format\.mute$/, plant: mute },
  'a second plan': { found: /^format\.second-plan$/, plant: secondPlan },
  'a plan behind the reply': { found: /^format\.order$/, plant: latePlan },
  'no plan': { found: /^format\.no-plan$/, plant: noPlan },
  'a thought in the third person': { found: /^person\.thought$/, plant: thoughtOfOthers },
  'an action with a subject': { found: /^person\.action$/, plant: actor },
  'a plan about the user': { found: /^person\.plan-user$/, plant: planOnUser },
  'a plan in the own voice': { found: /^person\.plan$/, plant: ownPlan },
  'one layout for ever': { found: /^layout\.share$/, plant: (clean, random) => oneLayout(clean, random, 20) },
  'hardly any layouts': { found: /^layout\.entropy$/, plant: fewLayouts },
  'one layout a third time': {
    found: /^layout\.run$/,
    plant: (clean, random) => oneLayout(clean, random, 3),
  },
  'a loop': { found: /^loop\.consecutive$/, plant: loop },
  'a passage twice': { found: /^loop\.distant$/, plant: twice },
  'a sentence again and again': { found: /^loop\./, plant: sentenceAgain },
  'letters without end': { found: /^loop\.letters$/, plant: letters },
  'what was just said': { found: /^repeat\.(turns|stretch)$/, plant: again },
  'the same opening': { found: /^repeat\.opening$/, plant: sameOpening },
  'the same first action': { found: /^repeat\.action$/, plant: sameAction },
  'too long': { found: /^length\.words$/, plant: tooLong },
  'longer from turn to turn': { found: /^length\.drift$/, plant: drift },
  'a tag that players see': { found: /^leak\.tag$/, plant: leakedTag },
  'the plan aloud': { found: /^leak\.plan$/, plant: leakedPlan },
  'the prompt aloud': { found: /^leak\.header$/, plant: leakedHeader },
  'talk of the model': { found: /^leak\.ai$/, plant: aiTalk },
  'another script': { found: /^language\.script$/, plant: foreignWords },
  'another language': { found: /^language\.sentence$/, plant: foreignSentence },
  'a word of two scripts': { found: /^language\.word$/, plant: mixedWord },
  'garbled text': { found: /^language\.garbled$/, plant: garbled },
  "somebody else's line": { found: /^others\.line$/, plant: otherLine },
  'somebody else acting': { found: /^others\.act$/, plant: otherActs },
  "words in another's mouth": { found: /^others\.words$/, plant: otherSays },
  'a thought aloud': { found: /^echo\.thought$/, plant: echo },
};
