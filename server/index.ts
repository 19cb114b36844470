/** What a studio imports to put the `world` room into its own Colyseus server. */
export type { Config } from '../schemas/config.ts';
export { type ErrorCode, SoliloquyError } from '../schemas/errors.ts';
export type { Delta, Layer, Span, TurnStatus } from '../schemas/layers.ts';
export type { HistoryLine, ServerMessages } from '../schemas/messages.ts';
export { NpcState, PlayerState, WorldState } from '../schemas/state.ts';
export { createSoliloquy, type Soliloquy, type SoliloquyOptions } from './app.ts';
export { readConfig } from './config.ts';
export type { Chunk, GenerateRequest, LanguageModel } from './llm/language-model.ts';
export type { Authenticate, Identity } from './rooms/auth.ts';
export { type RunningServer, serve } from './serve.ts';
export { serverTokens } from './tokens.ts';
