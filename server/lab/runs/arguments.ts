import path from 'node:path';
import type { LabRequest } from '../../../schemas/console/lab.ts';
import { PAIRS_FILE, SOURCES_FOLDER } from '../calls/run.ts';
import { nameOf } from './request.ts';

type Places = {
  /** The folder of the world that is measured. */
  world: string;
  /** The run's own. */
  out: string;
  /** Of the run to compare with. */
  against?: string;
};

/** Where the files of a dataset are in its run's folder: an export takes no folder that holds anything. */
export const DATASET_FOLDER = 'set';

/** What a request is on the command line. Each value is one word with its flag, so that none is taken for another flag. */
export function argumentsOf(request: LabRequest, { world, out, against }: Places): string[] {
  if (request.kind === 'dataset') {
    const { instances, layouts, includesWithoutConsent, keepsNames } = request;
    return [
      'dataset',
      ...flags('out', [path.join(out, DATASET_FOLDER)]),
      ...flags('world', [path.basename(world)]),
      ...flags('instance', instances),
      ...flags('layout', layouts),
      ...(includesWithoutConsent ? ['--include-without-consent'] : []),
      ...(keepsNames ? ['--keep-names'] : []),
    ];
  }
  const { actorModel, maxTokens } = request;
  return [
    ...commandOf(request).split(' '),
    ...ownFlags(request, out),
    ...flags('against', against === undefined ? [] : [against]),
    ...flags('actor-model', actorModel === undefined ? [] : [actorModel]),
    ...flags('max-tokens', maxTokens === undefined ? [] : [maxTokens]),
    ...flags('world', [world]),
    ...flags('out', [out]),
  ];
}

/** As a command is typed. */
export const commandOf = ({ kind }: LabRequest): string =>
  kind === 'acting' || kind === 'regression' || kind === 'soak' ? `eval ${kind}` : kind;

function ownFlags(request: Exclude<LabRequest, { kind: 'dataset' }>, out: string): string[] {
  if (request.kind === 'judge') return [path.join(out, PAIRS_FILE)];
  if (request.kind === 'enhance') {
    const { files, player, includesWithoutConsent, keepsNames } = request;
    return [
      ...files.map((file) => path.join(out, SOURCES_FOLDER, nameOf(file))),
      ...flags('player', [player]),
      ...(includesWithoutConsent ? ['--include-without-consent'] : []),
      ...(keepsNames ? ['--keep-names'] : []),
    ];
  }
  if (request.kind === 'acting')
    return [...flags('rounds', [request.rounds]), ...flags('repeats', [request.repeats])];
  const npcs = flags('npc', request.npcs);
  if (request.kind === 'rollouts' || request.kind === 'regression')
    return [...flags('samples', [request.samples]), ...npcs];
  const { turns, runs, scenes } = request;
  return [...flags('turns', [turns]), ...flags('runs', [runs]), ...(scenes ? ['--scenes'] : []), ...npcs];
}

const flags = (name: string, values: readonly (string | number)[]): string[] =>
  values.map((value) => `--${name}=${value}`);
