import type { MemoryDraft, MemoryView } from '../../../../schemas/console/memories.ts';
import type { Subject } from '../../../../schemas/memory.ts';
import { useDraft } from '../world/drafts.ts';

/** A memory as a form has it; `about` is empty where it is about nobody in particular. */
export type MemoryFields = Omit<MemoryDraft, 'about'> & { about: Subject | '' };

export const fieldsOf = ({ kind, text, importance, about = '' }: MemoryView): MemoryFields => ({
  kind,
  text,
  importance,
  about,
});

/** What of a draft differs from how the memory is. */
export const differing = (draft: Partial<MemoryFields>, before: MemoryFields): Partial<MemoryFields> =>
  Object.fromEntries(
    Object.entries(draft).filter(([field, value]) => value !== before[field as keyof MemoryFields]),
  );

/** The same as the server takes it. */
export function changesIn(draft: Partial<MemoryFields>, before: MemoryFields): Partial<MemoryDraft> {
  const { about, ...changes } = differing(
    { ...draft, ...(draft.text !== undefined && { text: draft.text.trim() }) },
    before,
  );
  return { ...changes, ...(about && { about }) };
}

/**
 * What is written anew of a memory; what is absent stays as it is, whatever becomes of that meanwhile. Outlives a reload, in this
 * tab; undefined while nothing is being written.
 */
export function useMemoryDraft(
  key: string,
): [draft: Partial<MemoryFields> | undefined, set: (draft: Partial<MemoryFields> | undefined) => void] {
  const [kept, keep] = useDraft(`memory.${key}`);
  return [
    kept === undefined ? undefined : (JSON.parse(kept) as Partial<MemoryFields>),
    (draft) => keep(draft && JSON.stringify(draft)),
  ];
}
