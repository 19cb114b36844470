import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { clientAddress } from '../../server/http/address.ts';
import { GAME, startGame } from '../game.ts';
import { scripted } from '../scripted.ts';

test('players open only so many instances; the game opens more, and those that are open take anybody', async () => {
  await using game = await startGame({ model: scripted('Aye.'), config: { MAX_INSTANCES: 2 } });
  const first = await game.join({ name: 'Ash', instance: 'one' });

  await expect(game.join({ name: 'Birch', instance: 'two' })).rejects.toThrow(/^too-many-instances: /);
  await game.join({ name: 'Birch', instance: 'one' });
  await game.join({ name: 'Host', instance: 'three' }, GAME);
  const other = await game.join({ name: 'Cass', instance: 'three' });
  expect(other.room.roomId).not.toBe(first.room.roomId);
  await game.join({ name: 'Dan' });
});

test('joins come no faster than the server allows, by the address they come from', async () => {
  await using game = await startGame({ model: scripted('Aye.'), config: { JOINS_PER_MINUTE: 3 } });
  const join = async (address?: string, token?: string) => {
    const response = await fetch(`${game.url}/matchmake/joinOrCreate/world`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        // Whoever connects may say anything; the last entry is the proxy's.
        ...(address && {
          'x-forwarded-for': `198.51.100.${Math.random()}, ${address}`,
          'x-real-ip': '1.1.1.1',
        }),
        ...(token && { authorization: `Bearer ${token}` }),
      },
      body: '{"name":"Ash"}',
    });
    return { status: response.status, body: (await response.json()) as { error?: string } };
  };
  const statuses = async (count: number, ...from: string[]) =>
    (await Promise.all(Array.from({ length: count }, () => join(...from)))).map(({ status }) => status);

  expect((await statuses(5, '203.0.113.7')).sort()).toEqual([200, 200, 200, 429, 429]);
  expect((await join('203.0.113.7')).body.error).toMatch(/^too-many-joins: /);
  expect(await statuses(1, '203.0.113.8')).toEqual([200]);
  expect(await statuses(2, '203.0.113.7', GAME)).toEqual([200, 200]);
  expect((await statuses(5)).every((status) => status === 200)).toBe(true);
});

test('what proxies say of an address is believed of near ones only', () => {
  const from = (remoteAddress: string, headers: Record<string, string> = {}) =>
    clientAddress({ socket: { remoteAddress }, headers } as unknown as IncomingMessage);
  const forwarded = { 'x-forwarded-for': '6.6.6.6, 203.0.113.7' };

  expect(from('::ffff:203.0.113.9', forwarded)).toBe('203.0.113.9');
  expect(from('127.0.0.1', forwarded)).toBe('203.0.113.7');
  expect(from('::ffff:10.0.0.2', forwarded)).toBe('203.0.113.7');
  expect(from('fd00::2', { 'x-real-ip': '203.0.113.8' })).toBe('203.0.113.8');
  expect(from('192.168.1.5')).toBe('192.168.1.5');
  expect(from('2001:db8::1', forwarded)).toBe('2001:db8::1');
});
