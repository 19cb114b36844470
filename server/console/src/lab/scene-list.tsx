import { Alert, Button } from '@mantine/core';
import type { LabSetup } from '../../../../schemas/console/lab.ts';

/** The golden scenes that will be played, or why there are none. */
export function SceneList({ setup, onLookAgain }: { setup: LabSetup; onLookAgain(): void }) {
  const { scenes, problem } = setup;
  if (problem === undefined)
    return (
      <p className="hint">
        {scenes.length === 1 ? 'One golden scene' : `${scenes.length} golden scenes`}: {scenes.join(' · ')}
      </p>
    );
  return (
    <Alert color="orange" title="No golden scenes can be played">
      <pre className="lab-said">{problem}</pre>
      <Button size="compact-xs" variant="default" onClick={onLookAgain}>
        Look again
      </Button>
    </Alert>
  );
}
