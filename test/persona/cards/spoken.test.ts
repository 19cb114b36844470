import { expect, test } from 'vitest';
import { cardText } from '../../../server/persona/cards/card-text.ts';
import { exampleLines } from '../../../server/persona/cards/example-lines.ts';
import { Report } from '../../../server/persona/cards/report.ts';
import { spokenIn } from '../../../server/persona/cards/spoken.ts';

test.each([
  ['Come in.', 'Come in.', ''],
  ['*nods* Come in.', 'Come in.', 'nods'],
  ['**Nods.** Come *quickly* in.', 'Come in.', 'Nods; quickly'],
  ['She nods. "Come in."', 'Come in.', 'She nods'],
  ['"Come," she says, "in."', 'Come, in.', 'she says'],
  ['*She nods.* “Come in.” *She waits.*', 'Come in.', 'She nods; She waits'],
  ['„Kommt herein“, sagt sie. „Es regnet!“', 'Kommt herein Es regnet!', 'sagt sie'],
  ['« Entrez. » Elle sourit.', 'Entrez.', 'Elle sourit'],
  ['「待って。」と言った', '待って。', 'と言った'],
  ['They call me "the Fox", and I let them.', 'They call me "the Fox", and I let them.', ''],
  ['*bows* They call me "the Fox".', 'They call me "the Fox".', 'bows'],
  ['*only looks*', '', 'only looks'],
  ['*', '', ''],
])('of %j what is said is %j, and what is done %j', (prose, say, action) => {
  expect(spokenIn(prose)).toEqual({ say, action });
});

test.each([
  ['Welcome, {{user}}!', true, 'Welcome!'],
  ['{{User}}, sit down.', true, 'Sit down.'],
  ["I know {{user}}'s name.", true, 'I know your name.'],
  ['I saw <USER> there.', true, 'I saw you there.'],
  [
    '{{user}} knocks. {{char}} opens; {{user}} waits.',
    false,
    'The visitor knocks. Mirel opens; the visitor waits.',
  ],
  ["<BOT> takes {{user}}'s hand.", false, "Mirel takes the visitor's hand."],
  ['3 < 5 and 5 > 3', false, '3 < 5 and 5 > 3'],
  ['a{{time}}b{{// no {{x}} }}c', false, 'abc'],
  ['{{pick::red::blue}}, {{random:a\\,b,c}}', false, 'red, a,b'],
])('%j with macros replaced is %j', (raw, isSpoken, text) => {
  expect(cardText(raw, { char: 'Mirel', isSpoken }).text).toBe(text);
});

test('examples are read by speaker, whoever the other one is', () => {
  const speakers = { char: 'Mirel', names: ['mirel'] };
  const text = `<START>
{{random_user_1}}: *knocks*
Mirel: Open.
It is late.
<start>
You: Thanks!
{{CHAR}}: Goodbye.
{{char}}: *only looks*`;
  const report = new Report();

  expect(exampleLines(text, speakers, report)).toEqual([
    { kind: 'small-talk', cue: 'knocks', say: 'Open. It is late.' },
    { kind: 'farewell', cue: 'Thanks!', say: 'Goodbye.' },
  ]);
  expect(report.report.leftOut).toEqual([{ field: 'mes_example', note: '1 line without spoken words' }]);
});
