import type { Finding } from './check.ts';
import { found, RULES } from './rules.ts';
import { type Turn, wasHeard } from './turn.ts';
import { sharedStretch, wordsOf } from './words.ts';

/** A thought that is said aloud: what is shown and what is felt should differ. Words that somebody else has said are a quotation. */
export function echo({ reply, heard }: Turn): Finding[] {
  const thoughts = reply.all('role_thinking');
  if (thoughts.length === 0) return [];
  const least = RULES['echo.thought'].limit + 1;
  const thought = wordsOf(thoughts.join('\n'));
  if (thought.length < least || reply.speechWords.length < least) return [];
  const stretch = sharedStretch(reply.speechWords, thought, least);
  if (stretch.length === 0 || wasHeard(stretch, heard, least)) return [];
  return [found('echo.thought', stretch.length, stretch.join(' '))];
}
