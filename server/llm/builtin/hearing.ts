import type { Line } from '../../../schemas/record.ts';
import type { Scene } from '../../../schemas/scene.ts';
import { namesOf } from './first-person.ts';
import { plain } from './words.ts';

/** What the reply answers. `text` holds words alone, never markup. */
export type Heard = {
  kind: 'arrival' | 'departure' | 'event' | 'words' | 'nothing';
  text: string;
  /** Who spoke or came; '' when nobody did. */
  by: string;
  /** The lines that are answered: not yet part of what is remembered. */
  lines: Line[];
};

const MAX_JOINED = 3;

/** Takes the last words addressed to the NPC, with those just before them that went unanswered, or the last event. */
export function hear(scene: Scene): Heard {
  const last = scene.lines.at(-1);
  const own = `npc:${scene.npc}`;
  if (last === undefined || last.from === own)
    return { kind: 'nothing', text: '', by: nameOf(scene), lines: [] };
  if (last.kind === 'event') return hearEvent(scene, last);
  const lines = [last];
  for (let index = scene.lines.length - 2; index >= 0 && lines.length < MAX_JOINED; index -= 1) {
    const line = scene.lines[index]!;
    if (line.from !== last.from || line.kind !== last.kind || (line.to ?? own) !== own) break;
    lines.unshift(line);
  }
  const text = plain(lines.map((line) => unaddressed(scene, wordsOf(line))).join(' '));
  return { kind: 'words', text, by: plain(last.name), lines };
}

/** Words without the name that calls the NPC: "Mara: I did it", "Mara, who is that?" */
export function unaddressed({ persona }: Scene, words: string): string {
  const start = /^\s*([^:：,]{1,40})[:：,]\s+/u.exec(words);
  const called = start?.[1]?.trim().toLowerCase();
  const isCalled = namesOf(persona.name).some((name) => name.toLowerCase() === called);
  return start && isCalled ? words.slice(start[0].length) : words;
}

/** What was spoken in a line; where nothing was, what was done. */
export function wordsOf(line: Line): string {
  const layer = line.spans.some((span) => span.layer === 'speech') ? 'speech' : 'role_action';
  return line.spans
    .filter((span) => span.layer === layer)
    .map((span) => span.text)
    .join(' ');
}

function hearEvent(scene: Scene, line: Line): Heard {
  const text = plain(line.spans.map((span) => span.text).join(' '));
  const who = [scene.to, ...scene.others].find((other) => other && text.startsWith(plain(other.name)));
  const by = who ? plain(who.name) : nameOf(scene);
  const short = /^(.{1,60}?) (?:comes in|arrives|enters|walks in|comes closer|draws near)\.?$/u.exec(text);
  const comes =
    /\b(?:comes? (?:in|near|closer|over|up)|enters?|arrives?|walks? (?:in|up)|steps? in|returns?)\b/;
  if (short || (who && comes.test(text)))
    return { kind: 'arrival', text, by: short?.[1] ?? by, lines: [line] };
  if (who && /\b(?:leaves?|goes out|walks? (?:out|away|off)|departs?)\b/.test(text)) {
    return { kind: 'departure', text, by, lines: [line] };
  }
  return { kind: 'event', text, by: '', lines: [line] };
}

/**
 * What of the talk the one who is answered perceived: what the NPC told somebody else, elsewhere or in a whisper, is news to
 * them. All of it where the NPC speaks to the room.
 */
export function sharedLines(scene: Scene, { lines: asked }: Heard): Line[] {
  const last = asked.at(-1);
  const address = last && last.from !== 'environment' ? last.from : scene.to?.id;
  if (address === undefined) return scene.lines;
  const player = last?.player ?? scene.lines.findLast(({ from }) => from === address)?.player;
  return scene.lines.filter(
    ({ from, to, npcs, players }) =>
      from === address ||
      to === address ||
      npcs.some((npc) => `npc:${npc}` === address) ||
      (player !== undefined && players.includes(player)),
  );
}

const nameOf = (scene: Scene): string => (scene.to ? plain(scene.to.name) : '');
