import type { CardDraft, Character } from '../card.ts';
import type { Download } from './routes.ts';

/** A character read from a file, with what is in the world already. */
export type ReadDraft = {
  draft: CardDraft;
  /** File names that are taken, without their ending. */
  personas: string[];
  lore: string[];
  /** By id. */
  locations: Record<string, string>;
};

/** What a refused character was refused for. */
export type Taken = { taken: string[] };

/** `yaml`: our own file; `v2` and `v3`: character cards as JSON; `png`: a version 3 card in a picture. */
export type CharacterForm = 'yaml' | 'v2' | 'v3' | 'png';
/** Which lore goes along: none, what the character knows by name, or all it knows. */
export type LoreChoice = 'none' | 'own' | 'all';

type Asked = { instance: string; npc: string; lore: LoreChoice };

/** What the page of import and export asks for, and what it gets. */
export type ExchangeCalls = {
  /** `file`: the bytes in base64. */
  read: { input: { name: string; file: string }; answer: ReadDraft };
  /** `slug`: the name under which it goes into the world; the character may have been read under another. */
  add: { input: { slug: string; character: Character }; answer: { files: string[] } };
  export: { input: Asked & { form: CharacterForm }; answer: Download };
  /** `image`: a PNG in base64. */
  picture: { input: Asked & { image: string }; answer: Download };
  transcript: { input: { instance: string; form: 'jsonl' | 'markdown' }; answer: Download };
};
