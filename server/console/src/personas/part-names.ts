/** What the fields of entries are called on the page. */
export const PARTS: Record<string, string> = {
  text: 'secret',
  topic: 'topic',
  keys: 'words',
  deflect: 'answers',
  kind: 'kind',
  cue: 'cue',
  say: 'words',
  action: 'action',
  thought: 'thought',
  model: 'model',
  temperature: 'temperature',
  plan: 'plan',
  maxTokens: 'longest reply',
  bestOf: 'best of',
};
