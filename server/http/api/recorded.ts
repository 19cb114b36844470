import type { PromptMessage } from '../../../schemas/console/turns.ts';
import { SoliloquyError } from '../../../schemas/errors.ts';
import { Persona } from '../../../schemas/persona.ts';
import type { Prompt } from '../../../schemas/scene.ts';
import type { TraceBody } from '../../../schemas/trace.ts';
import { tokensByStretch } from '../../llm/tokens.ts';
import type { StoredTrace } from '../../store/store.ts';
import type { ApiParts } from './parts.ts';

/** A trace with its body read. */
export type RecordedTurn = StoredTrace & { body: TraceBody };

/** A recorded turn of this world. Throws `unknown-turn`. */
export async function recordedTurn(
  { store, cast }: Pick<ApiParts, 'store' | 'cast'>,
  turn: string,
): Promise<RecordedTurn> {
  const trace = await store.trace(turn);
  // The store may hold other worlds, too.
  if (!trace?.instance.startsWith(`${cast.name}/`))
    throw new SoliloquyError(
      'unknown-turn',
      `There is no record of a turn "${turn}": scripted lines have none, and of old turns the newest 5,000 are kept.`,
    );
  return trace as RecordedTurn;
}

/** The persona that a turn was played by; undefined where that version is not known any more, or of a form that is no more. */
export async function personaOf(
  { store, cast }: Pick<ApiParts, 'store' | 'cast'>,
  { npc, body }: { npc: string; body: TraceBody },
): Promise<Persona | undefined> {
  if (body.scene?.persona) return body.scene.persona;
  const found = await store.personaVersion(cast.name, npc, body.personaVersion);
  return Persona.safeParse(found?.body).data;
}

/** A prompt's messages in pieces, each with the tokens that begin in it. */
export function piecesOf({ messages, marks = [] }: Prompt): PromptMessage[] {
  return messages.map(({ role, content }, index) => {
    const known = marks[index] ?? [{ section: '', source: 'unknown', length: content.length }];
    const tokens = tokensByStretch(
      content,
      known.map(({ length }) => length),
    );
    let at = 0;
    const pieces = known.map(({ section, source, length }, place) => {
      at += length;
      return { section, source, text: content.slice(at - length, at), tokens: tokens[place]! };
    });
    return { role, pieces };
  });
}

/** Tokens of a whole prompt, whose messages are counted. */
export const tokensOf = (messages: readonly PromptMessage[], prefillTokens: number): number =>
  messages.flatMap(({ pieces }) => pieces).reduce((sum, { tokens }) => sum + tokens, prefillTokens);
