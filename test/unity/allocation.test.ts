import { dotnetSuite } from './dotnet-suite.ts';

dotnetSuite('AllocationTests.cs', async () => ({ control: {}, end: async () => {} }));
