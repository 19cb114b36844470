import type { Span } from '../../schemas/layers.ts';
import type { Line } from '../../schemas/record.ts';
import { type Due, ReplyQueue } from '../dialogue/reply-queue.ts';
import { SpokenSentences } from '../dialogue/spoken-sentences.ts';
import { Turn } from '../dialogue/turn.ts';
import type { Outcome, TurnEvent } from '../dialogue/turn-events.ts';
import { composePrompt } from '../her/prompt.ts';
import { BEST_OF } from '../store/ratings.ts';
import type { Rating } from '../store/store.ts';
import { appraise } from './appraisal.ts';
import type { Earshot, Member, ToldEvent } from './events.ts';
import { Hearing } from './hearing.ts';
import type { Instance } from './instance.ts';
import type { Npc } from './npc.ts';
import { newId } from './record.ts';
import { sceneFor } from './scene.ts';
import { samplingOf, traceOf } from './trace.ts';

/** The turns of one instance: begins them, tells of them, and commits what they came to. */
export class Turns {
  readonly #instance: Instance;
  /** Of the turns under way, by turn. */
  readonly #hearings = new Map<string, Hearing>();

  constructor(instance: Instance) {
    this.#instance = instance;
  }

  /** Turns under way, with who may perceive them. */
  *running(): Generator<{ turn: Turn; earshot: Earshot }> {
    for (const { queue } of this.#instance.npcs.values()) {
      const hearing = queue.turn && this.#hearings.get(queue.turn.options.id);
      if (queue.turn && hearing) yield { turn: queue.turn, earshot: hearing.earshot };
    }
  }

  /** Somebody came to another place: whoever is where an NPC is speaking hears it from now on. */
  moved(member?: Member): void {
    for (const { queue, location } of this.#instance.npcs.values()) {
      const hearing = queue.turn && this.#hearings.get(queue.turn.options.id);
      if (!hearing) continue;
      hearing.earshot.location = location;
      if (queue.turn?.isVisible) hearing.note();
    }
    this.#instance.talks.check();
    this.#instance.emit({ kind: 'moved', ...(member && { member }) });
  }

  /** The queue behind an NPC's mouth. */
  queueFor(npc: () => Npc): ReplyQueue {
    const { log, now, settings } = this.#instance.parts;
    return new ReplyQueue({
      limit: settings.queueLimit,
      newTurnId: newId,
      now,
      begin: (due) => this.#begin(npc(), due),
      onEvent: (event, due) => this.#onEvent(npc(), event, due),
      onFailure: (error, turn) => {
        log.error({ err: error, npc: npc().id }, 'a turn could not be committed; it is taken back');
        this.#takeBack(npc(), turn.options.id, turn.options.replaces);
      },
      onForgotten: (turn) => {
        this.#instance.emit({ kind: 'retracted', turn });
        this.#instance.talks.tookBack(turn);
      },
    });
  }

