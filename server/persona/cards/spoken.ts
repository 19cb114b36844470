/** What somebody does and says in a piece of prose. */
export type Spoken = { say: string; action: string };

/**
 * Splits prose of a card into speech and action. Where whole sentences stand between quotation marks ("They call me "Fox"" has
 * none), these are said and all else is done; else what stands between asterisks is done and all else is said.
 */
export function spokenIn(prose: string): Spoken {
  const [said, done]: [string[], string[]] = [[], []];
  const isQuoted = [...prose.matchAll(QUOTED)].some(([quote]) => /[.!?…,。！？~—-]\s?\W$/u.test(quote));
  let at = 0;
  for (const match of prose.matchAll(isQuoted ? QUOTED : STARRED)) {
    (isQuoted ? done : said).push(prose.slice(at, match.index));
    (isQuoted ? said : done).push(match.slice(1).find((group) => group !== undefined) ?? '');
    at = match.index + match[0].length;
  }
  (isQuoted ? done : said).push(prose.slice(at));
  return { say: joined(said, ' '), action: joined(done, '; ') };
}

const QUOTED = /"([^"]+)"|„([^„“”]+)[“”]|“([^“”]+)”|«([^«»]+)»|»([^«»]+)«|「([^「」]+)」|『([^『』]+)』/g;
const STARRED = /\*\*?([^*]+)\*\*?/g;

/** The pieces on one line, without the marks of markup and punctuation that lost its words. */
function joined(pieces: string[], joint: string): string {
  return pieces
    .map((piece) =>
      piece
        .replaceAll(/[*_`#~|]/g, ' ')
        .split(/\s+/)
        .filter(Boolean)
        .join(' '),
    )
    .filter((piece) => /[\p{L}\p{N}]/u.test(piece))
    .map((piece) => (joint === '; ' ? piece.replace(/^[,;:. ]+/, '').replace(/[,;:.]$/, '') : piece))
    .join(joint);
}
