import { z } from 'zod';
import type { CheckedNpc, LabRequest, LabSetup, PrincipleView } from '../../../schemas/console/lab.ts';
import type { RouteName } from '../../../schemas/console/routes.ts';
import { SoliloquyError } from '../../../schemas/errors.ts';
import { LAYOUTS } from '../../../schemas/lab/training.ts';
import { InstanceName } from '../../../schemas/messages.ts';
import type { Principle } from '../../../schemas/principles.ts';
import { actorOf, judgeOf, labelOf } from '../../lab/calls/models.ts';
import { readPrinciples } from '../../lab/principles/packs.ts';
import { STARTER } from '../../lab/principles/starter.ts';
import { comparisonPage, incomparable } from '../../lab/report/compare.ts';
import { reportPage } from '../../lab/report/page.ts';
import { readReport } from '../../lab/report/read-report.ts';
import { runCommand } from '../../lab/runs/command-line.ts';
import { readScenes } from '../../lab/scenes.ts';
import { loadContent } from '../../persona/content.ts';
import { Refusal } from '../answer.ts';
import type { Handlers } from '../api.ts';
import { openInstance } from './instances.ts';
import type { ApiParts } from './parts.ts';
import { Line } from './words.ts';

const Count = (most: number) => z.int().min(1).max(most);
const Npcs = z.array(z.string().max(100)).max(1000);
/** A folder's name that every system takes. */
const Name = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} _-]{0,59}$/u, 'expected 1 to 60 letters, digits, spaces, - or _')
  .refine((name) => !/^(?:con|prn|aux|nul|(?:com|lpt)\d)$/i.test(name), 'expected another name')
  .transform((name) => name.normalize('NFC'));
const Common = {
  name: Name,
  actorModel: Line(200).min(1).optional(),
  maxTokens: Count(1e12).optional(),
};
const Request = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('acting'), ...Common, rounds: Count(200), repeats: Count(20) }),
  z.strictObject({
    kind: z.literal('regression'),
    ...Common,
    npcs: Npcs,
    samples: Count(50),
    against: z.string().max(200).optional(),
  }),
  z.strictObject({
    kind: z.literal('soak'),
    ...Common,
    npcs: Npcs,
    turns: Count(500),
    runs: Count(20),
    scenes: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('dataset'),
    name: Name,
    instances: z.array(InstanceName).max(100),
    layouts: z.array(z.enum(LAYOUTS)),
    includesWithoutConsent: z.boolean(),
    keepsNames: z.boolean(),
  }),
]) as unknown as z.ZodType<LabRequest, unknown>;
const Run = z.object({ run: z.string().max(200) });

/** The lab: measuring the cast from the console. */
export function labHandlers({
  cast,
  config,
  instances,
  labRuns,
  worldDir,
}: ApiParts): Handlers<Extract<RouteName, `lab.${string}`>> {
  return {
    'lab.runs': {
      input: z.object({}),
      run: async () => ({ runs: await labRuns.list() }),
    },
    'lab.setup': {
      input: z.object({}),
      run: async (): Promise<LabSetup> => {
        const actor = actorOf(config);
        return {
          actor: actor.isReal ? labelOf(actor) : 'the built-in model',
          judge: labelOf(judgeOf(config)),
          hasActorServer: actor.isReal,
          ...(await scenesIn(worldDir)),
        };
      },
    },
    'lab.estimate': {
      input: Request,
      run: async (request, signal) => ({ said: await labRuns.estimate(request, signal) }),
    },
    'lab.start': {
      input: Request,
      run: async (request) => {
        await labRuns.start(request);
        return { run: request.name };
      },
    },
    'lab.stop': {
      input: Run,
      run: async ({ run }) => {
        await labRuns.stop(run);
        return {};
      },
    },
    'lab.go-on': {
      input: Run,
      run: async ({ run }) => {
        await labRuns.goOn(run);
        return {};
      },
    },
    'lab.report': {
      input: Run,
      run: async ({ run }) => ({ html: reportPage(await readReport(await labRuns.folder(run))) }),
    },
    'lab.compare': {
      input: Run.extend({ other: z.string().max(200) }),
      run: async ({ run, other }) => {
        const [one, two] = await Promise.all(
          [run, other].map(async (name) => ({ name, report: await readReport(await labRuns.folder(name)) })),
        );
        const problem = incomparable(one!, two!);
        if (problem) throw new Refusal(422, 'bad-content', problem);
        return { html: comparisonPage(one!, two!) };
      },
    },
    'lab.principles': {
      input: z.object({ npc: z.string() }),
      run: async ({ npc }) => {
        cast.mustHave(npc);
        const principles = await readPrinciples(worldDir, cast.ids);
        const [here, world] = [principles.of(npc), principles.of('')];
        const isIn = (pack: readonly Principle[], principle: Principle) =>
          pack.some((other) => JSON.stringify(other) === JSON.stringify(principle));
        return {
          principles: here.map(
            (principle): PrincipleView => ({
              ...principle,
              from: isIn(STARTER, principle) ? 'own' : isIn(world, principle) ? 'world' : 'npc',
            }),
          ),
          without: STARTER.map(({ name }) => name).filter((name) => !here.some((one) => one.name === name)),
        };
      },
    },
    'lab.check': {
      input: z.object({ instance: InstanceName }),
      run: async ({ instance }, signal) => {
        openInstance({ instances }, instance);
        const args = ['check', '--json', '--world', cast.name, '--instance', instance];
        const { isWell, stdout, said } = await runCommand(args, config, signal);
        if (isWell) return { npcs: (JSON.parse(stdout) as { npcs: CheckedNpc[] }).npcs };
        throw new SoliloquyError('bad-content', said);
      },
    },
  };
}

async function scenesIn(worldDir: string): Promise<Pick<LabSetup, 'scenes' | 'problem'>> {
  try {
    const scenes = await readScenes(await loadContent(worldDir));
    return { scenes: scenes.map(({ title }) => title) };
  } catch (error) {
    if (error instanceof SoliloquyError) return { scenes: [], problem: error.message };
    throw error;
  }
}
