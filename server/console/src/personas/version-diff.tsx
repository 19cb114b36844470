import { Loader } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { VersionRead } from '../../../../schemas/console/personas.ts';
import { call } from '../api.ts';
import { Words } from '../parts/words.tsx';
import { asText } from './as-text.ts';
import { changedFields, isSame, valueAt } from './draft.ts';
import { nameOf, type Path } from './fields.ts';

/** What differs between two versions: field by field, word by word. */
export function VersionDiff({ id, from, to }: { id: string; from: number; to: number }) {
  const [older, olderProblem] = useVersion(id, from);
  const [newer, newerProblem] = useVersion(id, to);
  const problem = olderProblem ?? newerProblem;
  return (
    <section className="version-diff" aria-labelledby="diff">
      <h2 id="diff">
        {from === to ? `Version ${to}` : `What changed from version ${from} to version ${to}`}
      </h2>
      {problem ? (
        <p className="nothing">{problem}</p>
      ) : !older || !newer ? (
        <Loader size="sm" aria-label="Loading" />
      ) : (
        <Changes older={older.persona} newer={newer.persona} />
      )}
    </section>
  );
}

function Changes({ older, newer }: { older: unknown; newer: unknown }) {
  const places = changedFields(older, newer).flatMap((key) => placesIn([key], older, newer));
  if (places.length === 0) return <p className="nothing">Nothing differs.</p>;
  return places.map((path) => (
    <div key={path.join('.')} className="change">
      <h3>{nameOf(path)}</h3>
      <Words from={asText(valueAt(older, path))} to={asText(valueAt(newer, path))} />
    </div>
  ));
}

/** Where exactly a field differs: in which entries, if it has some that can be told from one another. */
function placesIn(path: Path, older: unknown, newer: unknown): Path[] {
  const [one, other] = [valueAt(older, path), valueAt(newer, path)];
  if (isSame(one, other)) return [];
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return [path];
  // Where an entry came or went, the places of those behind it say nothing.
  if (Array.isArray(one) && (one.length !== (other as unknown[]).length || typeof one[0] !== 'object'))
    return [path];
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  if (Array.isArray(one)) return keys.flatMap((key) => placesIn([...path, Number(key)], older, newer));
  return path.length === 1 ? keys.flatMap((key) => placesIn([...path, key], older, newer)) : [path];
}

/** A version, read once: it never changes. */
function useVersion(id: string, version: number): [VersionRead | undefined, string | undefined] {
  const [found, set] = useState<VersionRead>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    let isOver = false;
    set(undefined);
    setProblem(undefined);
    call('personas.version', { persona: id, version }).then(
      (answer) => {
        if (!isOver) set(answer);
      },
      (error: Error) => {
        if (!isOver) setProblem(error.message);
      },
    );
    return () => {
      isOver = true;
    };
  }, [id, version]);
  return [found, problem];
}
