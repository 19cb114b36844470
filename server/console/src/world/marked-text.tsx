type Props = { text: string; places: readonly { from: number; to: number }[] };

/** A text with some places in it marked; places may overlap. */
export function MarkedText({ text, places }: Props) {
  const parts: { at: number; text: string; isMarked: boolean }[] = [];
  let at = 0;
  for (const { from, to } of places.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
    if (to <= at) continue;
    const start = Math.max(from, at);
    parts.push({ at, text: text.slice(at, start), isMarked: false });
    parts.push({ at: start, text: text.slice(start, to), isMarked: true });
    at = to;
  }
  parts.push({ at, text: text.slice(at), isMarked: false });
  return parts
    .filter((part) => part.text !== '')
    .map((part) =>
      part.isMarked ? <mark key={part.at}>{part.text}</mark> : <span key={part.at}>{part.text}</span>,
    );
}
