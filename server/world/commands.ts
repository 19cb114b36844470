import { SoliloquyError } from '../../schemas/errors.ts';
import type { ClientMessageType } from '../../schemas/messages.ts';
import { readWorldTime } from '../../schemas/world-time.ts';
import { chooseAnswering } from '../dialogue/director.ts';
import { type Commands, changed, noteWords, spansOf } from './command.ts';
import { addressOf, canTalk, type Member, perceives } from './events.ts';
import type { Instance } from './instance.ts';
import { tellNews } from './news.ts';
import { mayAskModel, nextSpeaker, willAskModel } from './next-speaker.ts';
import { mayAnswer, type Npc } from './npc.ts';
import { NPC_COMMANDS } from './npc-commands.ts';
import { PAST_COMMANDS } from './past-commands.ts';
import { arrive, assertEarshot, happen, npcsAmong, place } from './presence.ts';
import { merge } from './snapshot.ts';

/** What clients can ask of a live world, one entry per message. */
export const COMMANDS: Commands<ClientMessageType> = {
  ...NPC_COMMANDS,
  ...PAST_COMMANDS,

  say: async (instance, member, { text, npc: id, action, whisper = false, ref }) => {
    const { npc, others, isOpen } = answeringOf(instance, member, { text, id, whisper });
    npc.queue.assertRoom(npc.persona.name);
    // One who has no place yet goes there by it.
    const isNear = !whisper && canTalk(instance.world, member.location, npc.location);
    if (member.role === 'player' && member.location !== npc.location && !isNear)
      place(instance, member, npc.location);
    // The game and designers are heard wherever they speak to somebody.
    const location = member.role === 'player' ? member.location : npc.location;
    const earshot = { location, whisper, ends: [addressOf(member), `npc:${npc.id}`] };
    // What was cut off was said before the words that cut it.
    await instance.talks.giveWay(whisper ? null : location, npc);
    await tellNews(instance, earshot);
    const isAsked = isOpen && !whisper && mayAskModel(instance, member);
    const line = instance.record.line({
      kind: 'say',
      from: addressOf(member),
      name: member.name,
      ...(!isAsked && { to: `npc:${npc.id}` }),
      whisper,
      location,
      spans: spansOf(text, action),
      player: member.player,
      consent: member.hasConsented,
    });
    await instance.record.commit(line);
    // Whom one has spoken with, one does not greet.
    instance.visits.noteGreeting(member.player, npc.location);
    if (npc.activity === 'idle' && !isAsked) npc.activity = 'listening';
    instance.emit({ kind: 'changed', isUrgent: true });
    instance.emit({ kind: 'heard', line, ...(ref !== undefined && { ref }), earshot });
    const answer = (chosen: Npc) => {
      if (instance.npcs.get(chosen.id) !== chosen) throw nobodyHere();
      member.addressed = chosen.id;
      const turn = chosen.queue.push({ lines: [line], ...(ref !== undefined && { ref }) });
      instance.talks.followUps.note(turn, line, others);
      return { line: line.id, npc: chosen.id, turn };
    };
    if (!isAsked) return answer(npc);
    const { branch } = instance.record;
    willAskModel(member);
    return async () => {
      const chosen = await nextSpeaker(instance, member, npc);
      return instance.change(async () => {
        if (instance.record.branch !== branch)
          throw new SoliloquyError(
            'nobody-here',
            'Another game was loaded before anybody answered; say it again.',
          );
        const inTurn = [chosen, npc, ...withinCall(instance, line, false)];
        const isAble = (each: Npc) =>
          instance.npcs.get(each.id) === each && line.npcs.includes(each.id) && mayAnswer(each);
        const answering = inTurn.find(isAble) ?? npc;
        answering.queue.assertRoom(answering.persona.name);
        // NPCs may have begun to talk meanwhile.
        await instance.talks.giveWay(line.location, answering);
        return answer(answering);
      });
    };
  },

  typing: (instance, member, { npc: id }) => {
    const npc = instance.npc(id);
    assertEarshot(instance, member, npc);
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
    moved.isPlaced = true;
    if (moved.location === location) return {};
    await arrive(instance, moved, location);
    return {};
  },

  interrupt: (instance, member, { npc: id, shown }) => {
    const { queue } = instance.npc(id);
    const running = [...instance.turns.running()].find(({ turn }) => turn === queue.turn);
    if (!running) return { interrupted: false };
    if (!perceives(member, running.earshot, instance.world))
      throw new SoliloquyError('out-of-earshot', 'You do not hear this NPC, so you cannot interrupt it.');
    const isAddressee = running.turn.options.to === addressOf(member);
    running.turn.interrupt(isAddressee ? shown : undefined);
    return { interrupted: true, turn: running.turn.options.id };
  },

  event: async (instance, member, { text, location, witnesses, prompt }) => {
    const place = location ?? (witnesses ? null : (member.location ?? instance.world.start));
    if (place !== null) instance.location(place);
    if (prompt) {
      await instance.talks.giveWay(place, ...npcsAmong(instance, witnesses ?? []));
      if (place !== null) await tellNews(instance, { location: place, whisper: false, ends: [] });
    }
    const line = await happen(instance, text, place, { witnesses, consent: member.hasConsented });
    const reacting = prompt
      ? line.npcs.flatMap((id) => instance.npcs.get(id) ?? []).filter(({ queue }) => queue.hasRoom)
      : [];
    for (const { queue } of reacting) queue.push({ lines: [line] });
    return { line: line.id, npcs: reacting.map(({ id }) => id) };
  },

  'world.patch': async (instance, member, { time, weather, facts = {}, scene = {} }) => {
    for (const location of Object.keys(scene)) instance.location(location);
    const ofTime = time === undefined ? undefined : wordsOf(time, instance.clock.text);
    noteWords(instance, member, [ofTime, weather, ...Object.values(facts), ...Object.values(scene)]);
    if (time !== undefined) instance.clock.set(time);
    if (weather !== undefined) instance.weather = weather;
    merge(instance.facts, facts);
    merge(instance.scenes, scene);
    return changed(instance);
  },

  'action.result': (instance, member, result) => instance.actions.end(member, result),

  pause: async (instance, _member, { paused }) => {
    instance.isPaused = paused;
    instance.resume();
    return changed(instance);
  },
};

