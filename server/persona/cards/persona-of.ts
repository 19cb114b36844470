import type { Persona } from '../../../schemas/persona.ts';
import type { CardData } from './card-schema.ts';
import { cardText, fit } from './card-text.ts';
import { exampleLines, lineOf } from './example-lines.ts';
import type { Report } from './report.ts';
import { spokenIn } from './spoken.ts';

const MAX_GREETINGS = 12;
const NOT_IN_CARDS = 'character cards have no such field: a plain default, to be written anew';

/** Who the card is about: its name as ours may be, and what it is called in its texts. */
export type Named = { name: string; char: string };

/** A card's character as a persona of ours; what a card has no field for gets a plain default. */
export function personaOf(card: CardData, { name, char }: Named, location: string, report: Report): Persona {
  const told = (field: 'description' | 'personality' | 'scenario') => {
    const { text, done } = cardText(card[field], { char, isSpoken: false });
    return { text, note: done };
  };
  const [about, personality, scenario] = [told('description'), told('personality'), told('scenario')];
  const keep = (field: string, to: string, notes: string[], note: string) => {
    report.took(field, to, note);
    for (const change of notes) report.changed(field, to, change);
  };

  const profile = fit(about.text, 4000);
  const own = fit(personality.text, 3000);
  const past = fit([profile.rest, scenario.text].filter(Boolean).join('\n\n'), 5000);
  if (profile.text) keep('description', 'profile', about.note, 'who the character is');
  else report.changed('description', 'profile', 'the card has none: a plain default');
  if (profile.rest)
    report.changed(
      'description',
      'background',
      'longer than a profile (4000 characters); it goes on in the background',
    );
  if (own.text) keep('personality', 'personality', personality.note, 'how the character is');
  else report.changed('personality', 'personality', 'the card has none: a plain default');
  if (own.rest) report.changed('personality', 'personality', 'cut at a sentence: 3000 characters');
  if (scenario.text)
    keep(
      'scenario',
      'background',
      scenario.note,
      "the situation; if it belongs to the place, move it to the location's scene",
    );
  else report.changed('scenario', 'background', 'the card has none: a plain default');
  if (past.rest) report.changed('scenario', 'background', 'cut at a sentence: 5000 characters');

  const greetings = greetingsOf(card, char, report);
  const names = [card.name, card.nickname, name, char].map((known) => known.trim().toLowerCase());
  const spoken = exampleLines(card.mes_example, { char, names: names.filter(Boolean) }, report);
  const examples = [...spoken, ...greetings.lines];
  if (greetings.lines.length > 0)
    report.took('first_mes', 'examples', 'how the character greets, with what it does meanwhile');
  if (examples.length === 0) report.changed('mes_example', 'examples', 'the card has none: a plain default');

  const look = glance(about.text, name);
  report.changed('description', 'description', look.note);
  for (const field of ['motivation', 'speechStyle']) report.changed('', field, NOT_IN_CARDS);
  report.changed('', 'location', `cards name no place: where the world starts, ${location}`);
  return {
    name,
    description: look.text,
    location,
    mood: 'calm',
    profile: profile.text || `${name}. Nobody has written yet who that is.`,
    personality: own.text || (profile.text ? 'As the profile says.' : 'Not described yet.'),
    background: past.text || `Nothing has been told yet of what ${name} did before.`,
    motivation: ['Talk with those who come near.'],
    secrets: [],
    relationships: {},
    speechStyle: spoken.length > 0 ? 'As in the examples.' : 'Plain, short sentences.',
    greeting: greetings.texts.length > 0 ? greetings.texts : ['Good day.'],
    taboo: [],
    examples: examples.length > 0 ? examples : [{ kind: 'greeting', say: 'Good day.' }],
    model: {},
  };
}

/** What the character says first, and that with what it does as example lines. */
function greetingsOf(card: CardData, char: string, report: Report) {
  const [texts, lines]: [string[], Persona['examples']] = [[], []];
  const all = [
    { field: 'first_mes', prose: card.first_mes },
    ...card.alternate_greetings.map((prose) => ({ field: 'alternate_greetings', prose })),
    ...card.group_only_greetings.map((prose) => ({ field: 'group_only_greetings', prose })),
  ].filter(({ prose }) => prose.trim() !== '');
  for (const { field, prose } of all) {
    if (texts.length === MAX_GREETINGS) {
      report.left(field, `greetings beyond the first ${MAX_GREETINGS}`);
      break;
    }
    const { text, done } = cardText(prose, { char, isSpoken: true });
    const { say, action } = spokenIn(text);
    const words = fit(say, 400);
    if (words.text === '') {
      report.left(field, 'tells a scene in which nobody speaks; a greeting is what the character says');
      continue;
    }
    const isMarked = /["“«「*]/.test(text);
    const note = action
      ? 'the spoken words; what is told around them is no greeting'
      : `what the character says first${isMarked ? '' : '; nothing in it marks what is told, so all of it was taken for speech'}`;
    if (action) report.changed(field, 'greeting', note);
    else report.took(field, 'greeting', note);
    for (const change of done) report.changed(field, 'greeting', change);
    if (words.rest) report.changed(field, 'greeting', 'cut at a sentence: a greeting has 400 characters');
    if (!texts.includes(words.text)) texts.push(words.text);
    const { line } = lineOf(prose, char, '', 'greeting');
    if (line?.action) lines.push(line);
  }
  if (texts.length === 0)
    report.changed('first_mes', 'greeting', 'the card has no spoken greeting: a plain default');
  return { texts, lines };
}

/** The first sentence of a description in prose; of one in lists or code no sentence says what is seen. */
function glance(about: string, name: string): { text: string; note: string } {
  const first =
    about
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? '';
  const sentence = /^\p{L}[^[\]{}|=+:<>]{15,}?[.!?](?=\s|$)/u.exec(first.slice(0, 300))?.[0];
  if (sentence)
    return {
      text: sentence,
      note: "the first sentence of the card's description; players see it, so see that it gives nothing away",
    };
  return {
    text: `${name}. Nobody has described what one sees.`,
    note: 'no sentence of the card says what one sees; players see this, so write what they see',
  };
}
