import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { BondView } from '../../../../schemas/console/bonds.ts';
import { useAttempt } from '../world/attempt.ts';
import { useDraft } from '../world/drafts.ts';
import { Bar, signed } from './bar.tsx';
import { BondChanges } from './bond-changes.tsx';
import { BondForm, type SetValues } from './bond-form.tsx';

type Props = {
  view: BondView;
  npcName: string;
  /** Under what its draft is kept. */
  name: string;
  isLive: boolean;
  /** Whether the address names it. */
  isShown: boolean;
  /** Whether there is none yet: it is being set for the first time. */
  isNew: boolean;
  onSet(values: SetValues & { author: string }): Promise<void>;
  onDismiss(): void;
};

/** What an NPC has come to feel for one: in numbers, in the words of its prompt, and by what it came about. */
export function BondRow({ view, npcName, name, isLive, isShown, isNew, onSet, onDismiss }: Props) {
  const { other, name: otherName, bond, words, changes } = view;
  const [kept, keep] = useDraft(name);
  const [isOpen, open] = useState(false);
  const attempt = useAttempt();
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isShown) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isShown]);
  const draft: SetValues | undefined = kept === undefined ? (isNew ? {} : undefined) : JSON.parse(kept);
  const close = () => {
    keep(undefined);
    attempt.forget();
    onDismiss();
  };
  const set = (values: SetValues, author: string) =>
    attempt.run(async () => {
      await onSet({ ...values, author });
      keep(undefined);
    });
  return (
    <div className="bond" data-bond={other} aria-current={isShown || undefined} ref={row}>
      <div className="bond-head">
        <strong>
          <bdi>{otherName}</bdi>
        </strong>
        <span className="spring" />
        {!draft && (
          <Button.Group>
            {changes.length > 0 && (
              <Button
                size="compact-xs"
                variant="default"
                aria-expanded={isOpen}
                onClick={() => open(!isOpen)}
              >
                History<span className="hidden"> with {otherName}</span>
              </Button>
            )}
            <Button size="compact-xs" variant="default" onClick={() => keep('{}')}>
              Set
              <span className="hidden">
                {' '}
                what {npcName} feels for {otherName}
              </span>
            </Button>
          </Button.Group>
        )}
      </div>
      {draft ? (
        <BondForm
          label={`What ${npcName} feels for ${otherName}`}
          bond={bond}
          draft={draft}
          isLive={isLive}
          attempt={attempt}
          onDraft={(next) => keep(JSON.stringify(next))}
          onSave={set}
          onCancel={close}
        />
      ) : (
        <div className="bond-values">
          <Bar label="trust" value={bond.trust} from={-1} text={signed(bond.trust)} />
          <Bar label="affinity" value={bond.affinity} from={-1} text={signed(bond.affinity)} />
          <Bar label="familiarity" value={bond.familiarity} text={bond.familiarity.toFixed(2)} />
        </div>
      )}
      <p className="bond-words" dir="auto">
        {words || <span className="nothing">Too little for the prompt to say.</span>}
      </p>
      {isOpen && !draft && <BondChanges changes={changes} />}
    </div>
  );
}
