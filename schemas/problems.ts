import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** What is wrong with a message, in one line: each field and what was expected of it. */
export const problemsOf = ({ issues }: z.ZodError): string =>
  issues
    .flatMap(unfold)
    .map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': '))
    .join('; ');

/** Of several forms a value may have, the one that it was meant to be says more than "invalid". */
function unfold(issue: Issue): Issue[] {
  // What is wrong with the name of a field is said of the name.
  if (issue.code === 'invalid_key')
    return issue.issues.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
  if (issue.code !== 'invalid_union') return [issue];
  const meant = issue.errors.find(
    (branch) => !branch.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
  );
  return meant?.flatMap((inner) => unfold({ ...inner, path: [...issue.path, ...inner.path] })) ?? [issue];
}
