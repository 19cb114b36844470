import type { Layer, Span } from '../../schemas/layers.ts';
import { stripTags } from './tag-stream.ts';

/** Whose eyes a turn is seen through; `self` is the NPC remembering its own turn. */
export type Viewer = 'self' | 'npc' | 'player' | 'player-inner' | 'game' | 'designer' | 'judge';

const SEES: Record<Viewer, readonly Layer[]> = {
  self: ['role_thinking', 'role_action', 'speech', 'game_action'],
  npc: ['role_action', 'speech'],
  player: ['role_action', 'speech'],
  'player-inner': ['role_thinking', 'role_action', 'speech'],
  // It gets the calls that it is to carry out, not those that a model wrote.
  game: ['role_action', 'speech'],
  designer: ['system_thinking', 'role_thinking', 'role_action', 'speech', 'game_action'],
  judge: ['role_thinking', 'role_action', 'speech'],
};

/** The spans that a viewer may see, with the numbers they have (HER, arXiv 2601.21459, and design of this server). */
export const viewFor = (spans: readonly Span[], viewer: Viewer): Span[] =>
  spans.filter(({ layer }) => SEES[viewer].includes(layer));

/**
 * A turn in HER's own form. No space behind an end tag; neighbours of one layer become one (two stretches of speech
 * with one space, two actions with a comma). No text of a span can open or close a tag.
 */
export const toHer = (spans: readonly Span[]): string =>
  joined(spans)
    .map(({ layer, text }) => {
      if (layer === 'game_action') return callTag(text);
      const words = stripTags(text);
      return layer === 'speech' ? words : `<${layer}>${words}</${layer}>`;
    })
    .join('');

/** What was done and said, for people to read: `*bows* Welcome.` Plan, thoughts and game actions are left out. */
export const toPlain = (spans: readonly Span[]): string =>
  joined(viewFor(spans, 'npc'))
    .map(({ layer, text }) => (layer === 'speech' ? text : `*${text}*`))
    .join(' ');

const PATTERN_WORDS: Partial<Record<Layer, string>> = {
  role_thinking: 'think',
  role_action: 'act',
  speech: 'speech',
};

/** The order of a turn's elements, such as `think->act->speech` (HER's pattern vocabulary); '' when there are none. */
export const patternOf = (spans: readonly Span[]): string =>
  joined(viewFor(spans, 'judge'))
    .map(({ layer }) => PATTERN_WORDS[layer])
    .join('->');

const JOINTS: Partial<Record<Layer, string>> = { role_action: ', ', system_thinking: '\n' };

/** Joins neighbours of one layer, as they arise where what stood between them is hidden; calls stay apart. */
export function joined(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const span of spans) {
    const last = result.at(-1);
    if (last?.layer === span.layer && span.layer !== 'game_action') {
      const joint = /\p{P}$/u.test(last.text) ? ' ' : JOINTS[span.layer];
      last.text += (joint ?? ' ') + span.text;
    } else result.push({ ...span });
  }
  return result;
}

/** A call as the model would write it; '' when the span holds no call. */
function callTag(text: string): string {
  try {
    const { name, args } = JSON.parse(text) as { name?: unknown; args?: unknown };
    if (typeof name !== 'string' || !/^[\w.:-]+$/.test(name)) return '';
    // `<` is written as its escape, so that no argument can end the tag.
    return `<game_action name="${name}">${JSON.stringify(args ?? {}).replaceAll('<', '\\u003c')}</game_action>`;
  } catch {
    return '';
  }
}