/** What of a time is more than another count of days, hours and minutes. */
function wordsOf(time: string, before: string): string | undefined {
  const read = readWorldTime(time);
  if (!read) return time;
  return read.label === readWorldTime(before)?.label ? undefined : read.label;
}

/** The NPCs who can be spoken to without a name: those who are here first, then those who hear each other with one here. */
function withinCall(instance: Instance, { location }: Pick<Member, 'location'>, whisper: boolean): Npc[] {
  if (location === null) return [...instance.npcs.values()];
  const here = instance.npcsAt(location);
  if (whisper) return here;
  const near = [...instance.npcs.values()].filter(
    (npc) => npc.location !== location && canTalk(instance.world, location, npc.location),
  );
  return [...here, ...near];
}

const TYPING_MS = 6_000;

/** Who answers: one NPC at once, others after it. `isOpen`: no rule says who. */
type Answering = { npc: Npc; others: string[]; isOpen: boolean };

function answeringOf(
  instance: Instance,
  member: Member,
  { text, id, whisper }: { text: string; id: string | undefined; whisper: boolean },
): Answering {
  if (id !== undefined) {
    const npc = instance.npc(id);
    assertEarshot(instance, member, npc, whisper);
    return { npc, others: [], isOpen: false };
  }
  const present = withinCall(instance, member, whisper);
  const lastSpeaker = member.location === null ? undefined : instance.record.lastSpeakerAt(member.location);
  const { first, others, isOpen } = chooseAnswering(
    text,
    present.map((npc) => ({ id: npc.id, name: npc.persona.name })),
    { lastAddressed: member.addressed, lastSpeaker },
  );
  if (!first) throw nobodyHere();
  return { npc: instance.npc(first.id), others: others.map((other) => other.id), isOpen };
}

const nobodyHere = (): SoliloquyError =>
  new SoliloquyError(
    'nobody-here',
    'Nobody is here to answer. Move to a place where someone is, or name an NPC.',
  );
