import { TextInput } from '@mantine/core';
import { useSyncExternalStore } from 'react';

const KEY = 'author';
const CHANGED = 'author-changed';

/** The designer's own name, kept in this browser; empty until somebody gave it. */
export function useAuthor(): [author: string, set: (author: string) => void] {
  const author = useSyncExternalStore(subscribe, () => localStorage.getItem(KEY) ?? '');
  return [author, keep];
}

const keep = (author: string): void => {
  localStorage.setItem(KEY, author);
  window.dispatchEvent(new Event(CHANGED));
};

const subscribe = (changed: () => void) => {
  // The first is of other tabs.
  for (const event of ['storage', CHANGED]) window.addEventListener(event, changed);
  return () => {
    for (const event of ['storage', CHANGED]) window.removeEventListener(event, changed);
  };
};

type Props = { value: string; onChange(author: string): void };

/** Asks a designer for their own name, where something is to be kept under it. */
export const AuthorField = ({ value, onChange }: Props) => (
  <TextInput
    size="xs"
    label="Your name"
    value={value}
    maxLength={40}
    autoComplete="off"
    onChange={(event) => onChange(event.currentTarget.value)}
  />
);
