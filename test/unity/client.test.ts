import { dotnetSuite } from './dotnet-suite.ts';

dotnetSuite('ClientTests.cs', async () => ({ control: {}, end: async () => {} }));
