import { CloseButton, Kbd } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { PAGES } from '../pages.ts';

const KEYS: readonly [keys: string[], does: string][] = [
  [['p'], 'pause or resume everybody (Stage)'],
  [['/'], 'to the text field (Talk), to the search (Turns, Memory)'],
  [['Enter'], 'say or save it'],
  [['Shift', 'Enter'], 'new line'],
  [['Esc'], 'interrupt who is speaking; once more leaves the field'],
  [['Ctrl', 'Enter'], 'save an edited reply; Esc leaves it for later'],
  [['Alt', 'w'], 'whisper or speak aloud'],
  [['Ctrl', 's'], 'save (Personas)'],
  [['Alt', '↑'], 'move an entry up, with ↓ down (Personas)'],
  [['t'], 'theme: system, light, dark'],
  [['?'], 'these keys'],
];

/** What the keyboard does. */
export function KeysHelp({ isOpen, onClose }: { isOpen: boolean; onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  return (
    <dialog ref={dialog} className="keys-dialog" onClose={onClose} aria-labelledby="keys">
      <div className="keys-head">
        <h2 id="keys">Keys</h2>
        <CloseButton aria-label="Close" onClick={onClose} />
      </div>
      <dl className="keys">
        {[...pageKeys(), ...KEYS].map(([keys, does]) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}

const pageKeys = (): typeof KEYS => PAGES.map(({ name }, index) => [[`${index + 1}`], name]);
