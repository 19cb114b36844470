import { SoliloquyError } from '../../schemas/errors.ts';
import type { Span } from '../../schemas/layers.ts';
import type { ClientMessage, ClientMessageType } from '../../schemas/messages.ts';
import type { Line } from '../../schemas/record.ts';
import { chooseAddressee } from '../dialogue/director.ts';
import { addressOf, type Member, perceives } from './events.ts';
import type { Instance } from './instance.ts';
import type { Npc } from './npc.ts';
import { arrive, assertEarshot, happen, place } from './presence.ts';
import { merge } from './snapshot.ts';

type Command<T extends ClientMessageType> = (
  instance: Instance,
  member: Member,
  message: ClientMessage<T>,
) => Promise<unknown> | unknown;

/**
 * What clients can ask of a live world, one entry per message. The message has been checked and the role allowed; a
 * command either does all of it and returns the request's answer, or throws a `SoliloquyError` and changes nothing.
 */
export const COMMANDS: { [T in ClientMessageType]: Command<T> } = {
  say: async (instance, member, { text, npc: id, action, whisper = false, ref }) => {
    const npc = addressee(instance, member, text, id);
    npc.queue.assertRoom(npc.persona.name);
    if (member.role === 'player' && !member.isPlaced && member.location !== npc.location)
      place(instance, member, npc.location);
    const line = instance.record.line({
      kind: 'say',
      from: addressOf(member),
      name: member.name,
      to: `npc:${npc.id}`,
      whisper,
      // The game and designers are heard wherever they speak to somebody.
      location: member.role === 'player' ? member.location : npc.location,
      spans: spansOf(text, action),
      player: member.player,
    });
    await instance.record.commit(line);
    member.addressed = npc.id;
    if (npc.activity === 'idle') npc.activity = 'listening';
    instance.emit({ kind: 'changed', isUrgent: true });
    const earshot = { location: line.location, whisper, ends: [line.from, line.to!] };
    instance.emit({ kind: 'heard', line, ...(ref !== undefined && { ref }), earshot });
    const turn = npc.queue.push({ lines: [line], ...(ref !== undefined && { ref }) });
    return { line: line.id, npc: npc.id, turn };
  },

  typing: (instance, member, { npc: id }) => {
    const npc = instance.npc(id);
    assertEarshot(member, npc);
    if (npc.activity !== 'idle') return {};
    npc.activity = 'listening';
    instance.emit({ kind: 'changed', isUrgent: true });
    // Nothing came of it: the NPC looks away again.
    setTimeout(() => {
      if (npc.activity !== 'listening') return;
      npc.activity = 'idle';
      instance.emit({ kind: 'changed', isUrgent: false });
    }, TYPING_MS).unref();
    return {};
  },

  move: async (instance, member, { location, player }) => {
    instance.location(location);
    const isTrusted = member.role !== 'player';
    if (player !== undefined && !isTrusted && player !== member.id)
      throw new SoliloquyError(
        'not-allowed',
        'Only the game moves other players; leave "player" out to move yourself.',
      );
    if (!isTrusted && instance.world.movement === 'game')
      throw new SoliloquyError(
        'not-allowed',
        'In this world only the game moves players (movement: game in world.yaml).',
      );
    const moved = player === undefined ? member : instance.members.get(player);
    if (!moved)
      throw new SoliloquyError('unknown-player', `No player with the session id "${player}" is here.`);
    if (moved.location === location) return {};
    moved.isPlaced = true;
    await arrive(instance, moved, location);
    return {};
  },

  interrupt: (instance, member, { npc: id, shown }) => {
    const { queue } = instance.npc(id);
    const running = [...instance.turns.running()].find(({ turn }) => turn === queue.turn);
    if (!running) return { interrupted: false };
    if (!perceives(member, running.earshot))
      throw new SoliloquyError('out-of-earshot', 'You do not hear this NPC, so you cannot interrupt it.');
    const isAddressee = running.turn.options.to === addressOf(member);
    running.turn.interrupt(isAddressee ? shown : undefined);
    return { interrupted: true, turn: running.turn.options.id };
  },

  event: async (instance, member, { text, location, witnesses, prompt }) => {
    const place = location ?? (witnesses ? null : (member.location ?? instance.world.start));
    if (place !== null) instance.location(place);
    const line = await happen(instance, text, place, witnesses);
    if (prompt) {
      for (const id of line.npcs) instance.npcs.get(id)?.queue.push({ lines: [line] });
    }
    return { line: line.id };
  },

  'world.patch': async (instance, _member, { time, weather, facts = {}, scene = {} }) => {
    for (const location of Object.keys(scene)) instance.location(location);
    if (time !== undefined) instance.clock.set(time);
    if (weather !== undefined) instance.weather = weather;
    merge(instance.facts, facts);
    merge(instance.scenes, scene);
    return changed(instance);
  },

  'npc.spawn': async (instance, _member, { persona, location }) => {
    const id = typeof persona === 'string' ? persona : persona.id;
    if (instance.npcs.has(id))
      throw new SoliloquyError('already-here', `The NPC "${id}" is here already; use npc.patch to move it.`);
    if (typeof persona === 'string' && !instance.parts.cast.member(id)) {
      const known = instance.parts.cast.ids.join(', ');
      throw new SoliloquyError(
        'unknown-persona',
        `There is no persona "${id}" in this world. There are: ${known}.`,
      );
    }
    if (location !== undefined) instance.location(location);
    if (typeof persona !== 'string') instance.location(location ?? persona.persona.location);
    const npc = instance.spawn(id, typeof persona === 'string' ? undefined : persona.persona, location);
    await instance.record.rememberAgain([id]);
    await changed(instance, npc);
    return { npc: id };
  },

  'npc.despawn': async (instance, _member, { npc: id }) => {
    const npc = instance.npc(id);
    await instance.remove(npc);
    await changed(instance, npc);
    return {};
  },

  'npc.patch': async (instance, _member, { npc: id, ...patch }) => {
    const npc = instance.npc(id);
    if (patch.location !== undefined) instance.location(patch.location);
    const { paused } = patch;
    for (const [key, value] of Object.entries(patch))
      if (value !== undefined) Object.assign(npc, { [key]: value });
    if (paused !== undefined) {
      npc.queue.pause(paused || instance.isPaused);
      if (!npc.queue.turn) npc.activity = npc.paused || instance.isPaused ? 'paused' : 'idle';
    }
    return changed(instance, npc);
  },

  'npc.say': async (instance, _member, { npc: id, text, action, to }) => {
    const npc = instance.npc(id);
    if (to !== undefined) assertHears(instance, npc, to);
    const line = await instance.turns.recite(npc, spansOf(text, action), to);
    return { line: line.id, turn: line.turn };
  },

  'action.result': (instance, member, result) => instance.actions.end(member, result),

  'game.save': async (instance, _member, { slot }) => {
    await stopAll(instance);
    const { id, branch, seq } = instance.record;
    await instance.parts.store.saveSlot(id, branch, seq, slot);
    return { slot };
  },

  'game.load': async (instance, _member, { slot }) => {
    await stopAll(instance);
    const at = await instance.parts.store.loadSlot(instance.record.id, slot);
    await instance.restore(at);
    instance.emit({ kind: 'reloaded' });
    instance.emit({ kind: 'changed', isUrgent: true });
    return { slot };
  },

  'turn.regenerate': async (instance, _member, { turn }) => {
    const { line, npc } = await pastTurn(instance, turn);
    npc.queue.assertRoom(npc.persona.name);
    const asked = npc.history.lines
      .filter(
        ({ seq, from, whisper, kind, turn: cause }) =>
          seq < line.seq &&
          from === (line.to ?? 'environment') &&
          whisper === line.whisper &&
          // What came of an action asks for no reply.
          !(kind === 'event' && cause !== undefined),
      )
      .at(-1);
    return { turn: npc.queue.push({ lines: asked ? [asked] : [], replaces: line }) };
  },

  'turn.edit': async (instance, _member, { turn, spans }) => {
    const { line } = await pastTurn(instance, turn);
    const edited = spans.map((span, index) => ({ span: index, ...span }));
    await instance.record.commit(replacing(instance, line, 'edit', edited));
    instance.emit({ kind: 'reloaded' });
    return {};
  },

  'turn.delete': async (instance, _member, { turn }) => {
    const { line } = await pastTurn(instance, turn);
    await instance.record.commit(replacing(instance, line, 'delete', []));
    instance.emit({ kind: 'retracted', turn });
    return {};
  },

  pause: async (instance, _member, { paused }) => {
    instance.isPaused = paused;
    for (const npc of instance.npcs.values()) {
      npc.queue.pause(paused || npc.paused);
      if (!npc.queue.turn) npc.activity = paused || npc.paused ? 'paused' : 'idle';
    }
    return changed(instance);
  },
};

