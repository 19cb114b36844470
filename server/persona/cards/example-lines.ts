import type { ExampleLine } from '../../../schemas/persona.ts';
import { cardText, fit } from './card-text.ts';
import type { Report } from './report.ts';
import { spokenIn } from './spoken.ts';

/** More do not make a voice clearer, and the built-in model reads them all. */
const MAX_EXAMPLES = 60;

/** Of longer examples only so many characters are read. */
const MAX_READ = 200_000;

/** Who speaks in a card's examples. */
export type Speakers = { char: string; names: readonly string[] };

/** The lines of `mes_example`: blocks behind `<START>`, each line by `{{user}}:` or `{{char}}:`, or by a name. */
export function exampleLines(text: string, { char, names }: Speakers, report: Report): ExampleLine[] {
  const lines: ExampleLine[] = [];
  let [unspoken, cut] = [0, 0];
  for (const block of text.slice(0, MAX_READ).split(/<start>/i)) {
    let cue = '';
    for (const { isChar, words } of remarks(block, names)) {
      if (!isChar) {
        const heard = spokenIn(cardText(words, { char, isSpoken: true }).text);
        cue = fit(heard.say || heard.action, 300).text;
        continue;
      }
      const { line, isCut } = lineOf(words, char, cue);
      if (line) lines.push(line);
      else if (words.trim() !== '') unspoken += 1;
      if (isCut) cut += 1;
      cue = '';
    }
  }
  const kept = lines.slice(0, MAX_EXAMPLES);
  if (kept.length > 0) report.took('mes_example', 'examples', `${count(kept.length)} with their cues`);
  if (cut > 0)
    report.changed(
      'mes_example',
      'examples',
      `${count(cut)} cut at a sentence: a line has 600 characters, an action 200`,
    );
  if (unspoken > 0) report.left('mes_example', `${count(unspoken)} without spoken words`);
  if (lines.length > kept.length)
    report.left('mes_example', `${count(lines.length - kept.length)} beyond the first ${MAX_EXAMPLES}`);
  return kept;
}

/** One example line of a card's prose; no line when nothing is said in it. */
export function lineOf(
  prose: string,
  char: string,
  cue: string,
  kind?: ExampleLine['kind'],
): { line: ExampleLine | undefined; isCut: boolean } {
  // What is done is told, what is said is spoken to the player: the macros in them mean different words.
  const [say, action] = [
    fit(spokenIn(cardText(prose, { char, isSpoken: true }).text).say, 600),
    fit(spokenIn(cardText(prose, { char, isSpoken: false }).text).action, 200),
  ];
  if (say.text === '') return { line: undefined, isCut: false };
  const line = {
    kind: kind ?? kindOf(cue, say.text),
    ...(cue && { cue }),
    say: say.text,
    ...(action.text && { action: action.text }),
  };
  return { line, isCut: say.rest !== '' || action.rest !== '' };
}

const GREETING = /^(hello|hi|hey|greetings|welcome|good (morning|day|evening|afternoon))\b/i;
const FAREWELL = /^(bye|goodbye|farewell|good night|see you)\b/i;

/** A plain guess, which a designer may mend. */
function kindOf(cue: string, say: string): ExampleLine['kind'] {
  if (GREETING.test(say)) return 'greeting';
  if (FAREWELL.test(say)) return 'farewell';
  if (/^(thanks|thank you)\b/i.test(say)) return 'thanks';
  if (/^(sorry|i apologi[sz]e|forgive me)\b/i.test(say)) return 'apology';
  if (/[?？]["')\]]*$/.test(cue)) return 'answer';
  return /[?？]["')\]]*$/.test(say) ? 'question' : 'small-talk';
}

/** A block cut where somebody begins to speak; what stands before the first speaker is the character's. */
function remarks(block: string, names: readonly string[]): { isChar: boolean; words: string }[] {
  const found: { isChar: boolean; words: string[] }[] = [];
  for (const line of block.split(/\r?\n/)) {
    const [, user, char, name] =
      /^\s*(?:(\{\{[^{}]{0,30}user[^{}]{0,30}\}\}|<user>|you)|(\{\{char\}\}|<(?:bot|char)>)|([^:*"“]{1,60})):/i.exec(
        line,
      ) ?? [];
    const isName = name !== undefined && names.includes(name.trim().toLowerCase());
    if (user || char || isName) found.push({ isChar: !user, words: [line.slice(line.indexOf(':') + 1)] });
    else if (found.length > 0) found.at(-1)!.words.push(line);
    else if (line.trim() !== '') found.push({ isChar: true, words: [line] });
  }
  return found.map(({ isChar, words }) => ({ isChar, words: words.join('\n').trim() }));
}

const count = (amount: number) => (amount === 1 ? '1 line' : `${amount} lines`);
