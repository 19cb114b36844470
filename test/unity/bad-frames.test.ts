import { badFrameTrials } from '../wire/trials.ts';
import { dotnetSuite } from './dotnet-suite.ts';

dotnetSuite('BadFramesTests.cs', async () => ({ control: badFrameTrials(2000), end: async () => {} }));
