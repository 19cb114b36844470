import { SoliloquyError } from '../../schemas/errors.ts';
import { Persona } from '../../schemas/persona.ts';
import { personaFindings, type Surroundings } from './cross-checks.ts';
import { type Finding, fieldName, findingsOf } from './problems.ts';

/** A persona that cannot be saved, with each field that is to be mended. */
export class PersonaProblems extends SoliloquyError {
  readonly details: { fields: { path: (string | number)[]; message: string }[] };

  constructor(findings: readonly Finding[]) {
    const said = findings.map(({ path, message }) => `${fieldName(path) || 'the persona'}: ${message}`);
    super('bad-content', `The persona was not saved. ${said.join('; ')}.`);
    const fields = findings.map(({ path, message }) => ({
      path: path.map((key) => (typeof key === 'number' ? key : String(key))),
      message,
    }));
    this.details = { fields };
  }
}

/** Checks what is to be a persona, and whether it fits in where `surroundings` are given. Throws `PersonaProblems`. */
export function checkPersona(value: unknown, surroundings?: Surroundings): Persona {
  const { success, data, error } = Persona.safeParse(value);
  if (!success) throw new PersonaProblems(findingsOf(error, value, Persona));
  const findings = surroundings ? personaFindings(data, surroundings) : [];
  if (findings.length > 0) throw new PersonaProblems(findings);
  return data;
}
