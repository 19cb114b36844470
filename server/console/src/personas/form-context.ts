import { createContext, useContext } from 'react';
import type { Path } from './fields.ts';
import type { Fault } from './use-editor.ts';

/** What every field of the form needs. */
export type Form = {
  faults: readonly Fault[];
  set(path: Path, value: unknown): void;
};

export const FormContext = createContext<Form | undefined>(undefined);

/** The form that a field stands in. */
export const useForm = (): Form => useContext(FormContext)!;

/** What is wrong at a place, or anywhere in it. */
export const faultAt = (faults: readonly Fault[], path: Path, isInside = false): string | undefined =>
  faults.find(
    (fault) =>
      (isInside || fault.path.length === path.length) &&
      path.every((part, index) => part === fault.path[index]),
  )?.message;

/** How a place is marked in the document. */
export const placeOf = (path: Path): string => path.join('.');

/** Puts the focus on a place of the form, or on the nearest around it; whether there is one. */
export function focusPlace(path: Path, block: ScrollLogicalPosition = 'center'): boolean {
  for (let length = path.length; length > 0; length -= 1) {
    const place = CSS.escape(placeOf(path.slice(0, length)));
    const at = document.querySelector(`[data-place="${place}"]`);
    const field = at?.querySelector<HTMLElement>('textarea, input, select, button');
    if (!at || !field) continue;
    field.focus({ preventScroll: true });
    at.scrollIntoView({ block });
    return true;
  }
  return false;
}
