import { restartable } from '../restartable.ts';
import { godotSuite } from './suite.ts';

godotSuite('reconnection_test.gd', {
  deadlineMs: 120_000,
  setup: async () => {
    const { url, control, end } = await restartable();
    return { args: [`--line=${url}`], control, end };
  },
});
