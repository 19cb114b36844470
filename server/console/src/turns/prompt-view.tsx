import { useState } from 'react';
import type { PromptMessage, PromptPiece, TurnView } from '../../../../schemas/console/turns.ts';
import { linkTo } from '../page.ts';
import { clockTime } from './figures.ts';
import { lineOf, sourceOf } from './sources.ts';

type Props = {
  view: Pick<TurnView, 'messages' | 'prefill' | 'npc' | 'lines'>;
  /** The source to be pointed out. */
  marked: string | undefined;
  onMark(source: string | undefined): void;
};

const ROLES: Record<string, string> = {
  system: 'System prompt',
  user: 'What the NPC perceived',
  assistant: 'What the NPC said',
};

/** The exact prompt, section by section; a click on a stretch opens what it comes from. */
export function PromptView({ view, marked, onMark }: Props) {
  return (
    <div className="prompt">
      {view.messages.map((message, index) => (
        <div key={index} className="prompt-message" data-role={message.role}>
          <h3>{ROLES[message.role] ?? message.role}</h3>
          {sectionsOf(message).map(({ section, pieces, tokens }, place) => (
            <div key={place} className="prompt-section">
              {section && (
                <p className="prompt-section-name">
                  {section} <span>{tokens.toLocaleString('en')} tokens</span>
                </p>
              )}
              <p className="prompt-text" dir="auto">
                {pieces.map((piece, at) => (
                  <Piece
                    key={at}
                    piece={piece}
                    view={view}
                    isMarked={piece.source === marked && piece.source !== 'form'}
                    onMark={onMark}
                  />
                ))}
              </p>
            </div>
          ))}
        </div>
      ))}
      {view.prefill && (
        <div className="prompt-message" data-role="assistant">
          <h3>The start of the reply, written for the model</h3>
          <p className="prompt-text">{view.prefill}</p>
        </div>
      )}
    </div>
  );
}

type Section = { section: string; pieces: PromptPiece[]; tokens: number };

function sectionsOf({ pieces }: PromptMessage): Section[] {
  const sections: Section[] = [];
  for (const piece of pieces) {
    const last = sections.at(-1);
    if (last?.section === piece.section) {
      last.pieces.push(piece);
      last.tokens += piece.tokens;
    } else sections.push({ section: piece.section, pieces: [piece], tokens: piece.tokens });
  }
  return sections;
}

type PieceProps = Pick<Props, 'view' | 'onMark'> & { piece: PromptPiece; isMarked: boolean };

function Piece({ piece: { source, text, tokens }, view, isMarked, onMark }: PieceProps) {
  const [isOpen, open] = useState(false);
  const { kind, name, route } = sourceOf(source, view.npc);
  const about = { 'data-kind': kind, 'data-marked': isMarked, title: `${name}: ${tokens} tokens` };
  if (kind === 'form' || kind === 'unknown') return <span {...about}>{text}</span>;
  const points = { onMouseEnter: () => onMark(source), onMouseLeave: () => onMark(undefined) };
  // The table of shares has the same links for the keyboard.
  if (route)
    return (
      <a {...about} {...points} className="piece" tabIndex={-1} href={linkTo(...route)}>
        {text}
      </a>
    );
  const line = view.lines[lineOf(source) ?? ''];
  return (
    <>
      <button
        {...about}
        {...points}
        type="button"
        className="piece"
        aria-expanded={isOpen}
        disabled={!line}
        onClick={() => open(!isOpen)}
      >
        {text}
      </button>
      {isOpen && line && (
        <span className="piece-line" role="note">
          {line.name}, {clockTime(line.at)} ({line.time}){line.whisper && ', in a whisper'}. Heard by:{' '}
          {line.npcs.join(', ') || 'no NPC'}.{' '}
          {line.turn && <a href={linkTo('turns', line.turn)}>That turn</a>}
        </span>
      )}
    </>
  );
}
