import { useKept } from '../hooks.ts';

const keyOf = (key: string): string => `draft.${key}`;

/** Whether something was being typed there before the page was left. */
export const hasDraft = (key: string): boolean => (sessionStorage.getItem(keyOf(key)) ?? '') !== '';

/** What is being typed in place of a value; undefined while nothing is. Outlives a reload, in this tab. */
export function useDraft(key: string): [draft: string | undefined, set: (draft: string | undefined) => void] {
  const [kept, keep] = useKept(keyOf(key));
  // An emptied field is a draft, too.
  return [kept === '' ? undefined : kept.slice(1), (draft) => keep(draft === undefined ? '' : `=${draft}`)];
}
