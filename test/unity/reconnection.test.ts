import { restartable } from '../restartable.ts';
import { dotnetSuite } from './dotnet-suite.ts';

const setup = async () => {
  const { url, control, end } = await restartable();
  return { control: { ...control, line_url: () => url }, end };
};

dotnetSuite('ReconnectionTests.cs', setup);

dotnetSuite('../tests/ReconnectionTests.cs', setup, 'webgl-tests');
