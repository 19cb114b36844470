import type { Span } from '../../schemas/layers.ts';
import { type ClientMessage, type ClientMessageType, isBlank } from '../../schemas/messages.ts';
import type { Member } from './events.ts';
import type { Instance } from './instance.ts';
import type { Npc } from './npc.ts';

/**
 * Carries out one message. It has been checked and the role allowed; a command either does all of it and returns the
 * request's answer, or throws a `SoliloquyError` and changes nothing. An answer that takes its time is a function that gives it:
 * the world goes on meanwhile.
 */
export type Command<T extends ClientMessageType> = (
  instance: Instance,
  member: Member,
  message: ClientMessage<T>,
) => Promise<unknown> | unknown;

/** The commands of some messages. */
export type Commands<T extends ClientMessageType> = { [K in T]: Command<K> };

/** What was done and said, as a line holds it. */
export function spansOf(text: string, action: string | undefined): Span[] {
  const layers = [
    { layer: 'role_action' as const, text: action?.trim() },
    { layer: 'speech' as const, text: text.trim() },
  ];
  return layers
    .filter(
      (layer): layer is typeof layer & { text: string } => layer.text !== undefined && !isBlank(layer.text),
    )
    .map((layer, span) => ({ span, ...layer }));
}

/** Notes that a client gives the world, or an NPC, words that it goes by from now on; null takes some back. */
export function noteWords(
  instance: Instance,
  { hasConsented }: Member,
  words: readonly (string | null | undefined)[],
): void {
  if (!hasConsented && words.some((each) => each != null)) instance.hasUnagreedWords = true;
}

/** Keeps what changed, and shows it. */
export async function changed(instance: Instance, ...npcs: Npc[]): Promise<object> {
  await instance.record.save(npcs);
  instance.emit({ kind: 'changed', isUrgent: true });
  return {};
}