  #begin(npc: Npc, due: Due): Turn {
    this.#instance.refresh(npc);
    if (due.replaces) due.replaces = standing(npc, due.replaces);
    const asked = due.lines.at(-1);
    const answered = asked?.from === 'environment' ? undefined : asked?.from;
    const to = due.replaces ? due.replaces.to : (due.aside?.to ?? answered);
    const whisper = due.replaces?.whisper ?? asked?.whisper ?? false;
    const { settings, standIn, countTokens, now } = this.#instance.parts;
    const { model } = due.aside ? this.#instance.talks : this.#instance.parts;
    const own = npc.persona.model;
    const plan = own.plan ?? settings.plan;
    let { direction } = npc;
    npc.activity = 'thinking';
    npc.addressing = whisper ? '' : (to ?? '');
    const turn: Turn = new Turn({
      id: due.turn,
      npc: npc.id,
      ...(to !== undefined && { to }),
      whisper,
      refs: due.refs,
      ...(due.replaces?.turn !== undefined && { replaces: due.replaces.turn }),
      model,
      ...(due.aside && { isOptional: true }),
      ...(standIn && !due.aside && { standIn }),
      // What no player waits for is written once.
      settings: samplingOf(to?.startsWith('player:') ? own : { ...own, bestOf: undefined }),
      planBudget: settings.planTokens[plan],
      priority: to?.startsWith('player:') ? 'player' : 'npc',
      queuedMs: now() - due.since,
      compose: async (forced) => {
        const remembered = await this.#instance.memories.recall.for(npc, due, to);
        direction = npc.direction;
        const scene = sceneFor(this.#instance, npc, due, to, remembered);
        return { scene, prompt: composePrompt(scene, { form: settings.form, plan: forced ?? plan }) };
      },
      commit: async (outcome) => {
        // What was for one turn is over with it, if anybody could perceive it; another direction may have been given meanwhile.
        const isOver = direction?.isOnce && npc.direction === direction && outcome.spans.some(isOutward);
        if (isOver) npc.direction = null;
        await this.#commitTurn(npc, turn, due, outcome).catch((error: unknown) => {
          if (isOver) npc.direction ??= direction;
          throw error;
        });
      },
      countTokens,
      now,
    });
    const earshot = {
      location: npc.location,
      whisper,
      ends: [`npc:${npc.id}`, to ?? ''],
      // They remember the take before; those who are here now never heard it.
      ...(due.replaces && { players: due.replaces.players }),
    };
    this.#hearings.set(turn.options.id, new Hearing(this.#instance, earshot));
    this.#instance.emit({ kind: 'changed', isUrgent: true });
    return turn;
  }

  async #commitTurn(npc: Npc, turn: Turn, due: Due, outcome: Outcome): Promise<void> {
    const { id, to, whisper } = turn.options;
    const hearing = this.#hearings.get(id)!;
    hearing.note();
    const thought = outcome.spans.filter((span) => span.layer === 'role_thinking').map((span) => span.text);
    if (thought.length > 0) npc.thoughts = thought.join(' ');
    npc.model = outcome.model;
    const { record } = this.#instance;
    const fields = {
      kind: 'turn' as const,
      from: `npc:${npc.id}`,
      name: npc.persona.name,
      ...(to !== undefined && { to }),
      whisper,
      location: hearing.earshot.location,
      ...hearing.hearers,
      spans: outcome.spans,
      turn: id,
      status: outcome.status,
    };
    if (due.replaces) due.replaces = standing(npc, due.replaces);
    const line = due.replaces ? record.lineFor(due.replaces, fields) : record.line(fields);
    const { replaces } = turn.options;
    const actions = this.#instance.actions.takeTraced(id);
    const earlierActions = this.#instance.actions.sentFor(replaces);
    this.#instance.actions.keepSent(actions, id, replaces);
    const trace = traceOf(npc, turn, outcome, {
      line,
      plan: npc.persona.model.plan ?? this.#instance.parts.settings.plan,
      asked: due.lines,
      actions: {
        ...(actions.length > 0 && { actions }),
        ...(earlierActions.length > 0 && { earlierActions }),
      },
    });
    await record.commit(line, [npc], trace, { ratings: this.#choices(npc, id, outcome) });
    if (!due.replaces) appraise(this.#instance, npc, { turn: id, asked: due.lines, spans: outcome.spans });
  }

  /** Which takes the spoken one was chosen over, and why: traces are forgotten in time. */
  #choices(npc: Npc, turn: string, { bestOf, model }: Outcome): Rating[] {
    const { takes, chosen } = bestOf ?? { takes: [], chosen: 0 };
    return takes.flatMap(({ spans, lostFor }, index) => {
      if (lostFor === undefined || spans.length === 0) return [];
      return [
        {
          instance: this.#instance.record.id,
          npc: npc.id,
          turn,
          rejected: `${turn}~${index + 1}`,
          author: BEST_OF,
          value: 1,
          reason: lostFor,
          body: {
            personaVersion: npc.personaVersion,
            model,
            spans: takes[chosen]!.spans,
            rejected: { model, spans },
          },
          at: this.#instance.parts.now(),
        },
      ];
    });
  }

  #onEvent(npc: Npc, event: TurnEvent, due: Due): void {
    const turn = event.turn;
    if (event.kind === 'withdrawn') return this.#takeBack(npc, turn, due.replaces?.turn);
    const hearing = this.#hearings.get(turn)!;
    const { earshot } = hearing;
    if (
      event.kind === 'delta' &&
      npc.activity !== 'speaking' &&
      (event.layer === 'speech' || event.layer === 'role_action')
    ) {
      npc.activity = 'speaking';
      hearing.note();
      this.#instance.emit({ kind: 'changed', isUrgent: false });
    }
    if (event.kind === 'end' && event.outcome) this.#logTurn(npc, event.outcome, turn);
    this.#instance.emit({ kind: 'turn', event, earshot });
    // The parser gives a call whole.
    if (event.kind === 'delta' && event.layer === 'game_action') {
      const { span, text } = event;
      const { options, isInterrupted } = npc.queue.turn!;
      const { to, replaces } = options;
      this.#instance.actions.begin(npc, { turn, span, text, to, earshot, isInterrupted, replaces });
    }
    if (event.kind !== 'end') return;
    this.#hearings.delete(turn);
    if (due.replaces?.turn !== undefined) this.#instance.emit({ kind: 'retracted', turn: due.replaces.turn });
    this.#settle(npc);
    this.#instance.talks.ended(turn, npc);
  }

  /** A turn will not come to be; the one that it was to replace stands. */
  #takeBack(npc: Npc, turn: string, replaces: string | undefined): void {
    this.#hearings.delete(turn);
    const actions = this.#instance.actions.takeTraced(turn);
    if (replaces !== undefined) this.#instance.actions.keepSent(actions, replaces, replaces);
    this.#instance.emit({ kind: 'retracted', turn });
    this.#settle(npc);
    this.#instance.talks.tookBack(turn);
  }

  #settle(npc: Npc): void {
    this.#instance.settle(npc);
    npc.addressing = '';
    this.#instance.emit({ kind: 'changed', isUrgent: false });
  }

  #logTurn(npc: Npc, outcome: Outcome, turn: string): void {
    const { parts, record } = this.#instance;
    const { status, model, reason, timings, usage } = outcome;
    const fields = {
      turn,
      npc: npc.id,
      instance: record.id,
      status,
      model,
      ...(reason && { reason }),
      ...timings,
      ...usage,
    };
    if (status === 'fallback' || status === 'failed')
      parts.log.warn(fields, `${npc.persona.name}: ${status}, ${reason}`);
    else parts.log.info(fields, `${npc.persona.name}: ${status}`);
  }

  /** A scripted line: said at once, exactly, and remembered like any other. */
  async recite(
    npc: Npc,
    spans: Span[],
    to: string | undefined,
    whose: Pick<Line, 'consent'> = {},
  ): Promise<Line> {
    const { record } = this.#instance;
    const turn = newId();
    const earshot: Earshot = { location: npc.location, whisper: false, ends: [`npc:${npc.id}`, to ?? ''] };
    const line = record.line({
      kind: 'turn',
      from: `npc:${npc.id}`,
      name: npc.persona.name,
      ...(to !== undefined && { to }),
      location: npc.location,
      spans,
      turn,
      status: 'complete',
      ...whose,
    });
    await record.commit(line, [npc]);
    const tell = (event: ToldEvent) => this.#instance.emit({ kind: 'turn', event, earshot });
    tell({ kind: 'start', turn, npc: npc.id, ...(to !== undefined && { to }), whisper: false });
    for (const span of spans) {
      tell({ kind: 'delta', turn, ...span });
      if (span.layer !== 'speech') continue;
      const voice = new SpokenSentences(turn);
      for (const sentence of [...voice.push(span.span, span.text), ...voice.end()]) tell(sentence);
    }
    tell({ kind: 'end', turn, npc: npc.id, status: 'complete', spans });
    return line;
  }
}

const isOutward = ({ layer }: Span): boolean => layer !== 'system_thinking' && layer !== 'role_thinking';

/** What stands by now where a line was said: another take may have replaced it while this one waited or was under way. */
export const standing = (npc: Npc, line: Line): Line =>
  npc.history.lines.find(({ seq }) => seq === line.seq) ?? line;
