import type { LabRequest, LabRun, LabSetup, LabSource } from '../../../../schemas/console/lab.ts';
import type { LayoutName } from '../../../../schemas/lab/training.ts';

/** A new run as it is typed. */
export type Draft = {
  kind: LabRequest['kind'];
  name: string;
  npcs: string[];
  against: string;
  samples: string;
  rounds: string;
  repeats: string;
  turns: string;
  runs: string;
  scenes: boolean;
  /** Of rollouts. */
  rollouts: string;
  /** The run of the dataset whose preferences are judged. */
  dataset: string;
  /** Whose the choices of a story are. */
  player: string;
  /** Of the dataset: empty for every instance. */
  instance: string;
  layouts: LayoutName[];
  includesWithoutConsent: boolean;
  keepsNames: boolean;
  actorModel: string;
  maxTokens: string;
};

export const EMPTY: Draft = {
  kind: 'regression',
  name: '',
  npcs: [],
  against: '',
  samples: '3',
  rounds: '20',
  repeats: '1',
  turns: '100',
  runs: '3',
  scenes: false,
  rollouts: '8',
  dataset: '',
  player: 'Player',
  instance: '',
  layouts: [],
  includesWithoutConsent: false,
  keepsNames: false,
  actorModel: '',
  maxTokens: '',
};

export const KINDS: readonly { kind: Draft['kind']; name: string; about: string }[] = [
  {
    kind: 'regression',
    name: 'Regression: before and after an edit',
    about:
      'NPCs reply to every moment of the golden scenes; after an edit or with another model the replies are compared in pairs.',
  },
  {
    kind: 'acting',
    name: 'Acting: whole scenes',
    about:
      'A model acts the golden scenes; flaws of storyline, human likeness, fidelity and quality are counted.',
  },
  {
    kind: 'soak',
    name: 'Soak: long talks',
    about: 'NPCs talk with a simulated player for a hundred turns: does talk grow stale, and where?',
  },
  {
    kind: 'rollouts',
    name: 'Rollouts: replies with rewards, to train with',
    about:
      'Several replies to every moment of the golden scenes, rewarded by judge and checks, as trainers for reinforcement read them.',
  },
  {
    kind: 'judge',
    name: 'Judge: does it see it as you do?',
    about:
      'The judge compares the pairs of a dataset, which designers or the best-of choice decided, in both orders; what speaks against it is told.',
  },
  {
    kind: 'enhance',
    name: 'Enhance: thoughts for dialogue you have',
    about:
      'Scripts, stories, books and transcripts become records with thoughts, plans and settings, as role-play models learn from; what fails a check is left out, and the report says why.',
  },
  {
    kind: 'dataset',
    name: 'Dataset: recorded play to train with',
    about:
      "HER's records, samples for fine-tuning, preference pairs and prompts for reinforcement, of play that players have agreed to. No model is asked.",
  },
];

type Known = {
  runs: readonly LabRun[];
  npcs: LabSetup['npcs'];
  /** A baseline that is to be compared with. */
  against: string | undefined;
};

/** The draft that was kept, without what is not there any more; of a baseline that is compared with, what it was asked for. */
export function draftOf(kept: string, { runs, npcs, against }: Known): Draft {
  const draft = { ...EMPTY, ...parsed(kept) };
  const baseline = runs.find(({ name }) => name === against)?.request;
  const asked: Partial<Draft> =
    baseline?.kind === 'regression'
      ? { npcs: baseline.npcs, samples: String(baseline.samples), actorModel: baseline.actorModel ?? '' }
      : {};
  const all = { ...draft, ...(against !== undefined && { kind: 'regression' as const, against, ...asked }) };
  const datasets = runs.filter(({ dataset }) => dataset).map(({ name }) => name);
  return {
    ...all,
    dataset: datasets.includes(all.dataset) ? all.dataset : (datasets[0] ?? ''),
    npcs: all.npcs.filter((id) => npcs.some((npc) => npc.id === id)),
    against: runs.some(({ name, isBaseline }) => isBaseline && name === all.against) ? all.against : '',
  };
}

function parsed(kept: string): Partial<Draft> {
  try {
    return JSON.parse(kept) as Partial<Draft>;
  } catch {
    return {};
  }
}

/** What the fields are called, by their names in a request. */
export const LABELS = {
  name: 'Name',
  samples: 'Replies to each moment',
  rounds: 'Utterances at most',
  repeats: 'How often each scene',
  turns: 'Turns of a talk',
  runs: 'Talks of each NPC',
  actorModel: 'Another model',
  maxTokens: 'Tokens at most',
  files: 'Files',
  player: 'Whose the choices of a story are',
} as const;

/** What the server refuses, by the fields as they are called here. */
export const ofFields = (message: string): string =>
  message.replaceAll(/^(\w+):/gm, (whole, field: string) =>
    field in LABELS ? `${LABELS[field as keyof typeof LABELS]}:` : whole,
  );

/** What is asked for by a draft, and the files that were chosen for it. */
export function requestOf(draft: Draft, files: LabSource[]): LabRequest {
  const { kind, name, npcs, against, actorModel, maxTokens } = draft;
  if (kind === 'dataset') {
    const { instance, layouts, includesWithoutConsent, keepsNames } = draft;
    const instances = instance ? [instance] : [];
    return { kind, name: name.trim(), instances, layouts, includesWithoutConsent, keepsNames };
  }
  const common = {
    name: name.trim(),
    ...(actorModel.trim() && { actorModel: actorModel.trim() }),
    ...(maxTokens.trim() && { maxTokens: Number(maxTokens) }),
  };
  if (kind === 'judge') {
    const { actorModel: _, ...judged } = common;
    return { ...judged, kind, dataset: draft.dataset };
  }
  if (kind === 'enhance') {
    const { player, includesWithoutConsent, keepsNames } = draft;
    return { ...common, kind, files, player, includesWithoutConsent, keepsNames };
  }
  const number = (field: 'samples' | 'rounds' | 'repeats' | 'turns' | 'runs' | 'rollouts') =>
    Number(draft[field]);
  if (kind === 'acting') return { ...common, kind, rounds: number('rounds'), repeats: number('repeats') };
  if (kind === 'rollouts') return { ...common, kind, npcs, samples: number('rollouts') };
  if (kind === 'regression')
    return { ...common, kind, npcs, samples: number('samples'), ...(against && { against }) };
  return { ...common, kind, npcs, turns: number('turns'), runs: number('runs'), scenes: draft.scenes };
}

/** A name that no run has: `regression 2`. */
export function freeName(kind: Draft['kind'], runs: readonly LabRun[]): string {
  const taken = new Set(runs.map(({ name }) => name));
  for (let count = 1; ; count += 1) if (!taken.has(`${kind} ${count}`)) return `${kind} ${count}`;
}
