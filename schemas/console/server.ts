/** What a page of the console sends as its token when it joins: its cookie says the rest. No token of anybody's. */
export const CONSOLE_SESSION = 'console-session';

/** `GET /console/session`: whether this browser is signed in. */
export type ConsoleSession = { isSignedIn: boolean };

/** `GET /console/server`: what a designer chooses from. */
export type ConsoleServer = {
  world: string;
  title: string;
  /** The language model that speaks where a persona names no other. */
  model: string;
  /** Whether that is the built-in stand-in, which is no LLM. */
  isBuiltin: boolean;
  /** Whether players read the thoughts of NPCs in their place. */
  innerVoice: boolean;
  /** Those open now, the one that is always open first. */
  instances: { name: string; players: number; games: number }[];
};

/** What the console's routes refuse with; `details` is for the page that asked. */
export type ConsoleRefusal = { code: string; message: string; details?: unknown };
