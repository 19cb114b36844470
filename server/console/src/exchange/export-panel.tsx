import { Alert, Button, NativeSelect } from '@mantine/core';
import { useRef, useState } from 'react';
import type { LoreChoice } from '../../../../schemas/console/exchange.ts';
import { addressOf, fileOf } from '../api.ts';
import type { NpcView } from '../live/snapshot.ts';
import { base64Of, keep, pngOf } from './files.ts';

const LORE: { value: LoreChoice; label: string }[] = [
  { value: 'own', label: 'what names it among those who know' },
  { value: 'all', label: 'all that it knows' },
  { value: 'none', label: 'none' },
];

type Props = { instance: string; npcs: readonly NpcView[]; chosen: string | undefined };

/** An NPC as a file: our own, or a character card. */
export function ExportPanel({ instance, npcs, chosen }: Props) {
  const [picked, setPicked] = useState<string>();
  const [lore, setLore] = useState<LoreChoice>('own');
  const [picture, setPicture] = useState<File>();
  const [problem, setProblem] = useState<string>();
  const [isMaking, setMaking] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const npc = [picked, chosen].find((id) => npcs.some((one) => one.id === id)) ?? npcs[0]?.id;
  if (npc === undefined)
    return (
      <section aria-labelledby="export">
        <h2 id="export">Export a character</h2>
        <p className="nothing">Nobody is here to be exported.</p>
      </section>
    );
  const link = (form: 'yaml' | 'v2' | 'v3' | 'png') =>
    addressOf('exchange.export', { instance, npc, lore, form });
  const makePicture = async (file: File) => {
    setMaking(true);
    setProblem(undefined);
    try {
      const image = await base64Of(await pngOf(file));
      keep(await fileOf('exchange.picture', { instance, npc, lore, image }), `${npc}.png`);
    } catch (error) {
      setProblem((error as Error).message);
    }
    setMaking(false);
  };
  return (
    <section aria-labelledby="export">
      <h2 id="export">Export a character</h2>
      <NativeSelect
        size="xs"
        label="Character"
        value={npc}
        onChange={(event) => setPicked(event.currentTarget.value)}
        data={npcs.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <NativeSelect
        size="xs"
        label="Lore in its cards"
        value={lore}
        onChange={(event) => setLore(event.currentTarget.value as LoreChoice)}
        data={LORE}
      />
      <div className="picture">
        <Button size="compact-xs" variant="default" onClick={() => input.current?.click()}>
          {picture ? 'Another picture' : 'Picture for the PNG'}
        </Button>
        <span className="from">{picture ? picture.name : 'a plain one, unless you choose'}</span>
        <input
          ref={input}
          type="file"
          className="hidden"
          aria-label="Picture for the PNG card"
          tabIndex={-1}
          accept="image/*"
          onChange={(event) => setPicture(event.currentTarget.files?.[0])}
        />
      </div>
      {problem && (
        <Alert color="red" role="alert">
          {problem}
        </Alert>
      )}
      <div className="downloads">
        {picture ? (
          <Button size="compact-sm" variant="default" loading={isMaking} onClick={() => makePicture(picture)}>
            Card, PNG
          </Button>
        ) : (
          <Download href={link('png')}>Card, PNG</Download>
        )}
        <Download href={link('v3')}>Card V3, JSON</Download>
        <Download href={link('v2')}>Card V2, JSON</Download>
        <Download href={link('yaml')}>Persona, YAML</Download>
      </div>
      <p className="hint">
        A card carries the whole persona, so that it comes back as it was.{' '}
        <strong>Its secrets are in it, too</strong>, for whoever opens the file.
      </p>
    </section>
  );
}

/** A link that the browser keeps the file of. */
export const Download = ({ href, children }: { href: string; children: string }) => (
  <Button component="a" size="compact-sm" variant="default" href={href} download>
    {children}
  </Button>
);
