import type { PlanMode } from '../../../schemas/layers.ts';
import type { Line } from '../../../schemas/record.ts';

/** One line of recorded play as it reads now, oldest first within its instance, and what is still known of how it was made. */
export type RecordedLine = {
  /** The instance's id; talks of different ones have nothing to do with each other. */
  instance: string;
  line: Line;
  /** All that was said in its place, the first one first, where that is more than one. */
  takes?: readonly Line[];
  /** Of a turn: as the model wrote it. */
  raw?: string;
  plan?: PlanMode;
  language?: string;
};
