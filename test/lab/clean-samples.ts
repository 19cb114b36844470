import type { Span } from '../../schemas/layers.ts';
import type { Line } from '../../schemas/record.ts';
import { ReplyParser } from '../../server/her/parser.ts';
import { toHer } from '../../server/her/views.ts';
import type { Checked, Said } from '../../server/lab/checks/check.ts';
import { ash, reply, sceneOf, sceneWith, talk } from '../llm/builtin-scene.ts';
import { conversations, filled } from '../llm/conversations.ts';
import { ravenmoor, surroundingsOf } from '../llm/ravenmoor.ts';
import { type CleanTalk, cleanTalks } from './clean-talks.ts';

export const spoken = (text: string): Span[] => [{ span: 0, layer: 'speech', text }];

/** The spans of a text in HER's form, numbered. */
export function spansOf(text: string, name: string, others: readonly string[] = []): Span[] {
  const parser = new ReplyParser({ name, others, plan: 'off' });
  parser.push(text);
  parser.end();
  return parser.spans;
}

/** A turn as a model writes it, its name behind the plan. */
export function rawOf(spans: readonly Span[], name: string): string {
  const text = toHer(spans);
  const end = text.indexOf('</system_thinking>');
  return end < 0 ? text : `${text.slice(0, end)}</system_thinking>${name}: ${text.slice(end + 18)}`;
}

/** A reply with nothing wrong, as it would be checked. */
export const checkedOf = (
  { name, others, language, history }: Pick<Checked, 'name' | 'others' | 'language' | 'history'>,
  spans: readonly Span[],
  raw = rawOf(spans, name),
): Checked => ({
  name,
  others,
  ...(language !== undefined && { language }),
  plan: spans.some(({ layer }) => layer === 'system_thinking') ? 'full' : 'off',
  history,
  reply: { spans, raw },
});

/** Every turn of the talks written by hand, each with what went before. */
export const handWritten = (): Checked[] => cleanTalks.flatMap(turnsOf);

function turnsOf({ name, others = ['Ash'], language, lines }: CleanTalk): Checked[] {
  const all: Checked[] = [];
  const history: Said[] = [];
  for (const line of lines) {
    if (line.startsWith('> ')) history.push({ name: 'Ash', spans: spoken(line.slice(2)) });
    else {
      const spans = spansOf(line, name, others);
      all.push(checkedOf({ name, others, ...(language && { language }), history: [...history] }, spans));
      history.push({ name, spans });
    }
  }
  return all;
}

/** Turns of the built-in model for all of Ravenmoor, in so many talks each. */
export const ofRavenmoor = async (talks: number): Promise<Checked[]> =>
  (await takesOfRavenmoor(talks, [])).map(([first]) => first!);

/** The same turns, each with what the model says at the same moment for other seeds. */
export async function takesOfRavenmoor(talks: number, seeds: readonly number[]): Promise<Checked[][]> {
  const all: Checked[][] = [];
  for (const setting of ravenmoor) {
    const { name } = setting.persona;
    const others = ['Ash', ...(setting.others ?? []).map((other) => other.name)];
    const titles = setting.knowledge.map(({ title }) => title);
    for (const [index, said] of conversations.slice(0, talks).entries()) {
      const asked = filled(said, titles, index);
      const scene = surroundingsOf(setting);
      const lines: Line[] = [];
      const replies = await talk(setting, asked, index, { scene, lines });
      const history: Said[] = [];
      for (const [at, spans] of replies.entries()) {
        history.push({ name: 'Ash', spans: spoken(asked[at]!) });
        // Ash has come in, then words and replies in turn.
        const now = sceneOf(setting, lines.slice(0, 2 + 2 * at), { ...scene, ...sceneWith(ash) });
        const takes = await Promise.all(seeds.map((seed) => reply(now, { seed })));
        const moment = { name, others, language: 'English', history: [...history] };
        all.push([spans, ...takes].map((take) => checkedOf(moment, take)));
        history.push({ name, spans });
      }
    }
  }
  return all;
}
