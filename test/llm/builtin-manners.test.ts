import { expect, test } from 'vitest';
import type { Span } from '../../schemas/layers.ts';
import { givesAway } from '../../server/llm/builtin/retrieval.ts';
import { sentencesOf } from './builtin-checks.ts';
import { speechOf, talk } from './builtin-scene.ts';
import { inRavenmoor, ravenmoor, surroundingsOf } from './ravenmoor.ts';

/** What is said in Ravenmoor to the last of these words, with some seeds. */
async function replies(npc: string, ...said: string[]): Promise<string[]> {
  const setting = inRavenmoor(npc);
  const scene = surroundingsOf(setting);
  const talks = await Promise.all([1, 2, 3].map((seed) => talk(setting, said, seed, { scene })));
  return talks.map((spans) => speechOf(spans.at(-1)!));
}

const kindUsed = (spans: Span[] | undefined): string => spans?.[0]?.text ?? '';

test.each([
  ['I want to die.', /want to die/i],
  ['I lost my dog.', /\byour dog\b/i],
  ['My father is dying.', /your father/i],
  ['My mother died last week.', /your mother|\bhe\b/i],
  ['I love you.', /you love/i],
  ["I'm thirsty.", /you(?:'re| are) thirsty/i],
  ["My name isn't Bob.", /\bBob\b/],
  ['Mara: I killed him.', /you killed|\bMara you\b/],
  ['I am so tired.', /you(?:'re| are) so tired/i],
  ['I want to be a knight.', /you want/i],
])('"%s" is answered, not told back, by anybody', async (said, echo) => {
  for (const { npc } of ravenmoor)
    for (const speech of await replies(npc, said)) {
      expect(speech).not.toMatch(echo);
      expect(speech).not.toMatch(/, is (?:it|that so)\b/);
    }
});

test('feelings and needs are met with the lines that were written for them', async () => {
  for (const speech of await replies('mara', "I'm thirsty.")) expect(speech).toContain('A penny for brown.');
  for (const speech of await replies('mara', 'A beer, please.'))
    expect(speech).toContain('A penny for brown.');
  for (const speech of await replies('mara', 'Is there a room for the night?'))
    expect(speech).toContain('Four pennies for the dry bed');
  for (const speech of await replies('mara', "I'm hungry.")) expect(speech).toBe('Now that, I can mend.');
  for (const speech of await replies('mara', 'My brother died.')) expect(speech).toContain('Oh, love.');
  for (const speech of await replies('mara', 'I want to die.')) expect(speech).toContain('Shell these beans');
  const [spans] = await talk(inRavenmoor('mara'), ['My father is dying.']);
  expect(kindUsed(spans)).toContain('answers the grief it hears');
});

test('what lasts is told back whole and remembered; feelings and courtesies are not', async () => {
  const facts = ['I have a red boat.', 'I come from the north.', 'I work as a cooper.', 'I like eels.'];
  for (const { npc } of ravenmoor) {
    const [about] = await replies(npc, ...facts, "I'm sorry.", 'I love you.', 'What do you know about me?');
    expect(about).toMatch(/\byou (?:have|come|work|like)\b/);
    for (const speech of await replies(npc, "I'm sorry.", 'so what')) expect(speech).not.toMatch(/sorry/);
  }
  for (const speech of await replies('isolde', 'I have a red boat.'))
    expect(speech).toContain('you have a red boat');
});

test('a name is taken with its title, and given up when it was the wrong one', async () => {
  for (const speech of await replies('osric', "My name is Dr. von Trapp-O'Neill III.", 'What is my name?'))
    expect(speech).toContain("Dr. von Trapp-O'Neill III");
  for (const speech of await replies('osric', 'My name is Bob.', "My name isn't Bob.", 'What is my name?'))
    expect(speech).not.toMatch(/(?:are|is|name of|as) Bob\b|^Bob/);
});

test('who is here and where somebody is are said, by what the NPC can know', async () => {
  for (const speech of await replies('mara', 'Who is in this room?'))
    expect(speech).toMatch(/Isolde Farrow and Old Tam Reddick/);
  for (const speech of await replies('brandt', 'Who else is here?'))
    expect(speech).not.toMatch(/Mara|Tam|Wren/);
  for (const speech of await replies('mara', 'Where is Brother Osric?'))
    expect(speech).toContain("Saint Audra's Chapel");
  for (const speech of await replies('mara', 'Where is Tam?')) {
    expect(speech).toContain('Old Tam Reddick');
    expect(speech).not.toMatch(/chalk up|Sunken Bell/);
  }
  for (const speech of await replies('mara', 'Where is Corven?')) expect(speech).toMatch(/landing|bailiff/);
});

test('a question about the NPC itself gets what may be told, never an insult, and never a secret', async () => {
  const questions = [
    'What is your goal?',
    'What do you want?',
    'What are you thinking right now?',
    "What's your favourite food?",
    'Tell me your story.',
    'Where do you come from?',
    'Are you a good man?',
    'What are you doing?',
  ];
  for (const setting of ravenmoor) {
    const scene = surroundingsOf(setting);
    for (const question of questions)
      for (const seed of [1, 2, 3]) {
        const [spans] = await talk(setting, [question], seed, { scene });
        expect(kindUsed(spans), question).not.toMatch(/turns down|of the kind (?:anger|threat)/);
        for (const sentence of sentencesOf(spans!).filter((each) => each.includes(' ')))
          expect(givesAway(setting.persona, sentence), sentence).toBe(false);
      }
  }
  for (const speech of await replies('mara', 'What is your goal?'))
    expect(speech).toMatch(/keep the house running, the fire in, and the Eel Supper fed/);
  for (const speech of await replies('mara', 'Tell me your story.'))
    expect(speech).toContain('I was three in the Long Flood');
  for (const speech of await replies('mara', 'How do you make ale?'))
    expect(speech).toContain('I brew the brown ale');
});

test('a name in a question means whom it names, and a follow-up what was just told', async () => {
  for (const speech of await replies('osric', 'Is Brother Osric a good man?'))
    expect(speech).not.toMatch(/Cut|drain/);
  for (const speech of await replies('osric', 'Tell me about Elsbeth Venn.', "Was she Mara's mother?"))
    expect(speech).toMatch(/^(?:So it is, and so I said|The same, and no other|You have heard it rightly)/);
});

test('the news are public facts, whole, and none that come near the one who tells them', async () => {
  for (const speech of await replies('mara', "what's the news?")) {
    expect(speech).not.toMatch(/cellar/);
    if (speech.includes('His boat')) expect(speech).toMatch(/^Corven Ashe, the bailiff/);
  }
});

test('a taboo topic is turned down in an apology too, and not for what is the speaker’s own', async () => {
  const { taboo } = inRavenmoor('mara').persona;
  for (const speech of await replies('mara', "I'm sorry about Nell."))
    expect(taboo[0]!.deflect.some((line) => speech.includes(line))).toBe(true);
  for (const speech of await replies('mara', 'My child is ill.'))
    expect(taboo[0]!.deflect.some((line) => speech.includes(line))).toBe(false);
});

test('a sentence that follows a way of beginning begins small, or stands by itself', async () => {
  for (const { npc } of ravenmoor)
    for (const speech of await replies(npc, 'Tell me about the flood.')) {
      expect(speech).toMatch(/(?:^|[.!?] )Forty-one|, (?:well, |yes, |but )?forty-one/);
      expect(speech).not.toMatch(/(?:know this|rest of it|so glad you asked|told you this part), /i);
    }
});
