import type { Finding } from './check.ts';
import { speaksEnglish } from './english.ts';
import { aroundName, namePattern, unquoted } from './names.ts';
import { counted } from './rules.ts';
import type { Turn } from './turn.ts';

/** Dialects have their own. */
const FIRST_PERSON =
  /(?<![\p{L}\p{N}'’])(?:i|i['’](?:m|ve|ll|d)|me|my|mine|myself|meself|methinks|mesa|we|we['’](?:re|ve|ll|d)|us|our|ours|ourselves|let['’]s)(?![\p{L}\p{N}])/iu;
/** "My lord" and "oh my" are said by anybody; a mine is a mine. */
const ACTOR =
  /(?<![\p{L}\p{N}'’])(?:I|I['’](?:m|ve|ll|d)|[Mm]e|(?<!\boh )[Mm]y(?! (?:lord|lady|god|word|stars)\b)|[Mm]yself)(?![\p{L}\p{N}])/u;
const LED = /^(?:he|she|they)(?=\s|['’])/i;
/** What only the one who does it knows: of others one would say how they look. */
const INWARD =
  /^(?:he|she|they)\s+(?:\p{Ll}+ly\s+)?(?:wonders?|feels?|hopes?|wish(?:es)?|wondered|felt|hoped|wished|decided|reali[sz]ed|decides?|reali[sz]es?|remembers?|thinks?|fears?|longs?|regrets?|doubts?)(?!\p{L})/iu;
/** "the user account" is a thing of the world. */
const USER =
  /(?<!\p{L})users?(?:['’]s?)?(?!\p{L}|\s+(?:accounts?|interfaces?|names?|manuals?|ids?|groups?))/giu;
const PLANS_AS_AUTHOR =
  /(?<!\p{L})(?:portray|play|depict|writ|character|role|repl|respon|scene|turn|narrat|voice|brief|concise|tone|dialogue|length|word|line|mood)/iu;

/**
 * Who speaks in which layer (HER, arXiv 2601.21459): a thought is the character's own, an action has no subject, a plan is about the
 * character. Of what is written in English alone; a text without any person is well.
 */
export function person(turn: Turn): Finding[] {
  const { reply } = turn;
  const thoughts = reply.all('role_thinking');
  const actions = reply.all('role_action');
  const plans = reply.all('system_thinking');
  if (thoughts.length + actions.length + plans.length === 0) return [];
  const users = plans.flatMap((plan) => unquoted(plan).match(USER) ?? []);
  const findings = counted('person.plan-user', users);
  if (!speaksEnglish(turn)) return findings;
  return [
    ...findings,
    ...counted('person.thought', thirdPersonThoughts(thoughts, turn)),
    ...counted(
      'person.action',
      actions.filter((text) => hasActor(text, turn.name)),
    ),
    ...counted(
      'person.plan',
      plans.filter((text) => isOwnVoice(text, turn.name)),
    ),
  ];
}

/** The name as what does something: not called ("Careful, Mara."), not a family's ("no Venn"). */
const asSubject = (name: string): RegExp =>
  aroundName(
    'subject',
    name,
    (pattern) =>
      new RegExp(
        `(?<![\\p{L}\\p{N}'’])(?<![,—–!?…-]\\s*)(?<!(?:^|[^\\p{L}])(?:a|an|any|every|each|no|the|all|last)\\s+)(?:${pattern})` +
          `(?:['’]s\\s+(?:heart|stomach|breath|mind|chest|throat|hands?|eyes?|pulse|jaw|blood|thoughts?)(?!\\p{L})|\\s+(?:\\p{Ll}+ly\\s+)?(?:is|was|has|had|does|did|will|would|could|should|can|cannot|must|may|might|` +
          `(?!(?:this|yes|us|as|its|his|unless|perhaps)(?!\\p{L}))\\p{Ll}+(?:s|ed)|went|knew|felt|saw|thought|kept|took|told|came)(?!\\p{L}))`,
        'u',
      ),
  );

function thirdPersonThoughts(thoughts: readonly string[], turn: Turn): string[] {
  const odd = thoughts.filter(
    (text) =>
      !FIRST_PERSON.test(unquoted(text)) && (asSubject(turn.name).test(unquoted(text)) || INWARD.test(text)),
  );
  return odd.length > 0 && speaksOfOneself(turn) ? [] : odd;
}

/** Some speak of themselves by name, and so they think: "Gruk wants bread." */
const speaksOfOneself = ({ name, reply, own }: Turn): boolean =>
  [...own, reply].some(({ speech }) => asSubject(name).test(speech) && !FIRST_PERSON.test(speech));

function hasActor(action: string, name: string): boolean {
  const text = unquoted(action).trim();
  if (ACTOR.test(text) || LED.test(text)) return true;
  const led = aroundName(
    'led',
    name,
    (pattern) => new RegExp(`^(?:${pattern})(?:['’]s\\s|\\s+\\p{Ll})`, 'u'),
  );
  return led.test(text);
}

/** "I am afraid of him": a plan of the character's own, where nothing says that somebody plays it. */
function isOwnVoice(plan: string, name: string): boolean {
  const text = unquoted(plan);
  return (
    FIRST_PERSON.test(text) &&
    !PLANS_AS_AUTHOR.test(text) &&
    !aroundName('any', name, () => new RegExp(`(?<!\\p{L})(?:${namePattern(name)})(?!\\p{L})`, 'iu')).test(
      text,
    )
  );
}
