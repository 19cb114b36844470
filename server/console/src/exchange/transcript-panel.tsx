import { addressOf } from '../api.ts';
import { Download } from './export-panel.tsx';

/** What was said in an instance, as a file. */
export function TranscriptPanel({ instance }: { instance: string }) {
  const link = (form: 'jsonl' | 'markdown') => addressOf('exchange.transcript', { instance, form });
  return (
    <section aria-labelledby="transcript">
      <h2 id="transcript">Export the transcript</h2>
      <p>
        All that was said and done in <strong>{instance}</strong>, since its record began.
      </p>
      <div className="downloads">
        <Download href={link('markdown')}>To read, Markdown</Download>
        <Download href={link('jsonl')}>All data, JSONL</Download>
      </div>
      <p className="hint">Plans, thoughts and whispers are in both: for designers, not for players.</p>
    </section>
  );
}
