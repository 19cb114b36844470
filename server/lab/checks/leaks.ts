import { TagStream } from '../../her/tag-stream.ts';
import type { Finding } from './check.ts';
import { aroundName, unquoted } from './names.ts';
import { counted, found, RULES } from './rules.ts';
import { type Turn, wasHeard } from './turn.ts';
import { sharedStretch, wordsOf } from './words.ts';

const HEADERS =
  /={3,}[^=\n]{1,60}={3,}|(?<!\p{L})(?:Conversation Start|Your Inner Thoughts|Current Scenario|Information about (?:the )?other Characters|System Prompt)(?!\p{L})|<\|[\w ]{1,30}\|>|\[\/?INST\]|#{2,4} (?:System|User|Assistant|Instructions?)\b/gu;
/** Only where one of these stands is there anything of the next ones. */
const HINT =
  /model|assist|fulfil|comply|generat|continue|gpt|open|anthropic|deepseek|qwen|llama|training|guideline|cutoff|policy|charact|role|ooc|user|assistant|chat|personal|feeling|opinion|fiction|\bai\b/i;
const AI_TALK: readonly RegExp[] = [
  /(?<!\p{L})(?:large )?language model(?!\p{L})/giu,
  /(?<!\p{L})I (?:can(?:not|['’]t)|won['’]t be able to) (?:assist|help you) with (?:that|this) (?:request|content|topic)/giu,
  /(?<!\p{L})I (?:can(?:not|['’]t)|am unable to) (?:assist with|fulfil+|comply with|generate|continue with) (?:that|this|your|such|the request)/giu,
  /(?<!\p{L})(?:ChatGPT|OpenAI|Anthropic|DeepSeek|Qwen|LLaMA)(?!\p{L})/gu,
  /(?<!\p{L})my (?:training data|programming guidelines|knowledge cutoff|content policy)(?!\p{L})/giu,
  /(?<!\p{L})(?:stay(?:ing)?|break(?:ing)?|remain(?:ing)?) (?:in |out of )?character(?!\p{L})/giu,
  /(?<!\p{L})(?:as|I['’]m|I am) an? (?:virtual assistant|helpful assistant|chat ?bot|fictional character)(?!\p{L})/giu,
  /(?<!\p{L})I (?:do not|don['’]t) have (?:personal|real|human) (?:opinions?|feelings?|emotions?|experiences?|beliefs?|preferences?)(?!\p{L})/giu,
  /(?<!\p{L})(?:this|the|our|in a) role-?\s?play(?:ing)?(?!\p{L})/giu,
  /\(\(?\s*OOC\b|(?<!\p{L})OOC:|(?<!\p{L})as the (?:user|AI)(?!\p{L})/giu,
];
/** Talk of the model, but where a character is a machine or works with such; `habit`: it speaks so in other turns. */
const PERHAPS: readonly { phrase: RegExp; habit: RegExp }[] = [
  {
    phrase: /(?<!\p{L})(?:as|I['’]m|I am)(?: (?:just|only|merely))? an AI(?: assistant| model)?(?!\p{L})/giu,
    habit:
      /(?<!\p{L})(?:AI|A\.I\.|android|robot|droid|machine|circuits?|processors?|program|subroutines?|automaton)(?!\p{L})/u,
  },
  {
    phrase:
      /(?<!\p{L})the user(?:['’]s)? (?:wants?|asks?|asked|said|says|requests?|is asking|input|message)(?!\p{L})/giu,
    habit: /(?<!\p{L})(?:users?|accounts?|servers?|logins?|passwords?)(?!\p{L})/iu,
  },
];

/** What is not the character's and reaches players: tags, the plan, the prompt, the model itself. */
export function leaks(turn: Turn): Finding[] {
  const texts = turn.reply.all('role_action', 'speech');
  if (texts.length === 0) return [];
  const text = texts.join('\n');
  return [
    ...counted('leak.tag', tagsIn(texts)),
    ...leakedPlan(turn),
    ...counted('leak.header', text.match(HEADERS) ?? []),
    ...counted('leak.ai', aiTalk(text, turn)),
  ];
}

function tagsIn(texts: readonly string[]): string[] {
  return texts
    .filter((text) => /[<＜[［]/.test(text))
    .flatMap((text) => {
      const tags = new TagStream();
      return [...tags.push(text), ...tags.end()].flatMap(({ tag, text: written }) =>
        tag !== null && written.trim().length > 1 ? [written] : [],
      );
    });
}

const DRAFT = /(?:^|\n|\s)\**(?:draft(?:ing)?|reply|line|possible (?:line|reply))\**\s*[:：][\s\S]*$/i;

/** What a plan quotes or drafts is meant to be said, and what somebody else said is no secret. */
function leakedPlan({ reply, heard, name }: Turn): Finding[] {
  const plans = reply.all('system_thinking');
  const least = RULES['leak.plan'].limit + 1;
  if (plans.length === 0 || reply.publicWords.length < least) return [];
  const plan = plans.map((text) => unquoted(text.replace(DRAFT, '')).replaceAll(spoken(name), '')).join('\n');
  const stretch = sharedStretch(reply.publicWords, wordsOf(plan), least);
  if (stretch.length === 0 || wasHeard(stretch, heard, least)) return [];
  return [found('leak.plan', stretch.length, stretch.join(' '))];
}

/** `Mara: Come in.` within a plan is what she is to say. */
const spoken = (name: string): RegExp =>
  aroundName('spoken', name, (pattern) => new RegExp(`^\\s*(?:${pattern}):.*$`, 'gimu'));

function aiTalk(text: string, { own, reply, name }: Turn): string[] {
  if (!HINT.test(text)) return [];
  const isUsual = ({ phrase, habit }: (typeof PERHAPS)[number]): boolean =>
    habit.test(name) || [...own, reply].some(({ speech }) => habit.test(speech.replaceAll(phrase, '')));
  return [
    ...AI_TALK.flatMap((pattern) => text.match(pattern) ?? []),
    ...PERHAPS.flatMap((perhaps) => (isUsual(perhaps) ? [] : (text.match(perhaps.phrase) ?? []))),
  ];
}
