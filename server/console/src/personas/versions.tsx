import { Alert, Button, Loader, TextInput } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import type { PersonaSummary, VersionInfo } from '../../../../schemas/console/personas.ts';
import { call } from '../api.ts';
import { go, linkTo } from '../page.ts';
import { useAuthor } from '../parts/author.tsx';
import { visible } from '../parts/words.tsx';
import { VersionDiff } from './version-diff.tsx';
import { Author, Moment } from './version-line.tsx';

const SHOWN = 100;

type Props = {
  summary: PersonaSummary;
  /** The two that the address names. */
  pair: readonly string[];
  onSaved(): void;
};

/** A persona's versions: who saved what, what differs between any two, and the way back. */
export function Versions({ summary, pair, onSaved }: Props) {
  const { id, name, live } = summary;
  const [versions, set] = useState<VersionInfo[]>();
  const [isWhole, showWhole] = useState(false);
  const [said, say] = useState<{ isProblem: boolean; text: string }>();
  const [author, setAuthor] = useAuthor();
  const attempt = async (ask: () => Promise<string | undefined>) => {
    try {
      const text = await ask();
      say(text === undefined ? undefined : { isProblem: false, text });
    } catch (error) {
      say({ isProblem: true, text: (error as Error).message });
    }
  };
  const ask = useCallback(async () => {
    const answer = await call('personas.versions', { persona: id }).catch(() => undefined);
    if (answer) set(answer.versions);
  }, [id]);
  useEffect(() => {
    void ask();
  }, [ask, live.version, live.name]);
  const [picked, pick] = useState<{ from: number; to: number }>();
  const [named, ...others] = pair;
  const address = `${named}/${others[0]}`;
  // What the address says anew counts.
  useEffect(() => {
    if (address) pick(undefined);
  }, [address]);
  const to = picked?.to ?? numberOf(others[0]) ?? live.version;
  const from = picked?.from ?? numberOf(named) ?? Math.max(1, to - 1);
  const compare = (older: number, newer: number) => {
    // The address follows a moment later.
    pick({ from: older, to: newer });
    go('personas', id, 'versions', `${older}`, `${newer}`);
  };
  const restore = (version: number) =>
    attempt(async () => {
      if (author.trim() === '') throw new Error('Say who you are, by your name above; then restore.');
      const restored = await call('personas.restore', { persona: id, version, author });
      await ask();
      onSaved();
      return restored.version === live.version
        ? `Version ${version} says what is live already.`
        : `Version ${restored.version} is live; each NPC takes it at its next turn in every running world.`;
    });
  const rename = (version: number, text: string) =>
    attempt(async () => {
      await call('personas.name-version', { persona: id, version, name: text.trim() || null });
      await ask();
      onSaved();
      return undefined;
    });
  return (
    <div className="versions">
      <header className="persona-title">
        <h1>Versions of {name}</h1>
        <Button size="compact-sm" variant="default" component="a" href={linkTo('personas', id)}>
          Back to the persona
        </Button>
        <span className="spring" />
        <TextInput
          size="xs"
          aria-label="Your name"
          placeholder="Your name"
          value={author}
          maxLength={40}
          onChange={(event) => setAuthor(event.currentTarget.value)}
        />
      </header>
      <div aria-live="polite">
        {said && (
          <Alert
            color={said.isProblem ? 'red' : 'green'}
            withCloseButton
            closeButtonLabel="Dismiss"
            onClose={() => say(undefined)}
          >
            {said.text}
          </Alert>
        )}
      </div>
      {!versions ? (
        <Loader className="waiting" aria-label="Loading" />
      ) : (
        <div className="versions-body">
          <div>
            <p className="version-heads" aria-hidden="true">
              <span>from</span> <span>to</span>
            </p>
            <ol className="version-list" aria-label="Versions, newest first">
              {versions.slice(0, isWhole ? versions.length : SHOWN).map((info) => (
                <Version
                  key={info.version}
                  info={info}
                  isLive={info.version === live.version}
                  from={from}
                  to={to}
                  onFrom={(older) => compare(older, to)}
                  onTo={(newer) => compare(from, newer)}
                  onRestore={() => restore(info.version)}
                  onName={(text) => rename(info.version, text)}
                />
              ))}
              {!isWhole && versions.length > SHOWN && (
                <li>
                  <Button size="compact-sm" variant="default" onClick={() => showWhole(true)}>
                    Show all {versions.length}
                  </Button>
                </li>
              )}
            </ol>
          </div>
          <VersionDiff id={id} from={from} to={to} />
        </div>
      )}
    </div>
  );
}

const numberOf = (given: string | undefined): number | undefined =>
  given !== undefined && /^\d{1,9}$/.test(given) ? Number(given) : undefined;

type VersionProps = {
  info: VersionInfo;
  isLive: boolean;
  from: number;
  to: number;
  onFrom(version: number): void;
  onTo(version: number): void;
  onRestore(): void;
  onName(name: string): void;
};

function Version({ info, isLive, from, to, onFrom, onTo, onRestore, onName }: VersionProps) {
  const { version, author, note, name, createdAt } = info;
  const [isAsked, askRestore] = useState(false);
  const [typed, type] = useState<string>();
  return (
    <li
      className="version"
      aria-label={`Version ${version}`}
      data-picked={version === from || version === to}
    >
      <div className="version-picks">
        <input
          type="radio"
          name="from"
          aria-label={`Compare from version ${version}`}
          title="Compare from this one"
          checked={version === from}
          onChange={() => onFrom(version)}
        />
        <input
          type="radio"
          name="to"
          aria-label={`Compare to version ${version}`}
          title="Compare to this one"
          checked={version === to}
          onChange={() => onTo(version)}
        />
      </div>
      <div className="version-what">
        <p>
          <strong>{version}</strong>
          {name && (
            <strong className="version-name">
              <bdi>{visible(name)}</bdi>
            </strong>
          )}
          {isLive && <span className="version-live">live</span>}
        </p>
        <p className="persona-live">
          <Author author={author} /> · <Moment at={createdAt} />
        </p>
        {note && (
          <p>
            <bdi>{visible(note)}</bdi>
          </p>
        )}
        {typed !== undefined && (
          <form
            className="naming"
            onSubmit={(event) => {
              event.preventDefault();
              onName(typed);
              type(undefined);
            }}
          >
            <TextInput
              size="xs"
              aria-label={`Name of version ${version}`}
              value={typed}
              maxLength={60}
              autoFocus
              onChange={(event) => type(event.currentTarget.value)}
            />
            <Button size="xs" type="submit">
              Keep
            </Button>
          </form>
        )}
      </div>
      <div className="version-tools">
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => type(typed === undefined ? (name ?? '') : undefined)}
        >
          Name<span className="hidden"> version {version}</span>
        </Button>
        {!isLive && (
          <Button
            size="compact-xs"
            variant={isAsked ? 'filled' : 'default'}
            onBlur={() => askRestore(false)}
            onClick={() => {
              if (isAsked) onRestore();
              askRestore(!isAsked);
            }}
          >
            {isAsked ? 'Make it live' : 'Restore'}
            <span className="hidden"> version {version}</span>
          </Button>
        )}
      </div>
    </li>
  );
}
