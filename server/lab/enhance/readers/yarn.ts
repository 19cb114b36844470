import { ENVIRONMENT } from '../../data/turn-forms.ts';
import type { FoundScript } from './csv.ts';
import { type ScriptTurn, scriptTurn } from './script.ts';

/** A node as Yarn's editor exports it. */
export type YarnNode = { title: string; body: string };

type Line = { indent: number; text: string };
/** A way through a node: its turns in order. */
type Way = readonly ScriptTurn[];

const OPTION = /^(?:->|=>)\s*/;
const OLD_OPTION = /^\[\[([^|\]]+)(?:\|[^\]]*)?\]\]$/;
const IF = /^<<\s*if\b/;
const OTHERWISE = /^<<\s*else(?:if)?\b/;
const END_IF = /^<<\s*endif\b/;
const MARKUP = /\[\/?[\w#]+(?:[\s=][^\]]*)?\/?\]/g;

/**
 * The conversations of Yarn Spinner's nodes: one for each way through a node, so many that every option and every branch is in one.
 * `Name: text` says who speaks, an option without a name is the player's, all else is narration.
 */
export function scriptsInYarn(nodes: readonly YarnNode[], book: string, player: string): FoundScript[] {
  return nodes.flatMap(({ title, body }, index) => {
    const variable = /\{[^{}]*\$\w+[^{}]*\}/.exec(body.replaceAll(/<<[^>]*>>/g, ''))?.[0];
    const reader = new NodeReader(linesOf(body), player);
    const ways =
      variable === undefined
        ? [...new Map(reader.all().map((way) => [JSON.stringify(way), way])).values()]
        : [[]];
    return ways
      .filter((way) => way.length > 0 || variable !== undefined)
      .map((turns, take) => ({
        book,
        scene: title,
        index,
        take,
        turns,
        players: [player],
        where: `node ${title}, way ${take + 1}`,
        ...(variable !== undefined && {
          problem: `${variable} stands in a line, whose value the script does not say; write what is said.`,
        }),
      }));
  });
}

const linesOf = (body: string): Line[] =>
  body
    .split(/\r?\n/)
    .map((line) =>
      line
        .replaceAll('\t', '    ')
        .replace(/(?:^|\s)\/\/.*$/, '')
        .replace(/(?:\s+#[\w:-]+)+\s*$/, ''),
    )
    .filter((line) => line.trim() !== '')
    .map((line) => ({ indent: line.length - line.trimStart().length, text: line.trim() }));

class NodeReader {
  readonly #lines: readonly Line[];
  readonly #player: string;
  #at = 0;

  constructor(lines: readonly Line[], player: string) {
    this.#lines = lines;
    this.#player = player;
  }

  /** The whole node; the end of a branch that never began is passed over. */
  all(): Way[] {
    let ways: Way[] = [[]];
    for (; this.#at < this.#lines.length; this.#at += 1) ways = inTurn(ways, this.#ways(-1));
    return ways;
  }

  /** All that is indented deeper than `above`, up to the end of the branch it stands in. */
  #ways(above: number): Way[] {
    let ways: Way[] = [[]];
    for (;;) {
      const line = this.#lines[this.#at];
      if (!line || line.indent <= above || OTHERWISE.test(line.text) || END_IF.test(line.text)) return ways;
      ways = inTurn(ways, this.#next(line));
    }
  }

  #next(line: Line): Way[] {
    if (IF.test(line.text)) return this.#branches(line);
    if (OPTION.test(line.text)) return this.#options(line);
    this.#at += 1;
    const old = OLD_OPTION.exec(line.text)?.[1];
    if (old !== undefined) return [this.#turn(old, this.#player)];
    if (line.text.startsWith('<<')) return [[]];
    return [this.#turn(line.text, ENVIRONMENT)];
  }

  #options({ indent }: Line): Way[] {
    const all: Way[] = [];
    for (
      let line = this.#lines[this.#at];
      line && line.indent === indent && OPTION.test(line.text);
      line = this.#lines[this.#at]
    ) {
      this.#at += 1;
      const isSaid = line.text.startsWith('->');
      const chosen = this.#turn(
        line.text.replace(OPTION, '').replace(/<<[^>]*>>/g, ''),
        isSaid ? this.#player : ENVIRONMENT,
      );
      all.push(...inTurn([chosen], this.#ways(indent)));
    }
    return all;
  }

  #branches({ indent }: Line): Way[] {
    const all: Way[] = [];
    let hasElse = false;
    do {
      hasElse ||= /^<<\s*else\s*>>/.test(this.#lines[this.#at]!.text);
      this.#at += 1;
      // Branches may be indented or not.
      all.push(...this.#ways(indent - 1));
    } while (this.#lines[this.#at] && OTHERWISE.test(this.#lines[this.#at]!.text));
    if (this.#lines[this.#at] && END_IF.test(this.#lines[this.#at]!.text)) this.#at += 1;
    return hasElse ? all : [...all, []];
  }

  #turn(text: string, fallback: string): Way {
    const words = text.replaceAll(MARKUP, '').trim();
    return words === '' ? [] : [scriptTurn(words, fallback)];
  }
}

/** Each way on from each, no more often than is needed for all to be gone once. */
const inTurn = (before: readonly Way[], after: readonly Way[]): Way[] =>
  Array.from({ length: Math.max(before.length, after.length) }, (_, index) => [
    ...(before[index] ?? before.at(-1)!),
    ...(after[index] ?? after.at(-1)!),
  ]);
