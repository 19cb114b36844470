import { z } from 'zod';

/** What a reply is made of (HER, arXiv 2601.21459): hidden plan, own thought, visible action, speech; and calls to the game. */
export const Layer = z.enum(['system_thinking', 'role_thinking', 'role_action', 'speech', 'game_action']);
export type Layer = z.infer<typeof Layer>;

/** One piece of one layer. `span` counts from 0 within its turn; the order of spans is the order of what happened. */
export const Span = z.object({ span: z.int().min(0), layer: Layer, text: z.string() });
export type Span = z.infer<typeof Span>;

/** Some text of one span as it arrives; a delta never splits a code point. */
export type Delta = Span;

/** How a turn ended: `fallback` means the built-in model stood in, `failed` that it was cut in mid-reply. */
export const TurnStatus = z.enum(['complete', 'fallback', 'failed', 'interrupted']);
export type TurnStatus = z.infer<typeof TurnStatus>;

/** How much hidden planning goes before the reply. */
export const PlanMode = z.enum(['full', 'short', 'off']);
export type PlanMode = z.infer<typeof PlanMode>;

/** Which of HER's prompt forms is used (training, CoSER evaluation, chat demo). */
export const HerForm = z.enum(['canonical', 'evaluation', 'chat']);
export type HerForm = z.infer<typeof HerForm>;