const TYPING_MS = 6_000;

function addressee(instance: Instance, member: Member, text: string, id: string | undefined): Npc {
  if (id !== undefined) {
    const npc = instance.npc(id);
    assertEarshot(member, npc);
    return npc;
  }
  const present = member.location === null ? [...instance.npcs.values()] : instance.npcsAt(member.location);
  const lastSpeaker = member.location === null ? undefined : instance.record.lastSpeakerAt(member.location);
  const chosen = chooseAddressee(
    text,
    present.map((npc) => ({ id: npc.id, name: npc.persona.name })),
    member.addressed,
    lastSpeaker,
  );
  if (!chosen)
    throw new SoliloquyError(
      'nobody-here',
      'Nobody is here to answer. Move to a place where someone is, or name an NPC.',
    );
  return instance.npc(chosen.id);
}

/** Throws where nobody of that address is there, or not near enough to hear the NPC. */
function assertHears(instance: Instance, npc: Npc, address: string): void {
  const id = address.slice(address.indexOf(':') + 1);
  const isNpc = address.startsWith('npc:');
  const hearer = isNpc ? instance.npcs.get(id) : instance.members.get(id);
  if (!hearer)
    throw new SoliloquyError(isNpc ? 'unknown-npc' : 'unknown-player', `There is no ${address} here.`);
  const hearsAll = 'role' in hearer && hearer.role !== 'player';
  if (!hearsAll && hearer.location !== npc.location)
    throw new SoliloquyError(
      'out-of-earshot',
      `${address} is elsewhere and would not hear ${npc.persona.name}, who is at ${npc.location}.`,
    );
}

