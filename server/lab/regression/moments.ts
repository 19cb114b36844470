import { SoliloquyError } from '../../../schemas/errors.ts';
import { viewFor } from '../../her/views.ts';
import type { Content } from '../../persona/content.ts';
import { keyOf } from '../calls/call-log.ts';
import { spansOf } from '../her-text.ts';
import type { Said } from '../judge/judge.ts';
import { knownNpcs } from '../known-npcs.ts';
import { type Stage, stageIn } from '../npc-talk.ts';
import { ENVIRONMENT, type NamedScene, nameIn } from '../scenes.ts';

/** A moment of a golden scene at which an NPC speaks, with all that it perceived before. */
export type Moment = {
  /** Such as `ravenmoor-candles/2`: the scene, and the line's place in it from 1. */
  id: string;
  /** Of all that the moment is, but not of who the NPC is: what two runs are matched by. */
  key: string;
  stage: Stage;
  said: Said[];
  /** What the scene has the NPC say. */
  golden: Said['spans'];
};

/**
 * Every line of an NPC in every scene that answers something; `npcs`: of these alone, by slug. Throws `unknown-npc` for one that the world has
 * not, `bad-content` where there is no such line.
 */
export function momentsOf(
  scenes: readonly NamedScene[],
  content: Content,
  npcs: readonly string[],
): Moment[] {
  const known = knownNpcs(npcs, content);
  const moments = scenes.flatMap((scene) => momentsIn(scene, content, known));
  if (moments.length > 0) return moments;
  throw new SoliloquyError(
    'bad-content',
    `In ${content.dir}/scenes no NPC that is asked for answers anything. Write scenes in which it does; docs/lab.md shows how.`,
  );
}

function momentsIn(scene: NamedScene, content: Content, npcs: readonly string[]): Moment[] {
  const { location, situation, before, characters, guests, lines } = scene;
  const cast = Object.keys(characters);
  const said = lines.map(({ who, text }): Said => {
    const name = nameIn(content, who);
    return { name, spans: spansOf(text, name) };
  });
  return lines.flatMap(({ who: npc }, index) => {
    if (index === 0 || !cast.includes(npc) || (npcs.length > 0 && !npcs.includes(npc))) return [];
    const stage: Stage = {
      ...stageIn(content, npc, {
        location,
        npcs: cast.filter((slug) => slug !== npc),
        guests: Object.keys(guests),
        situation,
      }),
      ...(before !== '' && { before }),
      ...(characters[npc] && { goal: characters[npc] }),
    };
    const heard = lines.slice(0, index);
    return [
      {
        id: `${scene.id}/${index + 1}`,
        key: keyOf([npc, location, situation, before, characters, Object.keys(guests), heard]),
        stage,
        golden: said[index]!.spans,
        said: said.slice(0, index).map(({ name, spans }) => ({ name, spans: perceived(name, spans, stage) })),
      },
    ];
  });
}

/** What happens has no layers that could be hidden. */
const perceived = (name: string, spans: Said['spans'], { persona }: Stage): Said['spans'] =>
  name === ENVIRONMENT ? spans : viewFor(spans, name === persona.name ? 'self' : 'npc');
