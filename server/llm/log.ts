/** What language models need of a logger; pino's fits. */
export type Log = { warn(details: object, message: string): void };