function spansOf(text: string, action: string | undefined): Span[] {
  const layers = [
    { layer: 'role_action' as const, text: action?.trim() },
    { layer: 'speech' as const, text: text.trim() },
  ];
  return layers
    .filter((layer): layer is typeof layer & { text: string } => Boolean(layer.text))
    .map((layer, span) => ({ span, ...layer }));
}

const replacing = (instance: Instance, line: Line, kind: 'edit' | 'delete', spans: Span[]): Line =>
  instance.record.lineFor(line, { kind, from: line.from, name: line.name, location: line.location, spans });

/** The line of a past turn, as it stands, and its speaker. */
async function pastTurn(instance: Instance, turn: string): Promise<{ line: Line; npc: Npc }> {
  for (const npc of instance.npcs.values()) {
    const line = npc.history.lines.find(
      (candidate) => candidate.turn === turn && candidate.from === `npc:${npc.id}`,
    );
    if (line) return { line, npc };
  }
  throw new SoliloquyError(
    'unknown-turn',
    `There is no turn "${turn}" to change; it may be too far back, deleted or still running.`,
  );
}

async function stopAll(instance: Instance): Promise<void> {
  await Promise.all([...instance.npcs.values()].map((npc) => npc.queue.stop()));
}

async function changed(instance: Instance, ...npcs: Npc[]): Promise<object> {
  await instance.record.save(npcs);
  instance.emit({ kind: 'changed', isUrgent: true });
  return {};
}
