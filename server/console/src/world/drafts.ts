import { useKept } from '../hooks.ts';

/** What is being typed in place of a value; undefined while nothing is. Outlives a reload, in this tab. */
export function useDraft(key: string): [draft: string | undefined, set: (draft: string | undefined) => void] {
  const [kept, keep] = useKept(`draft.${key}`);
  // An emptied field is a draft, too.
  return [kept === '' ? undefined : kept.slice(1), (draft) => keep(draft === undefined ? '' : `=${draft}`)];
}
