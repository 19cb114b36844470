import { Alert, Button } from '@mantine/core';
import { useCallback, useState } from 'react';
import { call } from '../api.ts';
import { useAnswer } from '../polling.ts';

/** The golden scenes that will be played, or why there are none. */
export function SceneList() {
  // A file is mended elsewhere: whoever has done so looks again.
  const [tries, setTries] = useState(0);
  const { answer } = useAnswer(useCallback(() => scenesAt(tries), [tries]));
  if (!answer) return null;
  const { scenes, problem } = answer;
  if (problem === undefined)
    return (
      <p className="hint">
        {scenes.length === 1 ? 'One golden scene' : `${scenes.length} golden scenes`}:{' '}
        {scenes.map(({ title }) => title).join(' · ')}
      </p>
    );
  return (
    <Alert color="orange" title="No golden scenes can be played">
      <pre className="lab-said">{problem}</pre>
      <Button size="compact-xs" variant="default" onClick={() => setTries(tries + 1)}>
        Look again
      </Button>
    </Alert>
  );
}

/** Each try is a question of its own. */
const scenesAt = (_try: number) => call('lab.scenes', {});
