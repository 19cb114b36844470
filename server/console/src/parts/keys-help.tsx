import { Kbd, Modal } from '@mantine/core';

const KEYS: readonly [keys: string[], does: string][] = [
  [['1'], 'Stage'],
  [['2'], 'Talk'],
  [['p'], 'pause or resume everybody (Stage)'],
  [['/'], 'to the text field (Talk)'],
  [['Enter'], 'say it'],
  [['Shift', 'Enter'], 'new line'],
  [['Esc'], 'interrupt who is speaking; once more leaves the field'],
  [['Alt', 'w'], 'whisper or speak aloud'],
  [['t'], 'theme: system, light, dark'],
  [['?'], 'these keys'],
];

/** What the keyboard does. */
export function KeysHelp({ isOpen, onClose }: { isOpen: boolean; onClose(): void }) {
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title="Keys"
      size="sm"
      lockScroll={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
      transitionProps={{ duration: 0 }}
    >
      <dl className="keys">
        {KEYS.map(([keys, does]) => (
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
    </Modal>
  );
}
