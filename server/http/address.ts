import type { IncomingMessage } from 'node:http';
import { BlockList, isIPv6 } from 'node:net';

const near = new BlockList();
for (const [net, prefix] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
] as const)
  near.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  near.addSubnet(net, prefix, 'ipv6');

/**
 * The address of whoever sent a request. What a proxy says of it is believed only where the connection comes from this
 * machine or a private network, and only the entry that this proxy wrote: the others are the client's to make up.
 */
export function clientAddress({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>): string {
  const remote = (socket.remoteAddress ?? '').replace(/^::ffff:/i, '');
  if (!near.check(remote, isIPv6(remote) ? 'ipv6' : 'ipv4')) return remote;
  const named = String(headers['x-forwarded-for'] ?? headers['x-real-ip'] ?? '');
  return named.split(',').at(-1)?.trim() || remote;
}
