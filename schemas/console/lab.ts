import type { LayoutName } from '../lab/training.ts';

/** A run of the lab that the console starts: what is measured, and how much of it. */
export type LabRequest = { name: string } & (
  | { kind: 'acting'; rounds: number; repeats: number }
  | {
      kind: 'regression';
      npcs: string[];
      samples: number;
      /** The run to compare with; without it this is a baseline. */
      against?: string;
    }
  | { kind: 'soak'; npcs: string[]; turns: number; runs: number; scenes: boolean }
  | {
      /** Replies to the moments of the golden scenes, with rewards, to train with. */
      kind: 'rollouts';
      npcs: string[];
      samples: number;
    }
  | {
      /** Designers' and best-of preferences of a dataset, judged: does the judge see it as they do? */
      kind: 'judge';
      /** The run of the dataset. */
      dataset: string;
    }
  | {
      /** Dialogue that is there already, with thoughts, plans and settings put to it (reverse synthesis). */
      kind: 'enhance';
      /** By its name alone: one that the run has already. */
      files: (string | LabSource)[];
      /** Whose the choices of a story are. */
      player: string;
      includesWithoutConsent: boolean;
      keepsNames: boolean;
    }
  | {
      /** Recorded play as training data: no model is asked. */
      kind: 'dataset';
      /** None: all. */
      instances: string[];
      layouts: LayoutName[];
      includesWithoutConsent: boolean;
      keepsNames: boolean;
    }
) & {
    /** Another model of the server that the settings name; default: theirs. */
    actorModel?: string;
    /** Tokens after which nothing more is asked. */
    maxTokens?: number;
  };

/** A file of dialogue: a script, a story, a book, records or a transcript. */
export type LabSource = { name: string; text: string };

/** A folder of a run of the lab, below `lab` in the data folder, whoever began it. */
export type LabRun = {
  /** Of its folder. */
  name: string;
  /** As it is typed: `eval soak`. */
  command: string;
  /** Unix milliseconds: when something of it was written last. */
  changedAt: number;
  /** `stopped`: it was ended before it was through, and can go on. */
  status: 'running' | 'finished' | 'stopped';
  /** How far it is, or was. */
  progress: LabProgress | null;
  /** What ended it, where it is known. */
  problem?: string;
  /** As the console started it; it alone goes on from here. */
  request?: LabRequest;
  /** Whether this server has it under way, and can stop it. */
  isOurs: boolean;
  /** A regression's replies, with which others are compared. */
  isBaseline: boolean;
  report: LabSummary | null;
  /** What a finished dataset holds. */
  dataset?: LabDataset;
};

/** The head of a data card. */
export type LabDataset = {
  /** Absolute, on the server. */
  folder: string;
  conversations: {
    found: number;
    exported: number;
    withoutConsent: number;
    withoutReply: number;
    unreadable: number;
  };
  /** Replies that are to be learned, and how many of them have a plan. */
  targets: number;
  plans: number;
  /** Conversations. */
  splits: { train: number; validation: number; test: number };
  files: { path: string; rows: number }[];
};

/** What a run does at the moment, and how much of that is done. */
export type LabProgress = { label: string; done: number; total: number };

/** The head of a run's report. */
export type LabSummary = {
  kind: string;
  title: string;
  /** ISO 8601. */
  madeAt: string;
  judgedBy: string;
  isModelJudge: boolean;
  warnings: number;
  /** The first of its figures, as people read them. */
  figures: { name: string; value: string }[];
};

/** What runs that are started here work with. */
export type LabSetup = {
  /** Who plays and who judges in runs that are started here. */
  actor: string;
  judge: string;
  /** The cast: who is in the world's files, wherever it is just now. */
  npcs: { id: string; name: string }[];
  /** Whether a remote model plays, of whose server another can be named. */
  hasActorServer: boolean;
};

/** What a run may cost, as the command line says it. */
export type LabEstimate = { said: string };

/** A principle that holds for an NPC, and which file it is from; `own`: Soliloquy's. */
export type PrincipleView = {
  name: string;
  dimension: string;
  level: 'sentence' | 'session';
  polarity: 'negative' | 'positive';
  rule: string;
  signals: string[];
  from: 'own' | 'world' | 'npc';
};

/** A file of a world as it is; `hash` is for whoever edits it. */
export type WorldFile = { text: string; hash: string };

export type LabPrinciples = {
  principles: PrincipleView[];
  /** Names of Soliloquy's own that do not hold. */
  without: string[];
};

/** A file of a world to be edited: principles of an NPC or of the `world`, or a golden scene. */
export type EditedFile = {
  file: WorldFile | null;
  /** What to begin with where there is none. */
  template: string;
};

/** A golden scene, and how many moments each of its NPCs is measured by in a regression. */
export type SceneRow = { id: string; title: string; location: string; moments: Record<string, number> };

export type LabScenes = {
  scenes: SceneRow[];
  /** All files by their ids, those with mistakes among them. */
  files: string[];
  /** Why they cannot be played. */
  problem?: string;
};

/** What can be measured of an NPC's recorded turns. */
export type CheckedNpc = {
  npc: string;
  name: string;
  turns: number;
  /** Turns in which anything was found. */
  flagged: number;
  /** Visible words of a turn, on average. */
  words: number;
  /** Orders of thought, action and speech: the commonest, its share, and how much they vary. */
  layouts: { top: string; topShare: number; entropyBits: number; distinct: number };
  /** Mean of Self-BLEU-4 against the last three own turns, 0 to 1. */
  selfBleu: number;
  /** By rule: most severe first, then most often found. `turns`: in which it was found; `rate`: their share of all. */
  found: {
    check: string;
    principle: string;
    severity: number;
    limit: number;
    unit: string;
    turns: number;
    rate: number;
    worst: number;
    examples: { line: string; turn?: string; value: number; evidence: string }[];
  }[];
};

/** Every endpoint of the lab, by what it takes and answers. */
export type LabCalls = {
  runs: { input: Record<never, never>; answer: { runs: LabRun[] } };
  setup: { input: Record<never, never>; answer: LabSetup };
  estimate: { input: LabRequest; answer: LabEstimate };
  start: { input: LabRequest; answer: { run: string } };
  stop: { input: { run: string }; answer: Record<never, never> };
  goOn: {
    input: { run: string /** Its limit from now on. */; maxTokens?: number };
    answer: Record<never, never>;
  };
  principles: { input: { npc: string }; answer: LabPrinciples };
  principleFile: { input: { file: string }; answer: EditedFile };
  writePrinciples: { input: { file: string; text: string; base: string | null }; answer: WorldFile };
  scenes: { input: Record<never, never>; answer: LabScenes };
  sceneFile: { input: { scene: string }; answer: EditedFile };
  writeScene: { input: { scene: string; text: string; base: string | null }; answer: WorldFile };
  sceneDraft: { input: { turn: string }; answer: { text: string } };
  check: { input: { instance: string }; answer: { npcs: CheckedNpc[] } };
};
