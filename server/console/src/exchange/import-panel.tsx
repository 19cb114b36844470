import { Alert } from '@mantine/core';
import { useState } from 'react';
import type { ReadDraft } from '../../../../schemas/console/exchange.ts';
import { call } from '../api.ts';
import { linkTo } from '../page.ts';
import { FileDrop } from '../parts/file-drop.tsx';
import { DraftView } from './draft-view.tsx';
import { base64Of } from './files.ts';

/** What the server takes: told here before a long upload for nothing. */
const MAX_BYTES = 16 * 1024 * 1024;
const MAX_JSON_BYTES = 2 * 1024 * 1024;
/** A large picture over a slow line. */
const UPLOAD_MS = 60_000;

type Added = { slug: string; name: string; files: string[] };

/** Takes a character's file, shows what became of it, and puts it into the world. */
export function ImportPanel({ names, isLive }: { names: readonly string[]; isLive: boolean }) {
  const [read, setRead] = useState<ReadDraft & { file: string }>();
  const [isReading, setReading] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [added, setAdded] = useState<Added>();

  const take = async (file: File | undefined) => {
    if (!file || isReading) return;
    setReading(true);
    setProblem(undefined);
    setAdded(undefined);
    setRead(undefined);
    try {
      if (file.size > MAX_BYTES)
        throw new Error(
          `${file.name} is larger than 16 MiB; save its picture smaller, or export the card as JSON.`,
        );
      if (file.size > MAX_JSON_BYTES && /\.json$/i.test(file.name))
        throw new Error(
          'The file holds more than 2 MiB of JSON, more than a character needs; take pictures out of it.',
        );
      const answer = await call('exchange.read', { name: file.name, file: await base64Of(file) }, UPLOAD_MS);
      setRead({ ...answer, file: file.name });
    } catch (error) {
      setProblem(`${file.name}: ${(error as Error).message}`);
    }
    setReading(false);
  };
  return (
    <section className="exchange-in" aria-labelledby="import">
      <h2 id="import">Import a character</h2>
      <FileDrop
        label="Character file"
        accept=".png,.json,.yaml,.yml,image/png,application/json"
        choose="Choose a file"
        button={{ size: 'compact-sm', variant: read ? 'default' : 'filled', loading: isReading }}
        onFiles={([file]) => void take(file)}
      >
        Drop a character card here (PNG or JSON, version 1, 2 or 3), or a persona of Soliloquy (YAML).
      </FileDrop>
      {problem && (
        <Alert
          color="red"
          role="alert"
          withCloseButton
          closeButtonLabel="Dismiss"
          onClose={() => setProblem(undefined)}
        >
          <span className="as-written">{problem}</span>
        </Alert>
      )}
      {added && (
        <Alert color="green" role="status" title={`${added.name} is in the world`}>
          <p>
            <a href={linkTo('talk', added.slug)}>Talk with {added.name}</a>, or find {added.name} on the{' '}
            <a href={linkTo('stage')}>stage</a>.
          </p>
          <p>
            Written: {added.files.map((file, index) => [index > 0 && ', ', <code key={file}>{file}</code>])}
          </p>
        </Alert>
      )}
      {read && (
        <DraftView
          key={read.file}
          read={read}
          names={names}
          isLive={isLive}
          onDiscard={() => setRead(undefined)}
          onAdded={(done) => {
            setRead(undefined);
            setAdded(done);
          }}
        />
      )}
      {!read && !added && !problem && (
        <p className="hint">
          Nothing is written before you have seen it. Prompts in a card are left out: Soliloquy's own prompt
          plays the character.
        </p>
      )}
    </section>
  );
}
