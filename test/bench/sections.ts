import { aliveSection } from './alive.ts';
import { checksSection } from './checks.ts';
import { consoleSection } from './console.ts';
import { datasetSection } from './dataset.ts';
import { eventLoopSection } from './event-loop.ts';
import { fanOutSection } from './fan-out.ts';
import { godotSection } from './godot.ts';
import { latencySection } from './latency.ts';
import type { Section } from './measure.ts';
import { memorySection } from './memory.ts';
import { parserSection } from './parser.ts';
import { prefixSection } from './prefix.ts';
import { recallSection } from './recall.ts';
import type { Sizes } from './sizes.ts';
import { unitySection } from './unity.ts';

/** What is measured, in this order. */
export const SECTIONS: Record<string, (sizes: Sizes) => Promise<Section>> = {
  parser: parserSection,
  latency: latencySection,
  'fan-out': fanOutSection,
  memory: memorySection,
  alive: aliveSection,
  recall: recallSection,
  checks: checksSection,
  dataset: datasetSection,
  'event-loop': eventLoopSection,
  prefix: prefixSection,
  console: consoleSection,
  godot: godotSection,
  unity: unitySection,
};
