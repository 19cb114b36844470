import { expect, test } from 'vitest';
import { Persona } from '../../schemas/persona.ts';
import { neutralise } from '../../server/her/neutralise.ts';
import { ReplyParser } from '../../server/her/parser.ts';
import { SentenceSplitter } from '../../server/her/sentences.ts';
import { replyTo } from '../../server/llm/builtin/reply.ts';
import { History } from '../../server/memory/history.ts';
import { cpuMs } from '../cpu-time.ts';
import { circumstance, line, scene } from '../lines.ts';
import { persona } from '../worlds.ts';

/** As long as a player's words may be. */
const LENGTH = 2000;
/** Thousands of times what honest words of this length take; a search that backtracks takes minutes. */
const LIMIT_MS = 1000;

/** What is repeated, and what follows it: each may lead a pattern on and then break it. */
const UNITS = [
  ...[
    'Hello, ',
    'And ',
    'and so, ',
    'Oh, oh ',
    'WHO ',
    'what is ',
    'my name is ',
    'call me ',
    'I am ',
    'so what ',
  ],
  ...[
    'do you ',
    'tell me ',
    'remember ',
    'who who I ',
    'please, and ',
    'if you ',
    'you please know ',
    'nobody ',
  ],
  ...['It is r. The weather: ', 'Mara feels ', 'Everybody knows: ', 'Ash: ', 'Mara — ', 'Tom: x. ', 'Aye, '],
  ...[
    ' ',
    '\t',
    '\n',
    '. ',
    '.',
    '!',
    '?',
    '? ',
    '…',
    '"',
    '."',
    '.")',
    '-',
    '–—',
    ',',
    ', ',
    ': ',
    ':',
    '_',
    'a_',
    '*',
    '**',
  ],
  ...[
    '(',
    ')',
    '((',
    '()',
    '[',
    '[]',
    '{',
    '（',
    '【x】',
    '<',
    '</',
    '<a ',
    '<b a="',
    "<b a='",
    '<role_',
    '<think',
    '<|',
    '|>',
  ],
  ...[
    'a',
    'A',
    'Ab ',
    'A. ',
    "'",
    "I'm ",
    "n't ",
    '1',
    '1:',
    '12:30 ',
    '1. ',
    '。',
    '你',
    '你。',
    '😀',
    '\u200b',
    '\u200d',
    '=',
    '==',
  ],
  ...[
    'MARA',
    'Mara Vell ',
    'the the ',
    'old ',
    'of the ',
    'a, b, ',
    'ing',
    'eded',
    'sses',
    'ies ',
    'tell me more, ',
    'what then ',
  ],
];
const ENDINGS = ['', 'x?'];
const TEXTS = UNITS.flatMap((unit) =>
  ENDINGS.map((ending): [string, string] => [
    `${JSON.stringify(unit)} again and again, then ${JSON.stringify(ending)}`,
    unit.repeat(LENGTH).slice(0, LENGTH - ending.length) + ending,
  ]),
);

/** Runs it on every text; names those that took too long. */
function slow(run: (text: string) => unknown): string[] {
  return TEXTS.flatMap(([what, text]) => {
    const ms = cpuMs(() => run(text));
    return ms > LIMIT_MS ? [`${what}: ${Math.round(ms)} ms`] : [];
  });
}

const MARA = Persona.parse(
  persona('Mara Vell', {
    secrets: [{ text: 'She burned the mill.', keys: ['mill'], deflect: ['No.'] }],
    taboo: [{ topic: 'the flood', keys: ['flood'], deflect: ['Not that.'] }],
    relationships: { tom: 'Trusts him.' },
  }),
);

test('no words of a player, however they repeat, hold the built-in model up', () => {
  const tom = { id: 'npc:tom', name: 'Tom', description: 'A man.', relationship: 'Trusts him.' };

  expect(
    slow((text) => {
      const said = line('player:a', 'Ash', text);
      replyTo(scene({ persona: MARA, others: [tom], recalled: [said], lines: [said, said] }), 'full', 1);
    }),
  ).toEqual([]);
});

test('no event, fact or inline persona holds it up either', () => {
  expect(
    slow((text) => {
      const happened = line('environment', 'Environment', text, { kind: 'event' });
      replyTo(
        scene({
          persona: { ...MARA, name: text.slice(0, 40), profile: text, personality: text, background: text },
          lines: [happened],
          circumstances: ['clock', 'weather', 'fact/x'].map((source) => circumstance(text, source)),
        }),
        'full',
        1,
      );
    }),
  ).toEqual([]);
});

test('no words hold up what makes them harmless, remembers them or cuts them into sentences', () => {
  expect(
    slow((text) => {
      neutralise(text);
      const history = new History({ budgetTokens: 10, countTokens: (words) => words.length });
      for (let count = 0; count < 3; count += 1) history.add(line('player:a', 'Ash', text));
      history.recollect(text);
      const splitter = new SentenceSplitter();
      splitter.push(text);
      splitter.end();
    }),
  ).toEqual([]);
});

test('no reply holds the parser up, in one piece or character by character', () => {
  expect(
    slow((text) => {
      for (const plan of ['expected', 'off'] as const) {
        const options = { name: 'Mara Vell', others: ['Tom', 'Old Tam'], plan };
        const whole = new ReplyParser(options);
        whole.push(text.repeat(8));
        whole.end();
        const piecemeal = new ReplyParser(options);
        for (const character of text) piecemeal.push(character);
        piecemeal.end();
      }
    }),
  ).toEqual([]);
});

test.each(['<b ', '<b a="', '<role_', '<', '[', '<a b', '(', '"'])(
  '%s and 64,000 letters in one piece do not, either',
  (start) => {
    const parser = new ReplyParser({ name: 'Mara Vell', others: ['Tom'], plan: 'off' });

    const ms = cpuMs(() => {
      parser.push(start + 'a'.repeat(64_000));
      parser.end();
    });

    expect(ms).toBeLessThan(LIMIT_MS);
  },
);
