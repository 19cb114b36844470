import path from 'node:path';
import { z } from 'zod';
import type { Config } from '../../../schemas/config.ts';
import type { CheckedNpc, LabSetup, PrincipleView } from '../../../schemas/console/lab.ts';
import type { RouteName } from '../../../schemas/console/routes.ts';
import { SoliloquyError } from '../../../schemas/errors.ts';
import { InstanceName } from '../../../schemas/messages.ts';
import type { Principle } from '../../../schemas/principles.ts';
import { actorOf, judgeOf, labelOf } from '../../lab/calls/models.ts';
import { PRINCIPLES, readPrinciples, starterYaml, WORLD_FILE } from '../../lab/principles/packs.ts';
import { STARTER } from '../../lab/principles/starter.ts';
import { comparisonPage, incomparable } from '../../lab/report/compare.ts';
import { messagePage, reportPage } from '../../lab/report/page.ts';
import { readReport } from '../../lab/report/read-report.ts';
import { runCommand } from '../../lab/runs/command-line.ts';
import { LabRequestInput, MAX_REQUEST_BYTES, MaxTokens } from '../../lab/runs/request.ts';
import { readWorldFile, writeWorldFile } from '../../lab/world-files.ts';
import { Refusal, refusalOf } from '../answer.ts';
import type { Handlers, Markup } from '../api.ts';
import { openInstance } from './instances.ts';
import type { SceneRoute } from './lab-scenes.ts';
import type { ApiParts } from './parts.ts';

const Run = z.object({ run: z.string().max(200) });
// What is optional is absent, never undefined: it comes as JSON.
const GoOn = Run.extend({ maxTokens: MaxTokens.optional() }) as unknown as z.ZodType<
  { run: string; maxTokens?: number },
  unknown
>;

const File = z.object({ file: z.string().max(200) });

const NPC_TEMPLATE = `# Principles by which this NPC's replies are judged, besides those of the world.
without: []
principles:
  - name: Never Hurries
    dimension: Character Development
    level: sentence
    polarity: negative
    rule: Speaks unhurriedly, whatever happens.
`;

/** The lab: measuring the cast from the console. */
export function labHandlers({
  cast,
  config,
  instances,
  labRuns,
  worldDir,
}: ApiParts): Handlers<Exclude<Extract<RouteName, `lab.${string}`>, SceneRoute>> {
  const assertFile = (file: string) => file === WORLD_FILE || cast.mustHave(file);
  return {
    'lab.runs': {
      input: z.object({}),
      run: async () => ({ runs: await labRuns.list() }),
    },
    'lab.setup': {
      input: z.object({}),
      run: (): LabSetup => {
        const actor = actorOf(config);
        return {
          actor: actor.isReal ? labelOf(actor) : 'the built-in model',
          judge: labelOf(judgeOf(config)),
          hasActorServer: actor.isReal,
          npcs: cast.ids.map((id) => ({ id, name: cast.mustHave(id).persona.name })),
        };
      },
    },
    'lab.estimate': {
      input: LabRequestInput,
      maxBytes: MAX_REQUEST_BYTES,
      run: async (request, signal) => ({ said: await labRuns.estimate(request, signal) }),
    },
    'lab.start': {
      input: LabRequestInput,
      maxBytes: MAX_REQUEST_BYTES,
      run: async (request) => {
        if (request.kind === 'dataset') assertShared(config);
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
      input: GoOn,
      run: async ({ run, maxTokens }) => {
        await labRuns.goOn(run, maxTokens);
        return {};
      },
    },
    'lab.report': {
      input: Run,
      run: ({ run }) => shown(async () => reportPage(await readReport(await labRuns.folder(run)))),
    },
    'lab.compare': {
      input: Run.extend({ other: z.string().max(200) }),
      run: ({ run, other }) =>
        shown(async () => {
          const [one, two] = await Promise.all(
            [run, other].map(async (name) => ({
              name,
              report: await readReport(await labRuns.folder(name)),
            })),
          );
          const problem = incomparable(one!, two!);
          if (problem) throw new Refusal(422, 'bad-content', problem);
          return comparisonPage(one!, two!);
        }),
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
    'lab.principle-file': {
      input: File,
      run: async ({ file }) => {
        assertFile(file);
        const template = file === WORLD_FILE ? starterYaml() : NPC_TEMPLATE;
        return { file: await readWorldFile(path.join(worldDir, PRINCIPLES), file), template };
      },
    },
    'lab.write-principles': {
      input: File.extend({ text: z.string().max(500_000), base: z.string().max(64).nullable() }),
      maxBytes: 2 * 1024 * 1024,
      run: ({ file, text, base }) => {
        assertFile(file);
        const folder = path.join(worldDir, PRINCIPLES);
        return writeWorldFile({ folder, id: file, text, base }, (draft) =>
          readPrinciples(worldDir, cast.ids, draft),
        );
      },
    },
    'lab.check': {
      input: z.object({ instance: InstanceName }),
      run: async ({ instance }, signal) => {
        openInstance({ instances }, instance);
        assertShared(config);
        const args = ['check', '--json', '--world', cast.name, '--instance', instance];
        const { isWell, stdout, said } = await runCommand(args, config, signal);
        if (isWell) return { npcs: (JSON.parse(stdout) as { npcs: CheckedNpc[] }).npcs };
        throw new SoliloquyError('bad-content', said);
      },
    },
  };
}

/** A page, or one that says why there is none: what stands in a frame has nobody else to say it. */
async function shown(page: () => Promise<string>): Promise<Markup> {
  try {
    return { html: await page() };
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    return { html: messagePage('There is no report', refusal.message), status: refusal.status };
  }
}

/** Throws where another process cannot read what this one has recorded. */
function assertShared({ DATABASE_URL }: Config): void {
  if (DATABASE_URL?.includes(':memory:'))
    throw new SoliloquyError(
      'bad-store',
      'This server keeps its record in memory, where nothing else can read it. Give it a file: DATABASE_URL, or leave that out.',
    );
}
