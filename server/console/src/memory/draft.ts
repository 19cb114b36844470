import type { MemoryView } from '../../../../schemas/console/memories.ts';
import type { Memory, MemoryKind, Subject } from '../../../../schemas/memory.ts';
import { useDraft } from '../world/drafts.ts';

/** A memory as it is being written. */
export type MemoryDraft = {
  kind: MemoryKind;
  text: string;
  importance: number;
  /** Empty: about nobody in particular. */
  about: Subject | '';
};

export const draftOf = ({ kind, text, importance, about = '' }: MemoryView): MemoryDraft => ({
  kind,
  text,
  importance,
  about,
});

/** What is new in a draft. */
export function changesIn(
  { about, ...draft }: MemoryDraft,
  before: MemoryDraft,
): Partial<Pick<Memory, 'kind' | 'text' | 'importance' | 'about'>> {
  return {
    ...(draft.kind !== before.kind && { kind: draft.kind }),
    ...(draft.text.trim() !== before.text && { text: draft.text.trim() }),
    ...(draft.importance !== before.importance && { importance: draft.importance }),
    ...(about !== '' && about !== before.about && { about }),
  };
}

/** A draft that outlives a reload, in this tab; undefined while nothing is being written. */
export function useMemoryDraft(
  key: string,
): [draft: MemoryDraft | undefined, set: (draft: MemoryDraft | undefined) => void] {
  const [kept, keep] = useDraft(`memory.${key}`);
  return [
    kept === undefined ? undefined : (JSON.parse(kept) as MemoryDraft),
    (draft) => keep(draft && JSON.stringify(draft)),
  ];
}
