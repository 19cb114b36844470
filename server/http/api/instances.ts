import { SoliloquyError } from '../../../schemas/errors.ts';
import type { Instance } from '../../world/instance.ts';
import type { ApiParts } from './parts.ts';

/** The open instance of that name; undefined where there is none. */
export const findInstance = (
  { instances }: Pick<ApiParts, 'instances'>,
  name: string,
): Instance | undefined => [...instances].find((instance) => instance.name === name);

/** The open instance of that name. Throws `unknown-instance`. */
export function openInstance(parts: Pick<ApiParts, 'instances'>, name: string): Instance {
  const found = findInstance(parts, name);
  if (found) return found;
  const open = [...parts.instances].map((instance) => instance.name).join(', ');
  throw new SoliloquyError(
    'unknown-instance',
    `No instance "${name}" is open now. There are: ${open || 'none'}.`,
  );
}
