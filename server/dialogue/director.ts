/** An NPC as far as choosing who answers goes. */
export type Candidate = { id: string; name: string };

/**
 * Who answers words that name no NPC: one named in the text (by full name, else by any word of it), else the one the
 * speaker last addressed, else the one who spoke last, else the first present. Undefined when nobody is there.
 */
export function chooseAddressee(
  text: string,
  present: readonly Candidate[],
  lastAddressed: string | undefined,
  lastSpeaker: string | undefined,
): Candidate | undefined {
  const spoken = tokens(text);
  const named = (parts: string[]): boolean =>
    spoken.some((_, start) => parts.every((part, offset) => spoken[start + offset] === part));
  return (
    present.find(({ name }) => named(tokens(name))) ??
    present.find(({ name, id }) =>
      [...tokens(name), id].some((part) => part.length > 2 && spoken.includes(part)),
    ) ??
    present.find(({ id }) => id === lastAddressed) ??
    present.find(({ id }) => id === lastSpeaker) ??
    present[0]
  );
}

const tokens = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
