import type { Layer } from '../../schemas/layers.ts';
import type { ReplyParserOptions } from '../../server/her/parser.ts';

type Nasty = {
  source: string;
  options: Partial<ReplyParserOptions>;
  spans: [Layer, string][];
  isDone?: boolean;
};

const off = { plan: 'off' } as const;
const expected = { plan: 'expected' } as const;
const prefilled = { plan: 'expected', prefill: '<system_thinking>' } as const;
const plan = (text: string): [Layer, string] => ['system_thinking', text];
const think = (text: string): [Layer, string] => ['role_thinking', text];
const act = (text: string): [Layer, string] => ['role_action', text];
const say = (text: string): [Layer, string] => ['speech', text];
const call = (text: string): [Layer, string] => ['game_action', text];
const reply = (
  options: Partial<ReplyParserOptions>,
  source: string,
  spans: [Layer, string][],
  isDone?: 'done',
): Nasty => ({ options, source, spans, isDone: isDone === 'done' });

/** Replies as models get them wrong, written by hand, with what must become of them. */
export const NASTY: Nasty[] = [
  // The plan.
  reply(
    expected,
    '<system_thinking>secret</system_thinking>Mara: <role_thinking>t</role_thinking>Hello.<role_action>bows</role_action>',
    [plan('secret'), think('t'), say('Hello.'), act('bows')],
  ),
  reply(expected, 'secret tail</system_thinking>Mara: hi', [plan('secret tail'), say('hi')]),
  reply(expected, 'secret tail</think>\n\nhi', [plan('secret tail'), say('hi')]),
  reply(off, 'already out</system_thinking> and on', [say('already out and on')]),
  reply(prefilled, 'secret</system_thinking>hi', [plan('secret'), say('hi')]),
  reply(prefilled, '<system_thinking>secret</system_thinking>hi', [plan('secret'), say('hi')]),
  reply(prefilled, 'secret without an end', [plan('secret without an end')]),
  reply(
    prefilled,
    'secret <role_action>bows</role_action>secret Mara: <role_thinking>x</role_thinking> secret',
    [plan('secret bowssecret Mara: x secret')],
  ),
  reply(
    prefilled,
    'I open with <role_thinking>, secret.</system_thinking><role_thinking>t</role_thinking>hi',
    [plan('I open with , secret.'), think('t'), say('hi')],
  ),
  reply(prefilled, '<think>secret</think> secret</system_thinking>hi', [plan('secret\nsecret'), say('hi')]),
  reply(prefilled, '<think>secret</think>\n\nhi', [plan('secret'), say('hi')]),
  reply(expected, '<system_thinking>a <think>secret</think> secret', [plan('a secret secret')]),
  reply(expected, '<think>secret</think><system_thinking>secret</system_thinking>hi', [
    plan('secret\nsecret'),
    say('hi'),
  ]),
  reply(expected, '<think>\n\n</think>\n\nsecret</system_thinking>hi', [plan('secret'), say('hi')]),
  reply(expected, '<SYSTEM_Thinking>secret</ system_think >hi', [plan('secret'), say('hi')]),
  reply(expected, '<system thinking>secret</systemthinking>hi', [plan('secret'), say('hi')]),
  reply(expected, '<system_thinking>secret</think>secret</system_thinking>hi', [
    plan('secret\nsecret'),
    say('hi'),
  ]),
  reply(expected, '<system_thinking>secret</think>Mara: hi', [plan('secret'), say('hi')]),
  reply(expected, 'Sure! <system_thinking>secret</system_thinking>hi', [plan('Sure!\nsecret'), say('hi')]),
  reply(expected, '<system_thinking>secret</system_thinking>hi<system_thinking>secret</system_thinking>you', [
    plan('secret'),
    say('hi'),
    plan('secret'),
    say('you'),
  ]),
  reply(off, 'hi <thought>secret</thought> you', [say('hi'), plan('secret'), say('you')]),
  reply(off, 'hi <my_thoughts>secret</my_thoughts> <deep_thinking>secret', [
    say('hi'),
    think('secret'),
    plan('secret'),
  ]),
  reply(expected, 'Context: secret\nTom: secret\n</system_thinking>hi', [
    plan('Context: secret\nTom: secret'),
    say('hi'),
  ]),
  reply(expected, 'Just speech.', [say('Just speech.')]),
  reply(expected, 'Well. <role_action>nods</role_action> Yes.', [say('Well.'), act('nods'), say('Yes.')]),
  reply(expected, '＜system_thinking＞secret＜/system_thinking＞hi', [plan('secret'), say('hi')]),
  // Thoughts and actions.
  reply(off, '<role_thinking>secret', [think('secret')]),
  reply(off, 'hi<role_thinking>secret</role_thinking', [say('hi'), think('secret')]),
  reply(off, 'hi<role_thinking secret', [say('hi'), think('secret')]),
  reply(off, '<role_thinking>secret</role_thinking<role_action>bows</role_action', [
    think('secret'),
    act('bows'),
  ]),
  reply(off, '<role_thinking>secret<role_action>bows</role_action>Hello', [
    think('secret'),
    act('bows'),
    say('Hello'),
  ]),
  reply(off, '<role_thinking>secret<role_action>bows</role_action>secret</role_thinking>Hello', [
    think('secret'),
    act('bows'),
    think('secret'),
    say('Hello'),
  ]),
  reply(off, '<role_thinking>secret<role_action>secret</role_thinking>Hello', [
    think('secret secret'),
    say('Hello'),
  ]),
  reply(off, '<role_thinking>secret<role_thinking>secret</role_thinking>secret</role_thinking>hi', [
    think('secret secret secret'),
    say('hi'),
  ]),
  reply(off, '<role_thinking>a<role_action>b</role_action>c<role_thinking>d</role_thinking>e', [
    think('a'),
    act('b'),
    say('c'),
    think('d'),
    say('e'),
  ]),
  reply(
    off,
    '<role_thinking>a<role_action>secret<role_action>b</role_action>secret</role_thinking><role_speech>hi</role_speech>',
    [think('a secret'), act('b'), think('secret'), say('hi')],
  ),
  reply(off, '<role_thinking>a<role_action>b<role_action>c</role_action>d', [
    think('a'),
    act('b c'),
    say('d'),
  ]),
  reply(off, 'Hello <|im_\n<role_speech>|>', [say('Hello |im_ |>')]),
  reply(off, 'Hello < _action>bows</ _action>', [say('Hello'), act('bows')]),
  reply(off, '<role_thinking>secret<think>secret</think>secret</role_thinking>hi', [
    think('secret'),
    plan('secret'),
    think('secret'),
    say('hi'),
  ]),
  reply(off, '<role_thinking>secret</think>hi', [think('secret'), say('hi')]),
  reply(off, '<role_thinking>secret</system_thinking> secret', [think('secret secret')]),
  reply(off, '<role_thinking>secret</role_action> secret</role_thinking>hi', [
    think('secret secret'),
    say('hi'),
  ]),
  reply(expected, 'secret</role_thinking>hi', [think('secret'), say('hi')]),
  reply(off, '<role_action>bows\n<role_speech>Hello</role_speech>', [act('bows'), say('Hello')]),
  reply(off, '<role_action>bows</role_action> <role_action>nods</role_action>', [act('bows nods')]),
  reply(off, '<role_action></role_action>Hello <role_thinking> </role_thinking> you', [say('Hello you')]),
  reply(off, 'Hello</role_action> you</role_speech>.', [say('Hello you.')]),
  reply(off, '<role_action>bows', [act('bows')]),
  // What is no tag of ours.
  reply(off, 'I <3 you, a < b and c > d.', [say('I <3 you, a < b and c > d.')]),
  reply(off, 'Oh <b>no</b>, <laugh>ha</laugh><br/>Well<laughs softly>', [say('Oh no, ha\nWell')]),
  reply(off, 'x <<b>role_action> y <ro<b>le_thinking> z', [say('x role_action> y role_thinking> z')]),
  reply(off, 'Hello <role_act', [say('Hello')]),
  reply(off, 'Hello <', [say('Hello')]),
  reply(off, 'Hello </', [say('Hello')]),
  reply(off, '<>< > </> <!-- x -->', [say('<>< > </> <!-- x -->')]),
  reply(off, '  \n ', []),
  reply(off, '<role_speech>"Hello."</role_speech>', [say('"Hello."')]),
  // Reasoning in other people's tags.
  ...[expected, off].flatMap((options) =>
    [
      ['[THINK]', '[/THINK]'],
      ['<seed:think>', '</seed:think>'],
      ['<system.thinking>', '</system.thinking>'],
      ['<scratchpad>', '</scratchpad>'],
      ['<reflection>', '</reflection>'],
      ['<reasoning>', '</reasoning>'],
      ['<thoughts>', '</thoughts>'],
      ['<|begin_of_thought|>', '<|end_of_thought|>'],
      ['<|channel|>analysis<|message|>', '<|end|><|start|>assistant<|channel|>final<|message|>'],
      ['<|start|>assistant<|channel|>analysis<|message|>', '<|end|><|channel|>final<|message|>'],
    ].flatMap(([open, close]) => [
      reply(options, `${open}secret${close}\n\nHi there.`, [plan('secret'), say('Hi there.')]),
      reply(options, `${open}secret${close}Mara: Hi.`, [plan('secret'), say('Hi.')]),
      reply(options, `${open}secret`, [plan('secret')]),
    ]),
  ),
  ...['inner_voice', 'role:thinking', 'role.thinking', 'my-feelings', 'rôle_thoughts'].map((name) =>
    reply(off, `Hi <${name}>secret</${name}> there.`, [
      say('Hi'),
      name === 'rôle_thoughts' ? plan('secret') : think('secret'),
      say('there.'),
    ]),
  ),
  reply(off, '<role:action>bows</role:action>Hi. <a.b>x</a.b> <c: y>', [act('bows'), say('Hi. x <c: y>')]),
  reply(
    expected,
    '<|channel|>analysis<|message|>secret<|end|><|start|>assistant<|channel|>final<|message|>Hi.<|return|>x',
    [plan('secret'), say('Hi.')],
    'done',
  ),
  reply(off, '<|channel|>commentary to=give<|message|>secret<|call|>', [plan('secret')], 'done'),
  ...[expected, off].flatMap((options) => [
    reply(options, '<|im_start|>assistant\nHi.', [say('Hi.')]),
    reply(
      options,
      '<|im_start|>assistant\n<think>secret</think>Hi.<|im_end|>',
      [plan('secret'), say('Hi.')],
      'done',
    ),
    reply(options, '<|start_header_id|>assistant<|end_header_id|>\n\nHi.', [say('Hi.')]),
    reply(options, '<start_of_turn>model\nHi.<end_of_turn>', [say('Hi.')], 'done'),
    reply(options, '<｜Assistant｜>Hi.', [say('Hi.')]),
    reply(options, '<|im_start|>user\nsecret', [], 'done'),
  ]),
  // A plan begun twice, or ended twice.
  reply(expected, '<think>a<think>b</think>secret</think>Hi', [plan('ab\nsecret'), say('Hi')]),
  reply(off, '<think>a<think>b<think>c</think>secret</think>secret</think>Hi', [
    plan('abc\nsecret\nsecret'),
    say('Hi'),
  ]),
  reply(expected, '<system_thinking>a<system_thinking>b</system_thinking>secret</system_thinking>Hi', [
    plan('ab\nsecret'),
    say('Hi'),
  ]),
  reply(expected, '<system_thinking>a<system_thinking>b</system_thinking>Mara: Hi', [plan('ab'), say('Hi')]),
  reply(off, '<think>a<think>b</think>Just talk.', [plan('ab'), say('Just talk.')]),
  reply(expected, '<system_thinking>a<think>b</system_thinking>secret</think>Hi', [
    plan('ab\nsecret'),
    say('Hi'),
  ]),
  // A plan without its first tag that drafts, or quotes tags.
  reply(expected, 'secret. Draft:\nMara: secret\nGood.</think>Hi', [
    plan('secret. Draft:\nMara: secret\nGood.'),
    say('Hi'),
  ]),
  reply(expected, 'secret: begin with <role_action>secret</role_action>, then secret.</think>\nHi', [
    plan('secret: begin with secret, then secret.'),
    say('Hi'),
  ]),
  reply(expected, 'I close </role_thinking> first, secret.</system_thinking>Mara: Hi', [
    plan('I close  first, secret.'),
    say('Hi'),
  ]),
  reply(expected, 'Hi.\nMara: And <role_action>nods</role_action>so on.', [
    say('Hi.\nAnd'),
    act('nods'),
    say('so on.'),
  ]),
  // The reply's end.
  reply(off, 'Hello.<|im_end|>\n<|im_start|>user\nsecret', [say('Hello.')], 'done'),
  reply(off, 'Hello.</s>secret', [say('Hello.')], 'done'),
  reply(off, 'Hello.<｜end▁of▁sentence｜>secret', [say('Hello.')], 'done'),
  reply(prefilled, 'secret<|eot_id|>', [plan('secret')], 'done'),
  reply(off, 'Hello.<|im_', [say('Hello.')]),
  reply(off, 'Hello.\n\nTom: secret', [say('Hello.')], 'done'),
  reply(off, 'Hello.\n塔姆：secret', [say('Hello.')], 'done'),
  reply(off, 'Hello.\n**Tom**: secret', [say('Hello.')], 'done'),
  reply(off, 'Hello.\nEnvironment: secret', [say('Hello.')], 'done'),
  reply(off, '<role_action>bows\nTom: secret', [act('bows')], 'done'),
  reply(expected, '<role_action>bows</role_action>Tom: secret', [act('bows')], 'done'),
  reply(expected, 'Hello.\nTom: secret<role_action>secret', [say('Hello.')], 'done'),
  reply(off, 'Jonathan: secret', [], 'done'),
  reply(off, 'Jonas: not he. Tom, look: there. Tomas: x', [say('Jonas: not he. Tom, look: there. Tomas: x')]),
  reply(off, '<role_thinking>Tom: secret\nTom: secret</role_thinking>hi', [
    think('Tom: secret\nTom: secret'),
    say('hi'),
  ]),
  // The own name.
  reply(off, 'Mara: Mara Vell： **Mara:** MARA : hi', [say('hi')]),
  reply(off, 'Marathon: hi\nMara: you\nVell: x', [say('Marathon: hi\nyou\nx')]),
  reply(
    expected,
    '<system_thinking>p</system_thinking>\n**Mara Vell**: hi <role_action>nods</role_action>Mara: yes',
    [plan('p'), say('hi'), act('nods'), say('yes')],
  ),
  ...[
    'mara: hi',
    'Mara (softly): hi',
    '"Mara": hi',
    '“Mara”: hi',
    '[Mara]: hi',
    '**Mara**: hi',
    '**Mara Vell:** hi',
    'MARA VELL *softly*： hi',
    '\u200bMa\u200bra\u200b : hi',
    '**[Mara]** (softly): hi',
  ].flatMap((source) => [reply(off, source, [say('hi')]), reply(expected, source, [say('hi')])]),
  ...[
    'tom: secret',
    'Tom (angry): secret',
    '"Tom": secret',
    '[Tom]: secret',
    '[Tom] secret: no\nTom: secret',
    'Assistant: secret',
    'System: secret',
    'user: secret',
    '\u200bTom: secret',
    'Reed: secret',
    'Old Tam Reed: secret',
    'tam: secret',
    '- **Tom**: secret',
    'Mara (2): secret',
  ].map((source) =>
    reply(
      { plan: 'off', others: ['Tom', 'Old Tam Reed', 'Mara (2)'] },
      `hi\n${source}`,
      source.startsWith('[Tom] ') ? [say('hi'), think('Tom'), say('secret: no')] : [say('hi')],
      'done',
    ),
  ),
  ...[
    'Listen: the bell. Tom: that is the name I heard.',
    'Old: so they say.',
    '"Tom: that is what I heard."',
    'Tom (the miller) is here.',
    'The: a word',
  ].map((said) => reply({ plan: 'off', others: ['Tom', 'Old Tam Reed', 'The Miller'] }, said, [say(said)])),
  // Brackets, where no tag was used.
  reply(off, '[secret] (bows) Hello (the old one) there. (smiles) Ah, [secret] yes.', [
    think('secret'),
    act('bows'),
    say('Hello (the old one) there.'),
    act('smiles'),
    say('Ah,'),
    think('secret'),
    say('yes.'),
  ]),
  reply(off, '[secret (him) [secret] here] (nods (slowly))', [
    think('secret (him) [secret] here'),
    act('nods (slowly)'),
  ]),
  reply(off, 'Hello. [secret\n\nTom: secret', [say('Hello.'), think('secret\n\nTom: secret')]),
  reply(off, '[secret <role_action>secret</role_action> secret', [think('secret secret secret')]),
  reply(off, '(bows [secret] low) Hello', [act('bows'), think('secret'), act('low'), say('Hello')]),
  reply(off, '（微笑）你好（放下杯子）坐吧。【secret】', [
    act('微笑'),
    say('你好'),
    act('放下杯子'),
    say('坐吧。'),
    think('secret'),
  ]),
  reply(off, '*bows* Hello, *she* 2 * 3 **Stop!** *waves*', [
    act('bows'),
    say('Hello,'),
    act('she'),
    say('2 * 3 **Stop!**'),
    act('waves'),
  ]),
  reply(off, '(bows', [act('bows')]),
  reply(off, '() Hello [] there', [say('Hello there')]),
  reply(expected, '<system_thinking>p</system_thinking>[secret] (nods) Hi.', [
    plan('p'),
    think('secret'),
    act('nods'),
    say('Hi.'),
  ]),
  // Beside tags a bracket is a thought all the same; only parentheses are words.
  reply(
    off,
    '<role_action>nods</role_action>It says {closed}. (Really.) [secret] *smiles* Yes, 【secret】 ［secret］ well.',
    [
      act('nods'),
      say('It says {closed}. (Really.)'),
      think('secret'),
      act('smiles'),
      say('Yes,'),
      think('secret secret'),
      say('well.'),
    ],
  ),
  reply(off, '[secret] Hello <role_action>nods [secret] twice</role_action>Yes. [secret', [
    think('secret'),
    say('Hello'),
    act('nods'),
    think('secret'),
    act('twice'),
    say('Yes.'),
    think('secret'),
  ]),
  reply(off, '<role_action>nods [secret</role_action>Yes.', [act('nods'), think('secret'), say('Yes.')]),
  // Calls to the game.
  reply(off, 'Here.<game_action name="give">{"item":"key"}</game_action>Take it.', [
    say('Here.'),
    call('{"name":"give","args":{"item":"key"}}'),
    say('Take it.'),
  ]),
  reply(off, '<game_action name=\'wave\' to=\'Tom\'/><Game_Action>{"name":"nod"}</game_action>', [
    call('{"name":"wave","args":{"to":"Tom"}}'),
    call('{"name":"nod","args":{}}'),
  ]),
  reply(off, 'A<game_action name="give">give the <b>key</b></game_action>B', [
    say('A'),
    call('give the <b>key</b>'),
    say('B'),
  ]),
  // One that is cut off is kept as it was written, and is none.
  reply(off, 'A<game_action name="give">{"item":', [say('A'), call('<game_action name="give">{"item":')]),
  reply(off, 'A<game_action name="give">{"item":<role_action>nods</role_action>', [
    say('A'),
    call('<game_action name="give">{"item":'),
    act('nods'),
  ]),
  reply(
    off,
    'A<game_action name="give">{}<|im_end|>',
    [say('A'), call('<game_action name="give">{}')],
    'done',
  ),
  reply(off, 'A<game_action name="give">{}</game_act', [
    say('A'),
    call('<game_action name="give">{}</game_act'),
  ]),
  reply(off, 'A<game_action name="gi', [say('A'), call('<game_action name="gi')]),
  reply(off, 'A<Game_Acti', [say('A'), call('<game_action')]),
  reply(off, 'A<game_action>', [say('A')]),
  reply(off, 'A<role_action>nods<game_action name="give">{}', [
    say('A'),
    act('nods'),
    call('<game_action name="give">{}'),
  ]),
  reply(off, '<game_action name="a">{}<game_action name="b">{"c":1}</game_action>D', [
    call('<game_action name="a">{}'),
    call('{"name":"b","args":{"c":1}}'),
    say('D'),
  ]),
  reply(off, '<game_action name="a">{}<game_action>D', [call('{"name":"a","args":{}}'), say('D')]),
];
