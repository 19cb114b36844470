import { Button } from '@mantine/core';
import { type RefObject, useRef, useState } from 'react';

type Props = {
  text: string;
  /** What it is, for those who do not see where it stands. */
  label: string;
  textRef?: RefObject<HTMLPreElement | null>;
};

/** A text exactly as it is. */
export const Verbatim = ({ text, label, textRef }: Props) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
  <section className="verbatim" tabIndex={0} aria-label={label}>
    <pre dir="auto" ref={textRef}>
      {text || '(nothing)'}
    </pre>
  </section>
);

/** The request of a turn, to be run in a shell. */
export function Curl({ text }: { text: string }) {
  const shown = useRef<HTMLPreElement>(null);
  const [done, setDone] = useState<'Copied' | 'Selected: press Ctrl+C'>();
  const copy = async () =>
    setDone((await isCopied(text, shown.current!)) ? 'Copied' : 'Selected: press Ctrl+C');
  return (
    <>
      <p className="hint">
        The request as it went out, but for its key: set <code>LLM_API_KEY</code> in your shell.{' '}
        <Button size="compact-xs" variant="default" onClick={() => void copy()}>
          {done ?? 'Copy'}
        </Button>
      </p>
      <Verbatim text={text} label="The request as curl" textRef={shown} />
    </>
  );
}

/** Copies a text, whether it could; selects where it is shown otherwise. */
async function isCopied(text: string, shown: HTMLElement): Promise<boolean> {
  // Over plain http, from another machine, a page has no clipboard of this kind; or it may not use it.
  const isDone = await navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  );
  if (isDone) return true;
  getSelection()?.selectAllChildren(shown);
  return document.execCommand('copy');
}
