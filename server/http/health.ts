import { createEndpoint, createRouter } from '@colyseus/core';

/** What `GET /healthz` says. */
export type Health = {
  ok: true;
  protocol: 1;
  world: string;
  /** The language model that speaks. */
  model: string;
  instances: { name: string; clients: number }[];
};

/** `GET /healthz`: whether the server answers, and with which language model. */
export const healthRoutes = (health: () => Health) =>
  createRouter({ health: createEndpoint('/healthz', { method: 'GET' }, async () => health()) });
