import { useEffect, useRef, useState } from 'react';
import type {
  PersonaConflicts,
  PersonaFaults,
  PersonaPath,
  PersonaRead,
  PersonaSummary,
} from '../../../../schemas/console/personas.ts';
import type { Persona } from '../../../../schemas/persona.ts';
import { ApiError, call } from '../api.ts';
import { changedFields, cleaned, keepDraft, keptDraft, withValue } from './draft.ts';
import { type FieldKey, nameOf, type Path } from './fields.ts';

/** What is to be mended, and where. */
export type Fault = { path: PersonaPath; message: string };

/** What is said above the form: of something done, something to know, something that failed. */
export type News = { kind: 'done' | 'note' | 'problem'; text: string };

/** A persona that is being written. */
export type Editing = {
  /** What is live. */
  read: PersonaRead;
  base: { version: number; persona: unknown };
  persona: Persona;
  changed: FieldKey[];
  faults: Fault[];
  conflict: PersonaConflicts | undefined;
  isSaving: boolean;
  news: News | undefined;
};

export type Editor = {
  editing: Editing | undefined;
  /** Writes a value; undefined takes an entry away. */
  set(path: Path, value: unknown): void;
  /** Resolves with what is to be mended; empty when it was saved, or could not be for another reason. */
  save(author: string, note: string): Promise<Fault[]>;
  discard(): void;
  write(): Promise<void>;
  /** Takes what was chosen where both changed the same; the draft is then one of the version that is live. */
  choose(persona: Persona): Promise<void>;
  dismiss(): void;
};

const TRY_AGAIN_MS = 2000;

/** Writes one persona: what is typed is kept in this browser until it is saved or discarded. */
export function useEditor(world: string, summary: PersonaSummary): Editor {
  const { id } = summary;
  const [editing, draw] = useState<Editing>();
  const now = useRef<Editing | undefined>(undefined);
  const change = (next: Partial<Editing>) => {
    if (!now.current) return;
    const made = { ...now.current, ...next };
    made.changed = changedFields(cleaned(made.persona), made.base.persona);
    now.current = made;
    draw(made);
  };
  /** Keeps what is typed; says so if this browser cannot. */
  const keep = () => {
    const { persona, base, changed } = now.current!;
    const isKept = keepDraft(world, id, changed.length > 0 ? { base: base.version, persona } : undefined);
    if (!isKept)
      change({
        news: {
          kind: 'problem',
          text: 'This browser keeps no draft of a text this long. Save before you leave.',
        },
      });
  };

  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout>;
    const load = async () => {
      const loaded = await begin(world, id).catch((error: unknown) => {
        if (!(error instanceof ApiError)) throw error;
        return undefined;
      });
      if (isOver) return;
      if (!loaded) {
        timer = setTimeout(load, TRY_AGAIN_MS);
        return;
      }
      now.current = loaded;
      draw(loaded);
    };
    void load();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [world, id]);

  const newest = summary.live.version;
  // Only what is live may bring the form up to date; typing must not.
  useEffect(() => {
    let isOver = false;
    const known = now.current?.read.live.version;
    if (known === undefined || newest <= known) return;
    void call('personas.read', { persona: id })
      .then((read) => {
        const { current } = now;
        if (isOver || !current || read.live.version <= current.read.live.version) return;
        if (current.changed.length > 0 || current.isSaving) return change({ read });
        const by = read.live.author === 'file' ? 'from its file' : `by ${read.live.author}`;
        const text = `Version ${read.live.version} ${by} is live now.`;
        change({ ...fresh(read), faults: [], news: { kind: 'note', text } });
      })
      .catch(() => {});
    return () => {
      isOver = true;
    };
  }, [newest, id]);

  const fail = (error: unknown): Fault[] => {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 422 && error.details) {
      const { fields } = error.details as PersonaFaults;
      change({ faults: fields, news: undefined });
      return fields;
    }
    if (error.status === 409 && error.details)
      change({ conflict: error.details as PersonaConflicts, news: undefined });
    else {
      const isAway = error.status === 0;
      const text = isAway ? 'The server does not answer. Your draft is kept; try again.' : error.message;
      change({ news: { kind: 'problem', text } });
    }
    return [];
  };

  return {
    editing,
    set: (path, value) => {
      const { persona, faults } = now.current!;
      change({
        persona: withValue(persona, path, value),
        // The same list while nothing is mended: what is drawn with it stays drawn.
        faults: faults.some((fault) => isWithin(fault.path, path))
          ? faults.filter((fault) => !isWithin(fault.path, path))
          : faults,
      });
      keep();
    },
    save: async (author, note) => {
      const { persona, base, isSaving } = now.current!;
      if (isSaving) return [];
      change({ isSaving: true, faults: [], news: undefined });
      try {
        const saved = await call('personas.save', {
          persona: id,
          body: cleaned(persona),
          base: base.version,
          author,
          ...(note && { note }),
        });
        const read = await call('personas.read', { persona: id });
        const isTypedOn = now.current!.persona !== persona;
        if (!isTypedOn)
          change({ ...fresh(read), news: { kind: 'done', text: wording(saved, base.version) } });
        // What came of a merge is not in what was typed since; the next saving merges it again.
        else if (saved.kind === 'saved')
          change({ read, base: { version: saved.version, persona: cleaned(persona) } });
        keep();
        return [];
      } catch (error) {
        return fail(error);
      } finally {
        change({ isSaving: false });
      }
    },
    discard: () => {
      change({ ...fresh(now.current!.read), faults: [], news: undefined });
      keep();
    },
    write: async () => {
      try {
        const { file } = await call('personas.write', { persona: id });
        const { read } = now.current!;
        const text = `Version ${read.live.version} is written to ${file?.path}.`;
        change({ read: { ...read, file }, news: { kind: 'done', text } });
      } catch (error) {
        fail(error);
      }
    },
    choose: async (persona) => {
      const { version } = now.current!.conflict!.live;
      try {
        const live = await call('personas.version', { persona: id, version });
        change({ persona, base: { version, persona: live.persona }, conflict: undefined });
        keep();
      } catch (error) {
        fail(error);
      }
    },
    dismiss: () => change({ news: undefined, conflict: undefined }),
  };
}

