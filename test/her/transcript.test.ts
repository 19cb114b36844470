import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { transcriptJsonl, transcriptMarkdown } from '../../server/her/transcript.ts';
import { line } from '../lines.ts';

const TURN = line('npc:mara', 'Mara', '', {
  turn: 't1',
  status: 'complete',
  spans: [
    { span: 0, layer: 'system_thinking', text: 'She keeps the bell to herself.' },
    { span: 1, layer: 'role_thinking', text: 'He knows.' },
    { span: 2, layer: 'role_action', text: 'wipes the bar' },
    { span: 3, layer: 'speech', text: 'Ask the watch.' },
    { span: 4, layer: 'game_action', text: '{"name":"lamp","args":{}}' },
  ],
});

test('a transcript for people shows who spoke, what was done, and marks what was hidden', () => {
  const ash = line('player:a', 'Ash', 'Where is he?', { whisper: true });
  const storm = line('environment', 'Environment', 'A bell rings.', { kind: 'event', time: 'Day 1, 09:00' });

  expect(transcriptMarkdown([ash, TURN, storm], 'Ravenmoor: main')).toBe(`# Ravenmoor: main

*Day 1, 08:00*

**Ash** (whispers): Where is he?

**Mara**:

> **Plan:** She keeps the bell to herself.

> **Thought:** He knows.

*wipes the bar* Ask the watch.

> **Game action:** \\{"name":"lamp","args":\\{\\}\\}

*Day 1, 09:00*

*A bell rings.*
`);
});

test.each([
  ['# Not a heading', '\\# Not a heading'],
  ['<b onclick="x">hi</b> & <script>', '\\<b onclick\\="x"\\>hi\\</b\\> \\& \\<script\\>'],
  ['*bold* _it_ `code` [a](b) ![c](d)', '\\*bold\\* \\_it\\_ \\`code\\` \\[a\\]\\(b\\) \\!\\[c\\]\\(d\\)'],
  ['see https://x.example', 'see https\\://x.example'],
  ['one\n- two\n1. three\n> four', 'one\\\n\\- two\\\n1\\. three\\\n\\> four'],
  ['a\u202eb\u0007c', 'abc'],
])('what a player typed is text, never markup: %j', (text, shown) => {
  expect(transcriptMarkdown([line('player:a', 'Ash', text)], 'x')).toContain(`**Ash**: ${shown}\n`);
});

test('a transcript for machines has one line of JSON per line of the record, with everything', () => {
  const whispered = line('player:a', 'Ash', 'Two\nlines', { whisper: true, players: ['p1'], player: 'p1' });
  const lines = [
    whispered,
    TURN,
    line('npc:mara', 'Mara', '', { kind: 'delete', replaces: TURN.id, spans: [] }),
  ];

  const rows = transcriptJsonl(lines).split('\n');

  expect(rows.pop()).toBe('');
  expect(rows.map((row) => JSON.parse(row))).toEqual(lines);
});

property.prop([fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { maxLength: 6 })])(
  'no text opens HTML, a code span or a link, whatever it is',
  (texts) => {
    const lines = texts.map((text) => line('player:a', text, text));

    const markdown = transcriptMarkdown(lines, texts.join(' '));

    // Marks that stand unescaped are those that the transcript itself writes.
    const bare = markdown.replaceAll(/\\[^\n]/g, 'x');
    expect(bare).not.toMatch(/[<`[\]&~|_]/);
    expect(bare.replaceAll(/^> \*\*|^# /gm, 'x')).not.toMatch(/^(#|>|\d+[.)]\s|[-+]\s)/m);
  },
);
