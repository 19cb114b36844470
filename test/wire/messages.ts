import { getMessageBytes, Protocol } from '@colyseus/core';
import { unpack } from 'msgpackr';
import { plainValue } from './plain.ts';

/** Messages as the server sends them, and what a client must make of them (see `plainValue`). */
export type MessageCase = { messages: { frame: string; payload: unknown }[] };

export const messageCase = (payloads: unknown[]): MessageCase => ({
  messages: payloads.map((payload) => ({
    frame: getMessageBytes.raw(Protocol.ROOM_DATA, 'echo', payload).toString('base64'),
    payload: plainValue(payload),
  })),
});

/**
 * What is wrong with a client's own encodings (base64) of the payloads, as the server reads them. Where it is known of a client that it
 * has no form for something, `asSent` says what it sends instead.
 */
export function wrongEncoding(
  payloads: unknown[],
  encodings: string[],
  asSent: (payload: unknown) => unknown,
): string {
  for (const [index, payload] of payloads.entries()) {
    const came = JSON.stringify(plainValue(unpack(Buffer.from(encodings[index]!, 'base64'))));
    const meant = JSON.stringify(plainValue(asSent(payload)));
    if (came !== meant)
      return `message ${index} goes out as ${encodings[index]}, which the server reads as ${came}, not as ${meant}`;
  }
  return '';
}
