/** The principles that can be measured, as the starter pack names them. */
export const PRINCIPLES = {
  Format: {
    dimension: 'Overall Quality',
    level: 'sentence',
    rule: 'The reply keeps the format that it was asked for.',
  },
  'Narrative person': {
    dimension: 'Overall Quality',
    level: 'sentence',
    rule: 'Thoughts are in the first person, actions have no subject, plans are about the character.',
  },
  'Openness & Diversity': {
    dimension: 'Overall Quality',
    level: 'session',
    rule: 'Layout and wording vary from turn to turn.',
  },
  Repetition: { dimension: 'Overall Quality', level: 'session', rule: 'No reused phrases or beats.' },
  'Reader Experience': {
    dimension: 'Overall Quality',
    level: 'sentence',
    rule: 'It reads well and has the right length.',
  },
  'Meta leak': {
    dimension: 'Safety & Boundaries',
    level: 'sentence',
    rule: 'No plan, tags, prompt or talk of the model in what players see.',
  },
  'One language': {
    dimension: 'Worldview Consistency',
    level: 'sentence',
    rule: 'Nothing in a language that has no place here.',
  },
  'Speaks for others': {
    dimension: 'Safety & Boundaries',
    level: 'sentence',
    rule: 'Never writes words, acts or thoughts of the player or another character.',
  },
  Subtext: { dimension: 'Emotional Expression', level: 'sentence', rule: 'Feeling is shown, not announced.' },
} as const satisfies Record<string, { dimension: string; level: 'sentence' | 'session'; rule: string }>;

export type PrincipleName = keyof typeof PRINCIPLES;
