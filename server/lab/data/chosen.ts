import { SoliloquyError } from '../../../schemas/errors.ts';
import type { PlayedInstance } from '../../store/recorded-play.ts';

/** Which of the record is read: worlds and instances by their names; none named: all. */
export type Where = { worlds: readonly string[]; instances: readonly string[] };

/** The instances that fit. Throws `bad-config`, saying what there is, where none does. */
export function chosenOf(all: readonly PlayedInstance[], { worlds, instances }: Where): PlayedInstance[] {
  const fitting = all.filter(
    ({ world, instance }) =>
      (worlds.length === 0 || worlds.includes(world)) &&
      (instances.length === 0 || instances.includes(instance)),
  );
  if (fitting.length > 0) return fitting;
  const known = all.map(({ id }) => id).join(', ') || 'nothing';
  throw new SoliloquyError(
    'bad-config',
    `No instance fits --world and --instance. Recorded as world/instance: ${known}.`,
  );
}
