import type { HerRecord } from '../../../../schemas/lab/her-record.ts';
import type { Span } from '../../../../schemas/layers.ts';
import { fromBrackets } from '../../../her/brackets.ts';
import { COLONS } from '../../../her/speakers.ts';
import { recordOf } from '../../data/records.ts';
import { ENVIRONMENT } from '../../data/turn-forms.ts';
import { toBracket } from '../../her-text.ts';

/** What somebody says or does in a script; the world's happenings are the environment's. */
export type ScriptTurn = {
  speaker: string;
  spans: readonly Span[];
  /** The characters that perceived it, by name; absent: all. */
  hearers?: readonly string[];
};

/** A stretch of a game's script that is one conversation. */
export type Script = {
  book: string;
  scene: string;
  index: number;
  take: number;
  turns: readonly ScriptTurn[];
  /** Speakers that no model is to learn. */
  players?: readonly string[];
};

/** A script's conversation as a record: no settings are known of its characters. */
export function recordOfScript({ book, scene, index, take, turns, players = [] }: Script): HerRecord {
  const speakers = [...new Set(turns.map(({ speaker }) => speaker))].filter((name) => name !== ENVIRONMENT);
  const record = recordOf(
    {
      scenario: '',
      topic: '',
      key_characters: speakers.map((name) => ({ name, description: '', experience: '', motivation: '' })),
      i_c: take,
      dialogues: turns.map(({ speaker, spans, hearers }) => ({
        character: speaker,
        message: speaker === ENVIRONMENT ? spans.map(({ text }) => text).join(' ') : toBracket(spans),
        origin_id: undefined,
        standard_format: '',
        enhanced_standard_format: '',
        enhanced_speech: '',
        sys_thinking: '',
        ...(hearers && { x_server: { hearers } }),
      })),
    },
    {
      book,
      plot: {
        text: '',
        summary: '',
        prominence: 0,
        key_characters: [],
        chapter: scene,
        state: 'finished',
        i_chunk: 0,
        i_p: index,
      },
      plotIndex: index,
      convIndex: take,
      profiles: {},
    },
  );
  return players.length > 0 ? { ...record, x_server: { players: [...players] } } : record;
}

const SPEAKER = new RegExp(`^([\\p{L}][^${COLONS}\\n.!?]{0,40}?)\\s*[${COLONS}]\\s+(\\S[\\s\\S]*)$`, 'u');
const MAX_NAME_WORDS = 4;

/** A line such as `Mara: (bows) Welcome.`; without a name it is whose `fallback` says, an environment's as it stands. */
export function scriptTurn(line: string, fallback: string): ScriptTurn {
  const [, name, text] = SPEAKER.exec(line) ?? [];
  if (name !== undefined && name.split(/\s+/).length <= MAX_NAME_WORDS)
    return { speaker: name, spans: name === ENVIRONMENT ? happening(text!) : fromBrackets(text!) };
  return { speaker: fallback, spans: fallback === ENVIRONMENT ? happening(line) : fromBrackets(line) };
}

export const happening = (text: string): Span[] => [{ span: 0, layer: 'role_action', text }];
