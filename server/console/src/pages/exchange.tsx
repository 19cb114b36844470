import '../exchange/exchange.css';
import { ExportPanel } from '../exchange/export-panel.tsx';
import { ImportPanel } from '../exchange/import-panel.tsx';
import { TranscriptPanel } from '../exchange/transcript-panel.tsx';
import type { PageProps } from '../page.ts';

/** Characters from elsewhere into the world, and characters and transcripts out of it. */
export function Exchange({ instance, world, isLive, route }: PageProps) {
  return (
    <div className="exchange">
      <h1>Import &amp; export</h1>
      <div className="exchange-body">
        <ImportPanel names={world.npcs.map(({ name }) => name)} isLive={isLive} />
        <aside className="exchange-out">
          <ExportPanel instance={instance} npcs={world.npcs} chosen={route[0]} />
          <TranscriptPanel instance={instance} />
        </aside>
      </div>
    </div>
  );
}
