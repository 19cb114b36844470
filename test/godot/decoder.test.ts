import { judgedBy } from '../wire/judged.ts';
import { play } from '../wire/play.ts';
import { script } from '../wire/script.ts';
import { godotSuite } from './suite.ts';

godotSuite('decoder_test.gd', {
  deadlineMs: 180_000,
  control: { session: judgedBy(script, 100, play) },
});