/** A form that says what is live. */
const fresh = (read: PersonaRead): Pick<Editing, 'read' | 'base' | 'persona'> => ({
  read,
  base: { version: read.live.version, persona: read.persona },
  persona: read.persona,
});

/** What is live, or the draft of this browser. */
async function begin(world: string, id: string): Promise<Editing> {
  const read = await call('personas.read', { persona: id });
  const still = { changed: [], faults: [], conflict: undefined, isSaving: false, news: undefined };
  const kept = keptDraft(world, id);
  if (!kept) return { ...fresh(read), ...still };
  const persona = { ...read.persona, ...kept.persona };
  const old =
    kept.base === read.live.version
      ? undefined
      : await call('personas.version', { persona: id, version: kept.base }).catch((error: ApiError) => {
          // Another store: what is live is all there is to compare with.
          if (error.status === 404) return undefined;
          throw error;
        });
  const base = old ? { version: old.version, persona: old.persona } : fresh(read).base;
  const changed = changedFields(cleaned(persona), base.persona);
  if (changed.length === 0) return { ...fresh(read), ...still };
  const text = `Draft of ${read.persona.name} restored, based on version ${base.version}.`;
  return { ...still, read, base, persona, changed, news: { kind: 'note', text } };
}

/** Whether one place lies in the other, or the other in it. */
const isWithin = (one: Path, other: Path): boolean =>
  one.slice(0, other.length).every((part, index) => part === other[index]);

function wording(
  saved: { kind: 'saved' | 'merged'; version: number; fields?: { path: string[]; from: string }[] },
  base: number,
): string {
  if (saved.kind === 'saved' && saved.version === base)
    return `Nothing differs from version ${base}, which is live.`;
  const theirs = (saved.fields ?? []).filter(({ from }) => from === 'theirs').map(({ path }) => nameOf(path));
  const also = theirs.length > 0 ? ` What was changed meanwhile is in it, too: ${theirs.join('; ')}.` : '';
  return `Version ${saved.version} is live; each NPC takes it at its next turn in every running world.${also}`;
}
