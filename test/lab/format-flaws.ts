import type { Checked } from '../../server/lab/checks/check.ts';
import type { Random } from '../../server/llm/builtin/random.ts';
import { type Plant, rawText, some, withRaw, withSpans } from './plant.ts';
import { SENTENCES } from './seeded-texts.ts';

export function withoutEndTag(clean: Checked, random: Random): Checked | null {
  const tags = [...rawText(clean).matchAll(/<\/(?:system_thinking|role_thinking|role_action)>/g)];
  const tag = random.pick(tags);
  if (!tag) return null;
  const raw = rawText(clean);
  return withRaw(clean, raw.slice(0, tag.index) + raw.slice(tag.index + tag[0].length));
}

export function nested(clean: Checked, random: Random): Checked | null {
  const outer = random.pick([...rawText(clean).matchAll(/<(role_thinking|role_action)>([^<]+)</g)]);
  if (!outer) return null;
  const inner = outer[1] === 'role_action' ? 'role_thinking' : some(random, ['role_action', 'role_thinking']);
  const words = outer[2]!.split(' ');
  words.splice(
    Math.ceil(random.next() * words.length),
    0,
    `<${inner}>${some(random, ['sighs', 'so it goes', 'hm'])}</${inner}>`,
  );
  const start = outer.index + outer[1]!.length + 2;
  const raw = rawText(clean);
  return withRaw(clean, raw.slice(0, start) + words.join(' ') + raw.slice(start + outer[2]!.length));
}

export function strayEnd(clean: Checked, random: Random): Checked {
  const tag = some(random, ['</role_action>', '</role_thinking>', '</ROLE_ACTION>', '</role thinking>']);
  return withRaw(clean, random.next() < 0.5 ? `${rawText(clean)}${tag}` : `${rawText(clean)} ${tag} So.`);
}

export function brokenTag(clean: Checked, random: Random): Checked {
  const tail = some(random, [
    '<role_thinking>And there it ends</role_thinking',
    '<role_action>turns away</role_act',
    '<role_action',
    '<role_thinking>Not a word more</role_',
  ]);
  return withRaw(clean, rawText(clean) + tail);
}

export function unknownTag(clean: Checked, random: Random): Checked {
  const [open, close] = some(random, [
    ['<b>', '</b>'],
    ['<emote>', '</emote>'],
    ['<span class="loud">', '</span>'],
    ['<response>', '</response>'],
  ] as const);
  return withRaw(clean, `${rawText(clean)} ${open}Now.${close}`);
}

export function space(clean: Checked, random: Random): Checked | null {
  const ends = [...rawText(clean).matchAll(/<\/\w+>(?=.)/gs)];
  const end = random.pick(ends);
  if (!end) return null;
  const at = end.index + end[0].length;
  const raw = rawText(clean);
  return withRaw(clean, raw.slice(0, at) + some(random, [' ', '\n', '\n\n', '\t']) + raw.slice(at));
}

export function adjacent(clean: Checked, random: Random): Checked {
  const layer = some(random, ['role_thinking', 'role_action']);
  const [one, two] = some(random, [
    ['turns to the fire', 'holds out a hand'],
    ['so that is how it is', 'and nobody told me'],
    ['shrugs', 'looks away'],
  ] as const);
  return withRaw(
    clean,
    `${rawText(clean)} Well.<${layer}>${one}</${layer}>${some(random, ['', ' ', '\n'])}<${layer}>${two}</${layer}>`,
  );
}

export const empty: Plant = (clean, random) =>
  withRaw(
    clean,
    `${rawText(clean)} So.${some(random, ['<role_action></role_action>', '<role_thinking> </role_thinking>', '<role_action>\n</role_action>'])}`,
  );

export function secondPlan(clean: Checked, random: Random): Checked {
  const plan = `<system_thinking>${some(random, SENTENCES.plan)}</system_thinking>`;
  const raw = rawText(clean);
  const hasPlan = raw.startsWith('<system_thinking>');
  const first = hasPlan ? raw : `<system_thinking>${some(random, SENTENCES.plan)}</system_thinking>${raw}`;
  return withRaw(clean, random.next() < 0.5 ? first + plan : plan + first);
}

export function latePlan(clean: Checked, random: Random): Checked | null {
  const raw = rawText(clean).replace(/^<system_thinking>[\s\S]*?<\/system_thinking>/, '');
  if (raw.trim() === '') return null;
  const plan = `<system_thinking>${some(random, SENTENCES.plan)}</system_thinking>`;
  return withRaw(clean, random.next() < 0.5 ? raw + plan : raw.replace(/^([^<]*[.!?])|$/, `$&${plan}`));
}

export function mute(clean: Checked): Checked | null {
  const thoughts = clean.reply.spans.filter(({ layer }) => layer === 'role_thinking');
  return thoughts.length === 0 ? null : withSpans(clean, thoughts);
}
