import { LRUCache } from 'lru-cache';
import { COLONS, SpeakerLines, Speakers } from '../../her/speakers.ts';
import { TagStream } from '../../her/tag-stream.ts';
import type { Finding } from './check.ts';
import { aroundName, unquoted } from './names.ts';
import { counted } from './rules.ts';
import type { Turn } from './turn.ts';

const COLON = new RegExp(`[${COLONS}]`);

/** What is written for somebody else: a turn of theirs, what they do, what they say. */
export function others(turn: Turn): Finding[] {
  const actions = turn.reply.all('role_action');
  const words = actions.flatMap((action) => wordsOfOthers(action, turn));
  const acts = actions.flatMap((action) => actsOfOthers(action, turn));
  return [
    ...counted('others.line', linesOfOthers(turn)),
    ...counted('others.words', words),
    ...counted('others.act', words.length > 0 ? [] : acts),
  ];
}

/** The lines that begin with another's name; of the text as it was written, since the parser ends a reply there. */
function linesOfOthers({ name, others: names, raw, reply }: Turn): string[] {
  const speakers = speakersOf(name, names);
  const pieces = raw === undefined ? reply.all('role_action', 'speech') : publicPieces(raw);
  return pieces
    .filter((piece) => COLON.test(piece))
    .flatMap((piece) => {
      const lines = new SpeakerLines(speakers);
      const parts = [...lines.push(piece), ...lines.flush()];
      return parts.flatMap(({ kind, text }, index) =>
        kind === 'other' ? [`${text}${parts[index + 1]?.text ?? ''}`] : [],
      );
    });
}

const known = new LRUCache<string, Speakers>({ max: 200 });

function speakersOf(name: string, others: readonly string[]): Speakers {
  const key = [name, ...others].join('\0');
  let speakers = known.get(key);
  if (!speakers) {
    speakers = new Speakers(name, others);
    known.set(key, speakers);
  }
  return speakers;
}

/** Stretches of text that stand in no plan, thought or call. */
function publicPieces(raw: string): string[] {
  const pieces: string[] = [];
  let hidden: string | null = null;
  const stream = new TagStream();
  for (const { tag, text } of [...stream.push(raw), ...stream.end()]) {
    if (tag === null) {
      if (hidden === null) pieces.push(text);
    } else if (tag.kind === 'close' && tag.layer === hidden) hidden = null;
    else if (tag.kind === 'open' && hidden === null && tag.layer !== 'role_action' && tag.layer !== 'speech')
      hidden = tag.layer;
  }
  return pieces;
}

const SAYS =
  '(?:says|said|replies|replied|answers|answered|asks|asked|whispers|whispered|shouts|shouted|mutters|muttered|agrees|agreed|admits|admitted|promises|promised|confesses|confessed|tells|told)';
/** A clause begins here: what stands behind "as", "while" or "until" is only told of. */
const CLAUSE = '(?:^|[.;!?:]\\s*|""\\s*|,\\s+(?:and\\s+|but\\s+|so\\s+)?|\\s(?:and|but|then)\\s+)';
/** Said of what is seen in passing, or no verb at all. */
const NO_DEED =
  '(?!(?:is|was|has|s|as|this|his|its|us|yes|perhaps|always|sometimes|towards|besides|across)(?!\\p{L}))';

/** `Tom says that he will`, `"I will," Tom says`. */
function wordsOfOthers(action: string, turn: Turn): string[] {
  return turn.others.flatMap((name) => {
    const pattern = aroundName(
      'says',
      name,
      (who) =>
        new RegExp(
          `(?:${CLAUSE}(?:${who})\\s+(?:\\p{Ll}+ly\\s+)?${SAYS}|["”’],?\\s*(?:(?:${who})\\s+${SAYS}|${SAYS}\\s+(?:${who})))(?!\\p{L})[^.;]*`,
          'gu',
        ),
    );
    return action.match(pattern) ?? [];
  });
}

const YOU = new RegExp(
  `${CLAUSE}you\\s+(?:\\p{Ll}+ly\\s+)?(?:feel|think|wonder|try|begin|start|reach|hand|give|lower|raise|shake|lean|open|close|pick|drop|hesitate|sigh|whisper|mutter|ask|nod|smile|step|take|follow|agree|say|reply|answer|laugh|turn|walk|sit|stand|shiver|realize|realise|notice|decide|look|stare|gasp|blush|can(?:not|['’]t) help)(?!\\p{L})[^.;]*`,
  'giu',
);

/** `Tom nods`, `you feel a chill`: somebody else is the subject of a clause. */
function actsOfOthers(action: string, { name, others: names }: Turn): string[] {
  const text = unquoted(action);
  const acts = names
    .filter((other) => other !== name)
    .flatMap((other) => {
      const pattern = aroundName(
        'does',
        other,
        (who) =>
          new RegExp(
            `${CLAUSE}(?:${who})\\s+(?:(?:\\p{Ll}+ly|then|also)\\s+)?${NO_DEED}(?:\\p{Ll}{2,}(?:s|ed)|went|took|gave|told|stood|sat|came|left|ran|shook|held|felt|began|bent|drew|rose)(?!\\p{L})[^.;]*`,
            'gu',
          ),
      );
      return text.match(pattern) ?? [];
    });
  return [...acts, ...(text.match(YOU) ?? [])];
}
