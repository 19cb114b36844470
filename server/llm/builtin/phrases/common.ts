/** Small acts that anyone might do, for when a persona's own are used up. */
export const ACTIONS = [
  'looks up',
  'glances aside',
  'nods slowly',
  'pauses',
  'takes a step closer',
  'looks away for a moment',
  'shifts a little',
  'turns round',
  'listens',
  'looks down',
  'takes a breath',
  'leans back',
  'half turns to go and stays',
  'looks over one shoulder',
  'waits a moment',
  'moves a hand as if to point',
  'stands still',
  'sits up',
  'tilts one hand this way and that',
  'looks from one thing to another',
] as const;

/** Thoughts that hold whatever was said. */
export const THOUGHTS = [
  'I choose my words',
  'I should keep this short',
  'I have said stranger things',
  'I wonder where this is going',
  'I have time enough for this',
  'I would rather listen than talk',
  'I say it as it comes to me',
  'I keep my face as it is',
  'I have nothing to lose by answering',
  'I want to see what comes of it',
  'I take my time with this one',
  'I had other things to do today',
] as const;
