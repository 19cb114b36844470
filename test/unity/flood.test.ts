import { dotnetSuite } from './dotnet-suite.ts';

dotnetSuite('FloodTests.cs', async () => ({ control: {}, end: async () => {} }));
