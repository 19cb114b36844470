import { Checkbox } from '@mantine/core';
import type { Draft } from './draft.ts';

type Props = { draft: Draft; onChange(fields: Partial<Draft>): void };

/** What of players goes into data that models are trained with. */
export const ConsentFields = ({ draft, onChange }: Props) => (
  <>
    <Checkbox
      size="xs"
      label="Leave players' names as they are"
      description="else they become “Traveller A” and so on"
      checked={draft.keepsNames}
      onChange={(event) => onChange({ keepsNames: event.currentTarget.checked })}
    />
    <Checkbox
      size="xs"
      label="Also what players said who have not agreed to it"
      description="only where the law and your players' trust allow it"
      checked={draft.includesWithoutConsent}
      onChange={(event) => onChange({ includesWithoutConsent: event.currentTarget.checked })}
    />
  </>
);
