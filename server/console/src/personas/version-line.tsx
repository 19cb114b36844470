import type { VersionInfo } from '../../../../schemas/console/personas.ts';
import { visible } from '../parts/words.tsx';

/** A version in one line: its number, what it was called, by whom, when, with what note. */
export function VersionLine({ version, author, name, note, createdAt }: VersionInfo) {
  return (
    <>
      Version {version}
      {name && (
        <>
          {' '}
          <strong>
            <bdi>{visible(name)}</bdi>
          </strong>
        </>
      )}{' '}
      <Author author={author} /> · <Moment at={createdAt} />
      {note && (
        <>
          {' '}
          · <bdi>“{visible(note)}”</bdi>
        </>
      )}
    </>
  );
}

/** Who saved a version: `by Kim`; `file` is whoever edited the file. */
export const Author = ({ author }: { author: string }) =>
  author === 'file' ? (
    <>from its file</>
  ) : (
    <>
      by <bdi>{visible(author)}</bdi>
    </>
  );

/** A time as this browser writes it. */
export const Moment = ({ at }: { at: number }) => (
  <time dateTime={new Date(at).toISOString()}>
    {new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })}
  </time>
);
