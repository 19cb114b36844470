import type { TurnView } from '../../../../schemas/console/turns.ts';
import { Lanes } from '../parts/lanes.tsx';

const VIEWERS: Record<string, [name: string, about: string]> = {
  designer: ['Designers', 'everything'],
  player: ['Players there', 'what can be seen and heard'],
  'player-inner': ['Players there, where innerVoice is on', 'own thoughts besides'],
  game: ['The game', 'wherever it is; calls go to it one by one'],
  npc: ['Other NPCs there', 'what they will remember'],
  self: ['The NPC itself, later', 'its plan is forgotten, its thoughts stay'],
  judge: ['A judge', 'without the plan'],
};

/** What each sort of viewer gets of a turn. */
export function Viewers({ view }: { view: Pick<TurnView, 'views'> }) {
  return (
    <div className="viewers">
      {view.views.map(({ viewer, spans }) => {
        const [name = viewer, about = ''] = VIEWERS[viewer] ?? [];
        return (
          <section key={viewer}>
            <h3>
              {name} <span>{about}</span>
            </h3>
            <Lanes spans={spans.map((span, index) => ({ span: index, ...span }))} isStacked />
          </section>
        );
      })}
    </div>
  );
}
