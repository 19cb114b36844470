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
  reply(off, 'Marathon: hi\nMara: you\nVell: x', [say('Marathon: hi\nyou\nVell: x')]),
  reply(
    expected,
    '<system_thinking>p</system_thinking>\n**Mara Vell**: hi <role_action>nods</role_action>Mara: yes',
    [plan('p'), say('hi'), act('nods'), say('yes')],
  ),
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
  reply(off, '<role_action>nods</role_action>It says [closed]. (Really.)', [
    act('nods'),
    say('It says [closed]. (Really.)'),
  ]),
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
  reply(off, 'A<game_action name="give">{"item":', [say('A')]),
  reply(off, 'A<game_action name="give">{"item":<role_action>nods</role_action>', [say('A'), act('nods')]),
];
