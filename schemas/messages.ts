import { z } from 'zod';
import { Layer, type Span, type TurnStatus } from './layers.ts';
import { DisplayName, FactKey, Persona, Slug } from './persona.ts';

/** Lengths on the wire count Unicode code points. */
const anyText = (max: number) =>
  z.string().refine((value) => [...value].length <= max, `expected at most ${max} characters`);
const INVISIBLE = /^[\p{Default_Ignorable_Code_Point}\p{Z}\p{Cc}\u2800]*$/u;
/** Whether a text shows nothing: empty, or all spaces, zero-width characters and fillers. */
export const isBlank = (value: string): boolean => INVISIBLE.test(value);
const text = (max: number) => anyText(max).refine((value) => !isBlank(value), 'expected some text');
const MAX_RESULT = 2000;
/** JSON text; undefined for what JSON cannot hold. */
const jsonOf = (value: unknown): string | undefined => {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
};
const SessionId = z.string().min(1).max(32);
const Ref = z.string().max(64);
const TurnId = z.string().min(1).max(16);

/** What an instance is called. */
export const InstanceName = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,40}$/, 'expected 1 to 40 letters, digits, "_" or "-"');

/** Join options. `protocol` is 1; `player` is an opaque id the client keeps; unknown keys are ignored. */
export const Join = z.object({
  protocol: z.int().optional(),
  world: Slug.optional(),
  instance: InstanceName.optional(),
  name: DisplayName,
  player: z.string().min(1).max(128).optional(),
  location: Slug.optional(),
  sentences: z.boolean().optional(),
  /** The player agrees that what they say may be exported to train models; default: no. */
  consent: z.boolean().optional(),
});
export type Join = z.infer<typeof Join>;

/** Words, an action, or both. */
const utterance = { text: anyText(2000).default(''), action: text(300).optional() };
const hasSome = ({ text: words, action }: { text: string; action?: string | undefined }) =>
  !isBlank(words) || action !== undefined;
const EMPTY = { path: ['text'], error: 'expected some text, or an action' };

export const Say = z
  .strictObject({
    ...utterance,
    npc: Slug.optional(),
    whisper: z.boolean().optional(),
    ref: Ref.optional(),
  })
  .refine(hasSome, EMPTY);
export const Typing = z.strictObject({ npc: Slug, text: z.string().max(4000).optional() });
export const Move = z.strictObject({ location: Slug, player: SessionId.optional() });
export const Interrupt = z.strictObject({
  npc: Slug,
  shown: z.strictObject({ span: z.int().min(0), chars: z.int().min(0) }).optional(),
});
export const Event = z.strictObject({
  text: text(1000),
  location: Slug.optional(),
  witnesses: z.array(z.string().max(60)).max(100).optional(),
  prompt: z.boolean().optional(),
});
export const WorldPatch = z.strictObject({
  time: text(80).optional(),
  weather: text(120).optional(),
  facts: z.record(FactKey, text(400).nullable()).optional(),
  scene: z.record(Slug, text(1500).nullable()).optional(),
});
export const NpcSpawn = z.strictObject({
  persona: z.union([Slug, z.strictObject({ id: Slug, persona: Persona })]),
  location: Slug.optional(),
});
export const NpcDespawn = z.strictObject({ npc: Slug });
/** `moodIntensity`: 0 to 1; a mood without one is set at 0.7. `once`: the direction is for the NPC's next turn alone. A relationship of null is what the persona says again. */
export const NpcPatch = z
  .strictObject({
    npc: Slug,
    mood: text(60).optional(),
    moodIntensity: z.number().min(0).max(1).optional(),
    goal: text(400).optional(),
    thoughts: text(600).optional(),
    location: Slug.optional(),
    direction: text(1000).nullable().optional(),
    once: z.boolean().optional(),
    relationships: z.record(Slug, text(600).nullable()).optional(),
    paused: z.boolean().optional(),
  })
  .refine(({ direction, once }) => once === undefined || direction, {
    path: ['once'],
    error: 'expected a direction that it is said of',
  });
export const NpcSay = z
  .strictObject({
    ...utterance,
    npc: Slug,
    to: z
      .string()
      .regex(/^(npc|player):.{1,60}$/, 'expected npc:<id> or player:<session id>')
      .optional(),
  })
  .refine(hasSome, EMPTY);
