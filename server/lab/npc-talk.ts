import type { Config } from '../../schemas/config.ts';
import type { HerForm, PlanMode, Span } from '../../schemas/layers.ts';
import type { Persona } from '../../schemas/persona.ts';
import type { ChatMessage, Circumstance, Scene } from '../../schemas/scene.ts';
import type { Lore, LoreBudget } from '../../schemas/world.ts';
import { ReplyParser } from '../her/parser.ts';
import { composePrompt } from '../her/prompt.ts';
import { viewFor } from '../her/views.ts';
import { countTokens } from '../llm/tokens.ts';
import { History } from '../memory/history.ts';
import type { Content } from '../persona/content.ts';
import { knownLore, recalledLore } from '../persona/lore.ts';
import type { LabModel } from './calls/lab-model.ts';
import { answerTextOf } from './her-text.ts';
import type { Said } from './judge/judge.ts';
import type { RunOptions } from './options.ts';
import { type Person, talkScene } from './talk-scene.ts';

/** An NPC somewhere, with all that stays the same while it talks. */
export type Stage = {
  npc: string;
  persona: Persona;
  world: Scene['world'];
  /** `scene`: what is going on, known to everybody there. */
  location: Scene['location'];
  people: readonly Person[];
  /** Who of them is there, by name. */
  present: readonly string[];
  /** What happened before, known to everybody there. */
  before?: string;
  /** What the NPC wants here, if not what it always wants. */
  goal?: string;
  /** What the NPC may know; without conditions, since there is no world to hold them against. */
  knowledge: readonly Lore[];
  loreBudget: LoreBudget;
};

/** How NPCs are played; a persona's own settings go before these, but for what is fixed. */
export type Playing = {
  form: HerForm;
  plan: PlanMode;
  temperature: number;
  /** The temperature goes before a persona's own. */
  isTemperatureFixed?: true;
  /** The model goes before a persona's own: who names an actor for a run asks what that one does. */
  isModelFixed?: true;
  maxTokens: number;
  /** Of the talk that stands word for word in a prompt, in tokens. */
  historyTokens: number;
};

/** A reply as it was written and read, and what was asked. `plan`: how much was asked for. */
export type NpcReply = { spans: Span[]; raw: string; messages: readonly ChatMessage[]; plan: PlanMode };

/** Room that a server leaves for the system prompt, in tokens. */
const SYSTEM_TOKENS = 3500;

/** As a server with these settings plays. */
export const playingOf = (
  config: Config,
  { actorUrl, actorModel }: Pick<RunOptions, 'actorUrl' | 'actorModel'>,
): Playing => ({
  ...((actorUrl ?? actorModel) !== undefined && { isModelFixed: true }),
  form: config.HER_FORM,
  plan: config.PLAN,
  temperature: config.LLM_TEMPERATURE,
  maxTokens: config.LLM_MAX_TOKENS,
  historyTokens: Math.max(
    600,
    Math.min(6000, config.LLM_CONTEXT_TOKENS - SYSTEM_TOKENS - config.LLM_MAX_TOKENS),
  ),
});

/** An NPC of a world in a place, before anything was said; `guests` are the players there, `npcs` the NPCs there beside it, by slug. */
export function stageIn(
  { world, personas, lore }: Content,
  npc: string,
  at: { location: string; npcs: readonly string[]; guests: readonly string[]; situation?: string },
): Stage {
  const { persona } = personas.get(npc)!;
  const place = world.locations[at.location]!;
  const others = [...personas].filter(([slug]) => slug !== npc);
  const here = others
    .filter(([slug]) => at.npcs.includes(slug))
    .map(
      ([
        ,
        {
          persona: { name },
        },
      ]) => name,
    );
  const known = others.filter(
    ([slug]) => at.npcs.includes(slug) || Object.hasOwn(persona.relationships, slug),
  );
  const scene = at.situation ?? place.scene;
  return {
    npc,
    persona,
    world: { title: world.title, description: world.description, language: world.language },
    location: {
      id: at.location,
      name: place.name,
      description: place.description,
      ...(scene !== undefined && { scene }),
    },
    people: [
      ...known.map(
        ([
          slug,
          {
            persona: { name, description },
          },
        ]): Person => {
          const relationship = persona.relationships[slug];
          return { name, slug, description, ...(relationship !== undefined && { relationship }) };
        },
      ),
      ...at.guests.map((name) => ({ name })),
    ],
    present: [...here, ...at.guests],
    knowledge: knownLore(lore.values(), npc).filter(({ when }) => !when),
    loreBudget: world.lore,
  };
}

