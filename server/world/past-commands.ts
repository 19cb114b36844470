import { SoliloquyError } from '../../schemas/errors.ts';
import type { Span } from '../../schemas/layers.ts';
import type { Line } from '../../schemas/record.ts';
import type { Commands } from './command.ts';
import type { Instance } from './instance.ts';
import type { Npc } from './npc.ts';
import { standing } from './turns.ts';

/** What changes the past: games saved and loaded, turns given anew, edited and deleted. */
export const PAST_COMMANDS: Commands<
  'game.save' | 'game.load' | 'turn.regenerate' | 'turn.edit' | 'turn.keep' | 'turn.delete'
> = {
  'game.save': async (instance, _member, { slot }) => {
    const { npcs, record, parts } = instance;
    // Between turns: what is being said is cut; what waits, and what nobody has heard anything of, is said afterwards.
    await Promise.all([...npcs.values()].map(({ queue }) => queue.pause(true, { isBrief: true })));
    try {
      // The clock moved since the last line.
      await record.save();
      await parts.store.saveSlot(record.id, record.branch, record.seq, slot);
    } finally {
      instance.resume();
    }
    return { slot };
  },

  'game.load': async (instance, _member, { slot }) => {
    // First, since it is refused where there is no such save. What is still said goes to the record that is left.
    const at = await instance.parts.store.loadSlot(instance.record.id, slot);
    await Promise.all([...instance.npcs.values()].map(({ queue }) => queue.stop()));
    await instance.restore(at);
    instance.emit({ kind: 'reloaded' });
    instance.emit({ kind: 'changed', isUrgent: true });
    return { slot };
  },

  'turn.regenerate': async (instance, _member, { turn }) => {
    const { line, npc } = await pastTurn(instance, turn);
    npc.queue.assertRoom(npc.persona.name);
    await instance.actions.recall(npc.id, turn);
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

  'turn.keep': async (instance, _member, { turn, take }) => {
    const { line, npc } = await pastTurn(instance, turn);
    const { takes } = await instance.record.takesOf(npc.id, turn);
    const kept = takes.find((each) => each.turn === take);
    if (!kept)
      throw new SoliloquyError(
        'unknown-turn',
        `Turn "${turn}" has no take "${take}". There are: ${takes.map((each) => each.turn).join(', ')}.`,
      );
    await npc.queue.withdraw(line.seq, async () => {
      const stands = standing(npc, line);
      if (stands.turn === take) return;
      const { spans, status, consent } = kept;
      await instance.record.commit({
        ...replacing(instance, stands, 'turn', spans),
        turn: take,
        ...(status !== undefined && { status }),
        ...(consent !== undefined && { consent }),
      });
      // What the game did for any of the takes was done; after a restart their traces alone know it.
      if (stands.turn !== undefined) await instance.actions.recall(npc.id, stands.turn);
      instance.actions.keepSent([], take, stands.turn);
      instance.emit({ kind: 'retracted', turn: stands.turn ?? turn });
      instance.emit({ kind: 'reloaded' });
    });
    return {};
  },

  'turn.delete': async (instance, _member, { turn }) => {
    const { line, npc } = await pastTurn(instance, turn);
    await npc.queue.withdraw(line.seq, async () => {
      // A new take may have come to stand there at the last moment.
      const stands = standing(npc, line);
      await instance.record.commit(replacing(instance, stands, 'delete', []));
      instance.emit({ kind: 'retracted', turn: stands.turn ?? turn });
    });
    return {};
  },
};

const replacing = (instance: Instance, line: Line, kind: 'turn' | 'edit' | 'delete', spans: Span[]): Line =>
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
