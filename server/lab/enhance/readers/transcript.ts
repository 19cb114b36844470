import type { Line } from '../../../../schemas/record.ts';
import type { PlayedNames } from '../../../store/recorded-play.ts';
import type { RecordedLine } from '../../checks/recorded-turn.ts';
import { readTranscript } from '../../checks/transcript.ts';
import { lacksConsent } from '../../data/consent.ts';
import { conversationsIn } from '../../data/conversations.ts';
import { type Aliases, personsIn, redactors, unredacted } from '../../data/redact.ts';
import { ENVIRONMENT } from '../../data/turn-forms.ts';
import type { FoundScript } from './csv.ts';
import { happening, type ScriptTurn } from './script.ts';

/** As an export of the record has it unless it is told otherwise. */
const CUTS = { gapMinutes: 10, maxLines: 40 };

/** Whose words of a transcript are taken, and whether under their names. */
export type TranscriptOptions = {
  includesWithoutConsent: boolean;
  keepsNames: boolean;
  /** Of the whole run, so that a person has one alias. */
  aliases: Aliases;
  tell(text: string): void;
};

/**
 * The conversations of a transcript as the console exports it (JSONL), edits and deletions applied, by the rules of an export of the record: all
 * in them have agreed, persons have aliases, and each turn has its hearers. Throws `bad-content`, naming the line.
 */
export async function scriptsInTranscript(
  file: string,
  book: string,
  { includesWithoutConsent, keepsNames, aliases, tell }: TranscriptOptions,
): Promise<FoundScript[]> {
  const all: RecordedLine[][] = [];
  for await (const one of conversationsIn(readTranscript(file, { tell }), CUTS)) all.push(one);
  const lines = all.map((conversation) => conversation.map(({ line }) => line));
  const redactIn = keepsNames ? () => unredacted(aliases) : redactors(namesIn(lines.flat()), aliases);
  return all
    .toSorted(([a], [b]) => a!.line.seq - b!.line.seq)
    .map((conversation, index) => {
      const said = conversation.map(({ line }) => line);
      const [first] = said as [Line];
      const where = `${first.location}, from line seq ${first.seq}`;
      const found = { book, scene: `${first.location}_${first.seq}`, index, take: 0, where };
      const isRefused =
        !includesWithoutConsent && conversation.some(({ line, takes = [] }) => lacksConsent({ line, takes }));
      if (isRefused)
        return {
          ...found,
          turns: [],
          reason: 'no consent',
          problem: `${where}: a player in it has not agreed that it trains models (consent: true when they join). --include-without-consent takes it.`,
        };
      const told = said.map(redactIn(personsIn(said)).line);
      const players = [...new Set(told.filter(({ kind }) => kind === 'say').map(({ name }) => name))];
      return { ...found, turns: turnsOf(told), players };
    });
}

function turnsOf(lines: readonly Line[]): ScriptTurn[] {
  const names = new Map(
    lines.flatMap(({ kind, from, name }) =>
      kind === 'turn' ? [[from.slice('npc:'.length), name] as const] : [],
    ),
  );
  return lines.map(({ kind, name, spans, npcs }) => {
    const turn =
      kind === 'event'
        ? { speaker: ENVIRONMENT, spans: happening(spans.map(({ text }) => text).join(' ')) }
        : { speaker: name, spans };
    const hearers = [...names].flatMap(([slug, called]) =>
      npcs.includes(slug) || called === turn.speaker ? [called] : [],
    );
    return hearers.length === names.size ? turn : { ...turn, hearers };
  });
}

/** Who is named in a transcript. */
function namesIn(lines: readonly Line[]): PlayedNames {
  const events = lines.filter(({ kind }) => kind === 'event');
  const spoken = lines.filter(({ kind }) => kind !== 'event');
  return {
    persons: spoken.flatMap(({ kind, player, name }) =>
      kind === 'say' && player !== undefined ? [{ player, name }] : [],
    ),
    characters: spoken.flatMap(({ kind, player, name }) =>
      kind === 'say' && player !== undefined ? [] : [name],
    ),
    comings: events.flatMap(({ spans }) => spans.map(({ text }) => text)),
  };
}
