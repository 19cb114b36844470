import { stringify } from 'yaml';
import type { GoldenScene } from '../../schemas/golden-scene.ts';
import type { Span } from '../../schemas/layers.ts';
import type { Line } from '../../schemas/record.ts';
import type { TracedScene } from '../../schemas/trace.ts';
import { joined, toHer, viewFor } from '../her/views.ts';
import { ENVIRONMENT } from './scenes.ts';

/** Lines before the reply: enough to see what it answers. */
const LINES = 8;

/**
 * A golden scene of a recorded turn, to be edited: what the NPC had perceived, and what it answered, without plans. Whoever is named in it as
 * a player is a guest. `cast`: who has a persona file.
 */
export function sceneDraft(
  { npc, lines, location, goal, persona }: TracedScene,
  { reply, name, cast }: { reply: readonly Span[]; name: string; cast: readonly string[] },
): string {
  const before = lines.filter((line) => line.kind !== 'delete').slice(-LINES);
  const said = before.flatMap((line) => lineOf(line, npc, cast) ?? []);
  const answered = { who: npc, text: toHer(viewFor(reply, 'judge')) };
  const characters = [...new Set([npc, ...said.map(({ who }) => who).filter((who) => cast.includes(who))])];
  const guests = [...new Set(said.map(({ who }) => who))].filter(
    (who) => who !== ENVIRONMENT && !cast.includes(who),
  );
  const scene: GoldenScene = {
    title: `${persona?.name ?? name} answers`,
    location: location.id,
    situation: location.scene?.trim() || `At ${location.name}.`,
    before: '',
    characters: Object.fromEntries(characters.map((slug) => [slug, slug === npc ? goal.slice(0, 800) : ''])),
    guests: Object.fromEntries(guests.map((guest) => [guest, 'Who this is.'])),
    lines: [...said, answered],
  };
  const { before: _, ...written } = scene;
  return `# Made of a recorded turn. Say in the title what it is about, mend what was said until it is as it should be, and say who the guests are.\n${stringify(written, { lineWidth: 120 })}`;
}

function lineOf(line: Line, npc: string, cast: readonly string[]): GoldenScene['lines'][number] | undefined {
  if (line.kind === 'event') {
    const text = joined(line.spans)
      .map((span) => span.text)
      .join(' ')
      .trim();
    return text ? { who: ENVIRONMENT, text } : undefined;
  }
  const slug = line.from.startsWith('npc:') ? line.from.slice('npc:'.length) : undefined;
  const text = toHer(viewFor(line.spans, slug === npc ? 'judge' : 'npc')).trim();
  if (text === '') return undefined;
  return { who: slug !== undefined && cast.includes(slug) ? slug : line.name, text };
}
