import { Alert, Button, Loader, Tabs } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { TurnView } from '../../../../schemas/console/turns.ts';
import { linkTo, type PageProps } from '../page.ts';
import { Lanes } from '../parts/lanes.tsx';
import { Takes } from './best-of.tsx';
import { clockTime, tokensText } from './figures.ts';
import { PromptView } from './prompt-view.tsx';
import { sharesOf } from './shares.ts';
import { SharesTable } from './shares-table.tsx';
import { TimingBar } from './timing-bar.tsx';
import { useTurn } from './use-turn.ts';
import { Curl, Verbatim } from './verbatim.tsx';
import { Viewers } from './viewers.tsx';

const STATUS: Record<TurnView['status'], string> = {
  complete: 'complete',
  fallback: 'the built-in model stood in',
  failed: 'cut off: the model failed',
  interrupted: 'interrupted',
};

/** All that is known of one turn: what the model was sent, word by word with its source, and what became of its answer. */
export function TurnDetail({ turn, world }: PageProps & { turn: string }) {
  const { view, problem } = useTurn(turn);
  const [marked, mark] = useState<string>();
  const shares = useMemo(() => (view ? sharesOf(view.messages, view.tokens) : []), [view]);
  if (problem)
    return (
      <p className="notice">
        {problem} <a href={linkTo('turns')}>All turns</a>
      </p>
    );
  if (!view) return <Loader className="waiting" aria-label="Loading" />;
  const name = world.npcs.find(({ id }) => id === view.npc)?.name ?? view.npc;
  const asked = view.usage ? tokensText(view.usage) : '';
  return (
    <div className="turn">
      <header className="turn-head">
        <a href={linkTo('turns')}>Turns</a>
        <h1>{name}</h1>
        <span className="meta">{clockTime(view.startedAt)}</span>
        <span className="tag" data-status={view.status}>
          {STATUS[view.status]}
        </span>
        <span className="meta">{view.model}</span>
        <a className="meta" href={linkTo('personas', view.npc, 'versions')}>
          persona v{view.personaVersion}
        </a>
        <span className="meta">plan: {view.plan}</span>
        {asked && <span className="meta">{asked}</span>}
        <span className="spring" />
        <Button size="xs" variant="default" component="a" href={linkTo('lab', 'scenes', '+', turn)}>
          Make it a golden scene…
        </Button>
        <Button
          size="xs"
          component="a"
          href={linkTo('turns', turn, 'rerun')}
          disabled={!view.canRerun}
          title={view.canRerun ? undefined : 'Recorded by an earlier version, without what a rerun takes'}
        >
          Run it again…
        </Button>
      </header>
      {view.reason && (
        <Alert color="orange" title="Why">
          {view.reason}
        </Alert>
      )}
      <TimingBar timings={view.timings} />
      <div className="turn-columns">
        <section aria-labelledby="prompt" className="turn-prompt">
          <h2 id="prompt">What the model was sent</h2>
          <PromptView view={view} marked={marked} onMark={mark} />
        </section>
        <div className="turn-side">
          <section aria-labelledby="answer">
            <h2 id="answer">What became of its answer</h2>
            <Tabs defaultValue="parse" variant="outline" keepMounted={false}>
              <Tabs.List>
                <Tabs.Tab value="parse">Layers</Tabs.Tab>
                <Tabs.Tab value="views">Who gets what</Tabs.Tab>
                <Tabs.Tab value="raw">Raw</Tabs.Tab>
                {view.bestOf && <Tabs.Tab value="takes">Takes</Tabs.Tab>}
                {view.curl && <Tabs.Tab value="curl">curl</Tabs.Tab>}
              </Tabs.List>
              <Tabs.Panel value="parse">
                <Lanes spans={view.spans} isStacked />
              </Tabs.Panel>
              <Tabs.Panel value="views">
                <Viewers view={view} />
              </Tabs.Panel>
              <Tabs.Panel value="raw">
                <Verbatim text={view.raw} label="As the model wrote it" />
              </Tabs.Panel>
              {view.bestOf && (
                <Tabs.Panel value="takes">
                  <Takes
                    bestOf={view.bestOf}
                    tokens={view.usage && view.usage.promptTokens + view.usage.completionTokens}
                  />
                </Tabs.Panel>
              )}
              {view.curl && (
                <Tabs.Panel value="curl">
                  <Curl text={view.curl} />
                </Tabs.Panel>
              )}
            </Tabs>
          </section>
          <section aria-labelledby="shares">
            <h2 id="shares">Where the {view.tokens.toLocaleString('en')} tokens come from</h2>
            <SharesTable shares={shares} view={view} marked={marked} onMark={mark} />
            {view.loreLeftOut.length > 0 && <LeftOut lore={view.loreLeftOut} />}
          </section>
        </div>
      </div>
    </div>
  );
}

/** Lore that fired on what was said and is not in the prompt. */
const LeftOut = ({ lore }: { lore: TurnView['loreLeftOut'] }) => (
  <p className="hint">
    Lore that fired as well and found no room:{' '}
    {lore.map(({ id, title, reason }, index) => (
      <span key={id}>
        {index > 0 && ', '}
        <a href={linkTo('world', 'lore', id)}>{title}</a>{' '}
        {reason === 'entries' ? '(better entries took its place)' : '(too many tokens)'}
      </span>
    ))}
    . How much fits is <code>lore</code> in <code>world.yaml</code>.
  </p>
);
