import { godotSuite } from './suite.ts';

godotSuite('losing_test.gd');