export const ActionResult = z.strictObject({
  call: z.string().min(1).max(16),
  ok: z.boolean(),
  result: z
    .unknown()
    .refine(
      (value) =>
        value === undefined || [...(jsonOf(value) ?? ' '.repeat(MAX_RESULT + 1))].length <= MAX_RESULT,
      `expected JSON of at most ${MAX_RESULT} characters`,
    )
    .optional(),
  error: z.string().max(1000).optional(),
});
export const Slot = z.strictObject({
  slot: z.string().regex(/^[\w .-]{1,60}$/, 'expected 1 to 60 letters, digits, spaces, ".", "_" or "-"'),
});
/** Puts an earlier take of a turn in the place of the one that stands there. */
export const TurnKeep = z.strictObject({ turn: TurnId, take: TurnId });
export const TurnRef = z.strictObject({ turn: TurnId });
export const TurnEdit = z.strictObject({
  turn: TurnId,
  spans: z
    .array(z.strictObject({ layer: Layer, text: text(8000) }))
    .min(1)
    .max(40),
});
export const Pause = z.strictObject({ paused: z.boolean() });

/** Every client message, its schema and the roles that may send it (players may be granted more by `world.yaml`). */
export const CLIENT_MESSAGES = {
  say: { schema: Say, roles: 'any' },
  typing: { schema: Typing, roles: 'any' },
  move: { schema: Move, roles: 'any' },
  interrupt: { schema: Interrupt, roles: 'any' },
  event: { schema: Event, roles: 'trusted' },
  'world.patch': { schema: WorldPatch, roles: 'trusted' },
  'npc.spawn': { schema: NpcSpawn, roles: 'trusted' },
  'npc.despawn': { schema: NpcDespawn, roles: 'trusted' },
  'npc.patch': { schema: NpcPatch, roles: 'trusted' },
  'npc.say': { schema: NpcSay, roles: 'trusted' },
  'action.result': { schema: ActionResult, roles: 'any' },
  'game.save': { schema: Slot, roles: 'trusted' },
  'game.load': { schema: Slot, roles: 'trusted' },
  'turn.regenerate': { schema: TurnRef, roles: 'designer' },
  'turn.edit': { schema: TurnEdit, roles: 'designer' },
  'turn.keep': { schema: TurnKeep, roles: 'designer' },
  'turn.delete': { schema: TurnRef, roles: 'designer' },
  pause: { schema: Pause, roles: 'trusted' },
} as const;
export type ClientMessageType = keyof typeof CLIENT_MESSAGES;
export type ClientMessage<T extends ClientMessageType> = z.infer<(typeof CLIENT_MESSAGES)[T]['schema']>;

/** A line as a client reads it: only the spans it may see. */
export type HistoryLine = {
  line: string;
  kind: 'say' | 'turn' | 'event';
  from: string;
  name: string;
  to?: string;
  whisper?: boolean;
  turn?: string;
  status?: TurnStatus;
  spans: Span[];
  /** Unix milliseconds. */
  at: number;
  /** In-world clock text. */
  time: string;
};

/** What the server sends, by message type. */
export type ServerMessages = {
  heard: {
    line: string;
    from: string;
    /** The speaker's name. */
    name: string;
    text: string;
    action?: string;
    to?: string;
    whisper?: boolean;
    ref?: string;
  };
  'turn.start': {
    turn: string;
    npc: string;
    to?: string;
    whisper?: boolean;
    ref?: string;
    replaces?: string;
  };
  'turn.delta': { turn: string; span: number; layer: Layer; text: string };
  'turn.sentence': { turn: string; span: number; text: string };
  'turn.end': { turn: string; npc: string; status: TurnStatus; spans: Span[] };
  'turn.retracted': { turn: string };
  'action.call': {
    /** An opaque id of at most 16 bytes, for `action.result`. */
    call: string;
    turn: string;
    span: number;
    npc: string;
    name: string;
    args: Record<string, unknown>;
  };
  history: { lines: HistoryLine[] };
  error: { code: string; message: string; ref?: string };
};
