import { Alert, Button } from '@mantine/core';
import { useState } from 'react';
import type { CheckedNpc } from '../../../../schemas/console/lab.ts';
import { call } from '../api.ts';
import { linkTo, type PageProps } from '../page.ts';
import { clockTime } from '../turns/figures.ts';

/** What was measured last, by instance: whoever follows a finding comes back to it. */
const measured = new Map<string, { npcs: CheckedNpc[]; at: number }>();

/** A record of a long game is read for a while. */
const CHECK_MS = 300_000;

/** What can be measured of what an instance's NPCs have said, and in which turns it shows. */
export function CheckView({ instance, isLive }: PageProps) {
  const [last, tell] = useState(measured.get(instance));
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const check = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      const { npcs } = await call('lab.check', { instance }, CHECK_MS);
      measured.set(instance, { npcs, at: Date.now() });
      tell(measured.get(instance));
    } catch (error) {
      setProblem((error as Error).message);
    }
    setBusy(false);
  };
  return (
    <section className="lab-check" aria-labelledby="check">
      <div className="lab-list-head">
        <h2 id="check">What was said in {instance}, measured</h2>
        {last && <span className="meta">{clockTime(last.at)}</span>}
        <span className="spring" />
        <Button size="xs" loading={isBusy} disabled={!isLive || isBusy} onClick={() => void check()}>
          {last ? 'Measure again' : 'Measure'}
        </Button>
      </div>
      <p className="hint">
        Format, person, layouts, repetition, length, leaks, language, speaking for others. No model is asked,
        and nothing leaves the machine. A check knows nothing of taste: that nothing is found does not make a
        line good.
      </p>
      {problem && <Alert color="red">{problem}</Alert>}
      {last?.npcs.length === 0 && <p className="nothing">No NPC has said anything here yet.</p>}
      {last?.npcs.map((npc) => (
        <Checked key={npc.npc} {...npc} />
      ))}
    </section>
  );
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const rounded = (value: number): string => String(Math.round(value * 100) / 100);

function Checked({ npc, name, turns, flagged, words, layouts, selfBleu, found }: CheckedNpc) {
  return (
    <article className="lab-checked" aria-labelledby={`checked-${npc}`}>
      <h3 id={`checked-${npc}`}>
        <a href={linkTo('personas', npc)}>{name}</a>
      </h3>
      <p className="meta">
        {turns} turns, something found in {flagged} · {Math.round(words)} words a turn · commonest layout{' '}
        {percent(layouts.topShare)}, {layouts.entropyBits.toFixed(1)} bits · like its own last turns{' '}
        {percent(selfBleu)}
      </p>
      {found.length === 0 ? (
        <p className="nothing">Nothing was found.</p>
      ) : (
        <section className="lab-scroll" aria-label={`Found of ${name}`}>
          <table>
            <thead>
              <tr>
                <th scope="col">Check</th>
                <th scope="col">Principle</th>
                <th scope="col">Turns</th>
                <th scope="col">Worst, limit</th>
                <th scope="col">Where</th>
              </tr>
            </thead>
            <tbody>
              {found.map((rule) => (
                <tr key={rule.check}>
                  <td>
                    <code>{rule.check}</code>
                  </td>
                  <td>{rule.principle}</td>
                  <td>
                    {rule.turns} ({percent(rule.rate)})
                  </td>
                  <td>
                    {rounded(rule.worst)} {rule.unit}, {rounded(rule.limit)}
                  </td>
                  <td>
                    <ul>
                      {rule.examples.map(({ line, turn, evidence }) => (
                        <li key={line}>{turn ? <a href={linkTo('turns', turn)}>{evidence}</a> : evidence}</li>
                      ))}
                    </ul>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </article>
  );
}
