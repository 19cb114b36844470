import { createHash } from 'node:crypto';
import type { ChatMessage } from '../../../schemas/scene.ts';
import { seeded } from '../../../server/lab/stats.ts';

type Turn = { id: number; name: string; text: string };

/** What it made up, so that a test finds it where it must not be. */
export const INVENTED = 'a herd of zebras crossed the market square';
/** What it writes for a turn says which turn it was for. */
export const MARK = /item (\d+)\b/;

/**
 * Answers as a model for `enhance` that cannot be relied on: of its JSON answers 30 % are broken, others have numbers or contents that are
 * shifted, quotes that stand nowhere, faults in turns and plans. The same question always has the same answer.
 */
export function unreliableAnswer(messages: readonly ChatMessage[], seed: number): string {
  const digest = createHash('sha256')
    .update(`${seed}${JSON.stringify(messages)}`)
    .digest();
  const random = seeded(digest.readInt32BE());
  const system = messages[0]!.content;
  const user = messages.find(({ role }) => role === 'user')!.content;
  if (system.startsWith('You edit the script')) return damaged(thoughts(user, random), random);
  if (system.startsWith('For some turns')) return damaged(plans(user, random), random);
  if (system.startsWith('The settings')) return damaged(settings(user, random), random);
  return draft(system, random);
}

const turnsIn = (user: string): Turn[] =>
  [...user.matchAll(/^\[(\d+)\] ([^:\n]+): (.*)$/gm)].map(([, id, name, text]) => ({
    id: Number(id),
    name: name!,
    text: text!,
  }));

function thoughts(user: string, random: () => number): object {
  const asked = /Turns asked for: ([\d, ]+)/.exec(user)![1]!.split(', ').map(Number);
  const turns = turnsIn(user).filter(({ id }) => asked.includes(id));
  return {
    turns: shifted(
      turns.map(({ id, text }) => ({
        dialogue_index: id,
        original: text,
        enhanced_role_think: enhanced(id, text, random),
        enhanced_reason: 'It had no thought.',
        pattern: 'speech',
      })),
      random,
    ),
  };
}

function enhanced(id: number, text: string, random: () => number): string {
  const thought = `<role_thinking>I keep item ${id} in mind</role_thinking>`;
  const action = `<role_action>touches item ${id}</role_action>`;
  const draw = random();
  if (draw < 0.05) return `${thought}${thought}${text}`;
  if (draw < 0.1) return `<role_thinking>I know he wants item ${id}</role_thinking>${text}`;
  if (draw < 0.15) return `${thought}Something else entirely was spoken here`;
  if (draw < 0.2) return `<system_thinking>item ${id}</system_thinking>${text}\nSomebody Else: Hello.`;
  if (draw < 0.25) return `<role_thinking>I keep item ${id} in mind ${text}`;
  const layouts = [
    `${thought}${text}`,
    `${text}${action}`,
    `${action}${text}${thought}`,
    `${thought}${action}${text}.`,
    text,
  ];
  return layouts[Math.floor(random() * layouts.length)]!;
}

function plans(user: string, random: () => number): object {
  const known = new Map(turnsIn(user.split('## Turns asked for')[0]!).map((turn) => [turn.id, turn]));
  const asked = [
    ...user
      .split('## Turns asked for')[1]!
      .matchAll(/^\[(\d+)\] type ([ABC]): .*; (\d+) to (\d+) characters/gm),
  ];
  return {
    turns: shifted(
      asked.map(([, id, type, least, most]) => {
        const { name, text } = known.get(Number(id))!;
        return {
          dialogue_index: Number(id),
          reply_opening: text.split(' ').slice(0, 10).join(' '),
          type,
          revised_sys_thinking: plan(Number(id), name, (Number(least) + Number(most)) / 2, random),
          revision_notes: `Type ${type}.`,
        };
      }),
      random,
    ),
  };
}

function plan(id: number, name: string, length: number, random: () => number): string {
  const draw = random();
  const opening =
    draw < 0.06
      ? `I am ${name} and I hold item ${id}. `
      : draw < 0.12
        ? `The user wants ${name} to show item ${id}. `
        : draw < 0.18
          ? 'Somebody should do something. '
          : `I need to portray ${name} as calm about item ${id}. `;
  const filler = 'Context first, then the goal, then a plain way to show it without a word too many. ';
  return (opening + filler.repeat(30)).slice(0, Math.max(opening.length, length));
}

function settings(user: string, random: () => number): object {
  const source = /## Source text\n([\s\S]*?)\n\n## /.exec(user)![1]!;
  const characters = [...user.matchAll(/^### (.+)$/gm)].map(([, name]) => name!);
  const sentences = source.split(/(?<=\.)\s+/);
  return {
    additions: characters.map((character) => {
      const quote = random() < 0.5 ? INVENTED : sentences[Math.floor(random() * sentences.length)]!;
      return {
        character: random() < 0.1 ? 'Nobody At All' : character,
        field: random() < 0.1 ? 'mood' : 'background',
        dialogue_shows: 'Something.',
        setting_missing: 'Something.',
        text_source: quote,
        added: `It is told that ${quote.slice(0, 60)}`,
      };
    }),
  };
}

function draft(system: string, random: () => number): string {
  const name = /Begin with "(.+): "/.exec(system)![1]!;
  const draw = random();
  if (draw < 0.3) return `${name}: Hm.`;
  if (draw < 0.6)
    return `<think>I am so tired of all this, and I will not say what I think of it.</think>${name}: Hm.`;
  return `<think>${name} should answer shortly and stay polite; nothing else is called for at this moment of the scene, and ${name} knows it well.</think>${name}: Hm.`;
}

/** Numbers moved by one, contents moved by one, one too few, one twice; mostly as they should be. */
function shifted<T extends { dialogue_index: number }>(entries: T[], random: () => number): T[] {
  const draw = random();
  if (draw < 0.1) return entries.map((entry) => ({ ...entry, dialogue_index: entry.dialogue_index + 1 }));
  if (draw < 0.3)
    return entries.map(({ dialogue_index }, index) => ({
      ...entries[(index + 1) % entries.length]!,
      dialogue_index,
    }));
  if (draw < 0.35) return entries.slice(1);
  if (draw < 0.4) return [...entries, entries[0]!];
  return entries;
}

/** In a fence, or broken in one of the ways in which models break it. */
function damaged(value: object, random: () => number): string {
  const json = JSON.stringify(value, null, 1);
  const draw = random();
  if (draw < 0.1) return json.slice(0, Math.floor(json.length * random()));
  if (draw < 0.2) return `Here you are: ${json.replaceAll(',\n', '\n').replaceAll('"', "'")}`;
  if (draw < 0.25) return 'I would rather not.';
  if (draw < 0.3)
    return json
      .replace(/"enhanced_reason": "[^"]*"/, '"enhanced_reason": "he said "no" twice"')
      .replace('}', '');
  return draw < 0.6 ? `\`\`\`json\n${json}\n\`\`\`` : json;
}
