import type { PromptMessage } from '../../../../schemas/console/turns.ts';
import { Words } from '../parts/words.tsx';

type Props = {
  /** What was sent then. */
  recorded: readonly PromptMessage[];
  /** What was sent now. */
  sent: readonly PromptMessage[];
  /** The sections that differ. */
  sections: readonly string[];
};

/** Where two prompts differ: all else is the same to the byte. */
export function PromptChanges({ recorded, sent, sections }: Props) {
  if (sections.length === 0)
    return <p className="hint">The model was sent the recorded prompt, byte for byte.</p>;
  return (
    <details className="prompt-changes">
      <summary>
        The prompt differs in {sections.join(', ')}; all else is the recorded one, byte for byte.
      </summary>
      {sections.map((section) => (
        <section key={section}>
          <h3>{section}</h3>
          <Words from={textOf(recorded, section)} to={textOf(sent, section)} />
        </section>
      ))}
    </details>
  );
}

const textOf = (messages: readonly PromptMessage[], section: string): string =>
  messages
    .flatMap(({ pieces }) => pieces)
    .filter((piece) => piece.section === section)
    .map(({ text }) => text)
    .join('')
    .trim();