/** A talk as one NPC perceives it, with the history rules of the server: a budget, a summary of what is older, lines recalled. */
export class NpcTalk {
  readonly said: Said[] = [];
  readonly #stage: Stage;
  readonly #history: History;
  /** Lines that the history has. */
  #known = 0;

  constructor(stage: Stage, { historyTokens }: Pick<Playing, 'historyTokens'>) {
    this.#stage = stage;
    this.#history = new History({ budgetTokens: historyTokens, countTokens });
  }

  /** Of others' turns the NPC perceives what can be seen and heard. */
  add(name: string, spans: readonly Span[]): void {
    const isOwn = name === this.#stage.persona.name;
    this.said.push({ name, spans: viewFor(spans, isOwn ? 'self' : 'npc') });
  }

  scene(): Scene {
    const { before, loreBudget, present, ...stage } = this.#stage;
    const circumstances = standing(this.#stage);
    const whole = talkScene({ ...stage, said: this.said, circumstances });
    for (const line of whole.lines.slice(this.#known)) this.#history.add(line);
    this.#known = whole.lines.length;
    const asked =
      this.said
        .at(-1)
        ?.spans.map(({ text }) => text)
        .join(' ') ?? '';
    const { lines, recalled, summary } = this.#history.recollect(asked);
    const { told: lore } = recalledLore(stage.knowledge, asked, { budget: loreBudget, countTokens });
    const earlier = [...(before ? [{ text: before }] : []), ...summary];
    return { ...whole, lines, recalled, lore, ...(earlier.length > 0 && { summary: earlier }) };
  }
}

/** Has a model play an NPC's next turn, as the game has it. `sample` tells several replies to one moment apart. */
export async function npcReply(
  actor: LabModel,
  scene: Scene,
  playing: Playing,
  sample: number,
): Promise<NpcReply> {
  const own = scene.persona.model;
  const plan = own.plan ?? playing.plan;
  const { messages, prefill, stops } = composePrompt(scene, { form: playing.form, plan });
  const { text, reasoning } = await actor.complete({
    purpose: 'actor',
    messages,
    prefill,
    stops,
    temperature: (playing.isTemperatureFixed ? undefined : own.temperature) ?? playing.temperature,
    maxTokens: own.maxTokens ?? playing.maxTokens,
    sample,
    form: playing.form,
    plan,
    scene,
    ...(own.model !== undefined && !playing.isModelFixed && { model: own.model }),
  });
  const parser = new ReplyParser({
    name: scene.persona.name,
    others: scene.others.map(({ name }) => name),
    plan: plan === 'off' ? 'off' : 'expected',
  });
  parser.reasoning(reasoning);
  parser.push(text);
  parser.end();
  return { spans: parser.spans, raw: answerTextOf({ text, reasoning }), messages, plan };
}

/** What holds all the while, in whole sentences. */
function standing({ persona, present }: Stage): Circumstance[] {
  const ours = (text: string) => ({ source: 'form', text });
  const names = { source: 'present', text: present.join(', ') };
  return [
    ...(present.length > 0 ? [[ours(`Here with ${persona.name}: `), names, ours('.')]] : []),
    [ours(`${persona.name} feels ${persona.mood}.`)],
  ];
}
