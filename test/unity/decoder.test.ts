import { judgedBy } from '../wire/judged.ts';
import { play } from '../wire/play.ts';
import { script } from '../wire/script.ts';
import { dotnetSuite } from './dotnet-suite.ts';

dotnetSuite('DecoderTests.cs', async () => ({
  control: { session: judgedBy(script, 200, play) },
  end: async () => {},
}));
