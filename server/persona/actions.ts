import { Ajv, type ErrorObject } from 'ajv';
import type { World } from '../../schemas/world.ts';
import { placeFindings, type Surroundings, whenFindings } from './cross-checks.ts';
import { describe, type FieldPath, oneOf } from './problems.ts';
import type { CheckedYaml } from './yaml-file.ts';

/** What is wrong with the arguments of a call; undefined when nothing is. */
export type ArgsCheck = (args: unknown) => string | undefined;

/** What `world.yaml` says wrong about its actions, and the checks of their arguments, made once for each load. */
export function checkActions(
  { value: world, problem }: CheckedYaml<World>,
  personas: Surroundings['personas'],
): { problems: string[]; checks: Map<string, ArgsCheck> } {
  const problems: string[] = [];
  const checks = new Map<string, ArgsCheck>();
  // Unknown keywords are slips of the pen; what else ajv's strict mode forbids is allowed.
  const ajv = new Ajv({
    strict: false,
    strictSchema: true,
    validateFormats: false,
    addUsedSchema: false,
    logger: false,
  });
  for (const [name, { args, npcs = [], locations = [], when = {} }] of Object.entries(world?.actions ?? {})) {
    const field = (...path: FieldPath): FieldPath => ['actions', name, ...path];
    npcs.forEach((id, index) => {
      if (!personas.has(id)) problems.push(problem(field('npcs', index), personas.unknown(id)));
    });
    const findings = [
      ...placeFindings(locations, world?.locations, ['locations']),
      ...whenFindings(when, { locations: world?.locations, personas }).map(({ path, message }) => ({
        path: ['when', ...path],
        message,
      })),
    ];
    problems.push(...findings.map(({ path, message }) => problem(field(...path), message)));
    const made = argsCheck(ajv, args);
    if ('check' in made) checks.set(name, made.check);
    else problems.push(problem(field('args', ...made.path), made.message));
  }
  return { problems, checks };
}

function argsCheck(
  ajv: Ajv,
  args: Record<string, unknown>,
): { check: ArgsCheck } | { path: FieldPath; message: string } {
  if (args.type !== 'object')
    return { path: ['type'], message: `expected a JSON Schema of type object, got ${describe(args.type)}` };
  try {
    if (ajv.validateSchema(args) !== true) {
      const error = ajv.errors?.[0];
      return { path: pathOf(error), message: `no valid JSON Schema: ${wording(error)}` };
    }
    const validate = ajv.compile(args);
    return {
      check: (value) => {
        if (validate(value)) return undefined;
        const error = validate.errors?.[0];
        return `${['args', ...pathOf(error)].join('.')} ${wording(error)}`;
      },
    };
  } catch (error) {
    return { path: [], message: `no usable JSON Schema: ${error instanceof Error ? error.message : error}` };
  }
}

/** `/properties/a~1b/enum/0` as a place in the file. */
const pathOf = (error: ErrorObject | undefined): FieldPath =>
  (error?.instancePath ?? '')
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((key) => (/^\d+$/.test(key) ? Number(key) : key));

function wording(error: ErrorObject | undefined): string {
  const allowed: unknown = error?.params.allowedValues;
  if (Array.isArray(allowed)) return `must be ${oneOf(allowed.map(String))}`;
  return error?.message ?? 'does not fit';
}
