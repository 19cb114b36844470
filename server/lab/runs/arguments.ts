import path from 'node:path';
import type { LabRequest } from '../../../schemas/console/lab.ts';

/** What a request is on the command line, for a world's folder and the run's own; `against`: the folder of the run to compare with. */
export function argumentsOf(
  request: LabRequest,
  { world, out, against }: { world: string; out: string; against?: string | undefined },
): string[] {
  if (request.kind === 'dataset') return datasetArguments(request, world, out);
  const { actorModel, maxTokens } = request;
  return [
    'eval',
    request.kind,
    ...ownArguments(request),
    ...(against === undefined ? [] : ['--against', against]),
    ...(actorModel === undefined ? [] : ['--actor-model', actorModel]),
    ...(maxTokens === undefined ? [] : ['--max-tokens', String(maxTokens)]),
    '--world',
    world,
    '--out',
    out,
  ];
}

/** Where the files of a dataset are in its run's folder: an export takes no folder that holds anything. */
export const DATASET_FOLDER = 'set';

function datasetArguments(
  { instances, layouts, includesWithoutConsent, keepsNames }: Extract<LabRequest, { kind: 'dataset' }>,
  world: string,
  out: string,
): string[] {
  return [
    'dataset',
    '--out',
    path.join(out, DATASET_FOLDER),
    '--world',
    path.basename(world),
    ...(instances.length > 0 ? ['--instance', ...instances] : []),
    ...(layouts.length > 0 ? ['--layout', ...layouts] : []),
    ...(includesWithoutConsent ? ['--include-without-consent'] : []),
    ...(keepsNames ? ['--keep-names'] : []),
  ];
}

function ownArguments(request: Exclude<LabRequest, { kind: 'dataset' }>): string[] {
  if (request.kind === 'acting')
    return ['--rounds', String(request.rounds), '--repeats', String(request.repeats)];
  const npcs = request.npcs.length > 0 ? ['--npc', ...request.npcs] : [];
  if (request.kind === 'regression') return ['--samples', String(request.samples), ...npcs];
  const { turns, runs, scenes } = request;
  return ['--turns', String(turns), '--runs', String(runs), ...(scenes ? ['--scenes'] : []), ...npcs];
}
