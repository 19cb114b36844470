import { restartable } from '../restartable.ts';
import { dotnetSuite } from './dotnet-suite.ts';

dotnetSuite('ReconnectionTests.cs', async () => {
  const { url, control, end } = await restartable();
  return { control: { ...control, line_url: () => url }, end };
});
