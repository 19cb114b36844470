import { NativeSelect, TextInput } from '@mantine/core';
import { useCallback } from 'react';
import type { RecallTest } from '../../../../schemas/console/memories.ts';
import { call } from '../api.ts';
import { useKept } from '../hooks.ts';
import { linkTo } from '../page.ts';
import { Bar } from '../parts/bar.tsx';
import { useTested } from '../tested.ts';
import type { Person } from './people.ts';

type Props = {
  instance: string;
  npc: string;
  npcName: string;
  people: readonly Person[];
  isLive: boolean;
  /** Changes whenever the answer may. */
  occasion: unknown;
};

/** Beyond these, results are only counted. */
const SHOWN = 40;

/** What a line would have an NPC remember, and why. The server answers, by what composes prompts. */
export function RecallTester({ instance, npc, npcName, people, isLive, occasion }: Props) {
  const [text, setText] = useKept(`memory.recall.${instance}`);
  const [chosen, setChosen] = useKept(`memory.recall-by.${instance}`);
  const to = people.find(({ value }) => value === chosen)?.value;
  const ask = useCallback(
    (line: string) => call('memories.recall', { instance, npc, text: line, ...(to && { to }) }),
    [instance, npc, to],
  );
  const { tested, isStale, problem } = useTested(text, ask, occasion, isLive);
  return (
    <section className="recall" aria-labelledby="recall">
      <h2 id="recall">What {npcName} would recall</h2>
      <div className="recall-fields">
        <TextInput
          size="xs"
          label="Try a line"
          placeholder="What somebody might say"
          value={text}
          maxLength={2000}
          error={problem}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <NativeSelect
          size="xs"
          label="said by"
          value={to ?? ''}
          onChange={(event) => setChosen(event.currentTarget.value)}
          data={[{ value: '', label: 'anybody' }, ...people]}
        />
      </div>
      {tested && <Results recall={tested.answer} npc={npc} isStale={isStale} />}
      {text.trim() === '' && (
        <p className="nothing">
          Type what somebody might say: what comes to mind is listed here, best first.
        </p>
      )}
    </section>
  );
}

type ResultsProps = { recall: RecallTest; npc: string; isStale: boolean };

function Results({ recall: { scored, weights, budget, tokens }, npc, isStale }: ResultsProps) {
  const told = scored.filter(({ isTold }) => isTold).length;
  return (
    <div className="recall-results" role="status" aria-label="What the line recalls" aria-busy={isStale}>
      {scored.length === 0 ? (
        <p className="nothing">Nothing comes to mind: there is no memory yet that bears on it.</p>
      ) : (
        <>
          <p className="recall-sum">
            <span>
              {told} of {scored.length} would stand in the prompt
            </span>
            <Bar
              label="tokens"
              value={budget > 0 ? Math.min(1, tokens / budget) : 0}
              text={`${tokens} of ${budget}`}
            />
          </p>
          <ol>
            {scored
              .slice(0, SHOWN)
              .map(({ memory, score, relevance, recency, importance, isTold }, index) => (
                <li key={memory.id} data-recalled={memory.id} data-told={isTold}>
                  <span className="rank">{index + 1}</span>
                  <a href={linkTo('memory', npc, memory.id)} dir="auto">
                    {memory.text}
                  </a>
                  <span className="outcome">{isTold ? 'in the prompt' : 'left out'}</span>
                  <span className="score">{score.toFixed(2)}</span>
                  <span className="recall-why">
                    <Bar label="relevance" value={relevance} text={relevance.toFixed(2)} />
                    <Bar label="recency" value={recency} text={recency.toFixed(2)} />
                    <Bar label="importance" value={importance} text={importance.toFixed(2)} />
                  </span>
                </li>
              ))}
          </ol>
          {scored.length > SHOWN && <p className="nothing">And {scored.length - SHOWN} more.</p>}
          <p className="meta">
            The score weighs relevance by {weights.relevance}, recency by {weights.recency} and importance by{' '}
            {weights.importance}. The best stand in the prompt, as far as its budget for memories goes.
          </p>
        </>
      )}
    </div>
  );
}
