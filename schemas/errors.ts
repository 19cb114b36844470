/** Every code the server answers with, on the wire and in logs; `docs/protocol.md` explains each. */
export const ERROR_CODES = [
  'bad-message', // the payload does not fit its schema
  'unknown-message', // no handler for this message type
  'not-allowed', // this role may not send this
  'too-many-messages', // the client's rate limit
  'unknown-npc', // no NPC with this id in the instance
  'unknown-instance', // no open instance of this name
  'unknown-turn', // no turn with this id
  'unknown-location', // the world has no such location
  'unknown-persona', // no persona file with this id
  'unknown-memory', // the NPC has no memory of this id
  'unknown-version', // the persona has no version of this number
  'unknown-player', // nobody with this session id
  'unknown-call', // no action call waits for this result
  'unknown-slot', // nothing was saved under this name
  'unknown-run', // no run of the lab in a folder of this name
  'already-here', // the NPC is already in the instance
  'out-of-earshot', // the NPC is elsewhere
  'nobody-here', // nobody to answer
  'busy', // the NPC's queue is full
  'internal', // our fault; the log has the cause
  // refused joins
  'bad-join',
  'bad-token',
  'unknown-world',
  'already-open',
  'too-many-joins',
  'too-many-instances',
  'wrong-protocol',
  'payload-too-large',
  // content, configuration, storage
  'bad-content',
  'bad-config',
  'bad-store',
  // language models
  'model-unreachable',
  'model-refused',
  'model-timeout',
  'model-empty',
  'model-budget',
  'aborted',
  'given-up', // a question behind the turns gave its place to a player's turn; it may be asked again
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** A failure with a stable code and a sentence that says what to do; `cause` keeps what lies beneath. */
export class SoliloquyError extends Error {
  override readonly name = 'SoliloquyError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
