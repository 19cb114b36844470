import { Alert, Badge, Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { CardForm, Character } from '../../../../schemas/card.ts';
import type { ReadDraft } from '../../../../schemas/console/exchange.ts';
import { call } from '../api.ts';
import { LoreChoices } from './lore-choices.tsx';
import { PersonaView } from './persona-view.tsx';
import { ReportView } from './report-view.tsx';

const FORMS: Record<CardForm, string> = {
  v1: 'character card, version 1',
  v2: 'character card, version 2',
  v3: 'character card, version 3',
  yaml: 'persona',
};
const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

type Props = {
  read: ReadDraft & { file: string };
  /** Of those who are in the instance. */
  names: readonly string[];
  isLive: boolean;
  onDiscard(): void;
  onAdded(added: { slug: string; name: string; files: string[] }): void;
};

/** A character that was read, to be looked at, mended and put into the world. */
export function DraftView({ read, names, isLive, onDiscard, onAdded }: Props) {
  const { draft, file, personas, lore, locations } = read;
  const [slug, setSlug] = useState(draft.slug);
  const [persona, setPersona] = useState(draft.persona);
  const [chosen, setChosen] = useState(
    () => new Set(draft.lore.filter(({ id }) => !lore.includes(id)).map(({ id }) => id)),
  );
  const [isAdding, setAdding] = useState(false);
  const [problem, setProblem] = useState<string>();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const edit = (fields: Partial<typeof persona>) => setPersona({ ...persona, ...fields });

  const isNamesake = names.some((name) => name.toLowerCase() === persona.name.trim().toLowerCase());
  const slugProblem = !SLUG.test(slug)
    ? 'Lower-case letters and digits, joined by single hyphens.'
    : slug.length > 40
      ? 'At most 40 characters.'
      : personas.includes(slug) &&
        `personas/${slug}.yaml is in the world already; choose another name for the file.`;
  const nameProblem =
    persona.name.trim() === ''
      ? 'A name is needed.'
      : isNamesake && `Somebody here is called ${persona.name.trim()} already.`;
  const lookProblem =
    persona.description.trim() === '' && 'Players see nothing then; one sentence is enough.';

  const loreFiles =
    chosen.size === 0 ? '' : ` and ${chosen.size === 1 ? 'one file' : `${chosen.size} files`} of lore`;

  const add = async () => {
    setAdding(true);
    setProblem(undefined);
    const character: Character = {
      slug: draft.slug,
      persona,
      lore: draft.lore.filter(({ id }) => chosen.has(id)),
    };
    try {
      const { files } = await call('exchange.add', { slug, character });
      onAdded({ slug, name: persona.name.trim(), files });
    } catch (error) {
      setProblem((error as Error).message);
      setAdding(false);
    }
  };
  return (
    <div className="draft">
      <div className="draft-head">
        <h3 ref={heading} tabIndex={-1}>
          {draft.persona.name}
        </h3>
        <Badge color="gray" variant="outline" tt="none" fw={500}>
          {FORMS[draft.form]}
        </Badge>
        <span className="from">{file}</span>
      </div>
      <ReportView report={draft.report} />
      <div className="draft-fields">
        <TextInput
          size="sm"
          label="Name"
          value={persona.name}
          maxLength={40}
          error={nameProblem}
          onChange={(event) => edit({ name: event.currentTarget.value })}
        />
        <TextInput
          size="sm"
          label="File name"
          description="Also the id by which the game knows this character."
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={slug}
          maxLength={40}
          error={slugProblem}
          onChange={(event) => setSlug(event.currentTarget.value)}
        />
        <NativeSelect
          size="sm"
          label="Place at the start"
          value={persona.location}
          onChange={(event) => edit({ location: event.currentTarget.value })}
          data={Object.entries(locations).map(([value, label]) => ({ value, label }))}
        />
        <Textarea
          size="sm"
          className="wide"
          label="Seen at a glance"
          description="Players see this."
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          autosize
          minRows={2}
          maxLength={300}
          value={persona.description}
          error={lookProblem}
          onChange={(event) => edit({ description: event.currentTarget.value })}
        />
      </div>
      <PersonaView persona={persona} />
      {draft.lore.length > 0 && (
        <LoreChoices lore={draft.lore} taken={lore} chosen={chosen} onChoose={setChosen} />
      )}
      {problem && (
        <Alert color="red" role="alert">
          <span className="as-written">{problem}</span>
        </Alert>
      )}
      <div className="draft-end">
        <Button
          size="sm"
          loading={isAdding}
          disabled={!isLive || Boolean(slugProblem || nameProblem || lookProblem)}
          onClick={add}
        >
          Add to the world
        </Button>
        <Button size="sm" variant="default" disabled={isAdding} onClick={onDiscard}>
          Discard
        </Button>
        <span className="hint">
          Writes <code>personas/{slug}.yaml</code>
          {loreFiles}. Players meet the character at once.
        </span>
      </div>
    </div>
  );
}
