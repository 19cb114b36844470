import pc from 'picocolors';
import type { Layer } from '../../schemas/layers.ts';
import type { HistoryLine, ServerMessages } from '../../schemas/messages.ts';

const PAINT: Record<Layer, (text: string) => string> = {
  system_thinking: pc.gray,
  role_thinking: (text) => pc.italic(pc.magenta(text)),
  role_action: pc.cyan,
  speech: (text) => text,
  game_action: pc.yellow,
};
const FRAME: Record<Layer, [string, string]> = {
  system_thinking: ['{', '}'],
  role_thinking: ['[', ']'],
  role_action: ['(', ')'],
  speech: ['', ''],
  game_action: ['!', ''],
};

/** What an NPC says in one turn, as a terminal shows it: each layer in its own brackets and colour. */
export class Passage {
  readonly name: string;
  isBegun = false;
  isOver = false;
  /** What is to be said of how it ended; nothing if it ended well. */
  ending = '';
  #span: { span: number; layer: Layer } | undefined;
  #unwritten = '';

  constructor(name: string) {
    this.name = name;
  }

  add({ span, layer, text }: ServerMessages['turn.delta']): void {
    this.isBegun = true;
    if (this.#span?.span !== span) {
      if (this.#span) this.#unwritten += `${this.#frame(1)} `;
      this.#span = { span, layer };
      this.#unwritten += this.#frame(0);
    }
    this.#unwritten += PAINT[layer](text);
  }

  end(ending: string): void {
    this.#unwritten += this.#frame(1);
    this.isOver = true;
    this.ending = ending;
  }

  /** What came since it was last asked. */
  take(): string {
    const text = this.#unwritten;
    this.#unwritten = '';
    return text;
  }

  #frame(side: 0 | 1): string {
    return this.#span ? PAINT[this.#span.layer](FRAME[this.#span.layer][side]) : '';
  }
}

/** What a player said. */
export const renderSaid = (name: string, text: string, action?: string): string =>
  `${pc.green(name)}: ${[action && pc.cyan(`(${action})`), text].filter(Boolean).join(' ')}`;

/** A line of the talk so far. */
export function renderPast({ name, kind, spans }: HistoryLine): string {
  if (kind === 'event') return pc.dim(`* ${spans.map((span) => span.text).join(' ')}`);
  const text = spans.map(({ layer, text: words }) => `${FRAME[layer][0]}${words}${FRAME[layer][1]}`);
  return pc.dim(`${name}: ${text.join(' ')}`);
}
