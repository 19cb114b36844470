import { fc, test as given } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import type { Line } from '../../schemas/record.ts';
import type { Talk } from '../../schemas/talks.ts';
import type { Chunk, GenerateRequest, LanguageModel } from '../../server/llm/language-model.ts';
import { countTokens, promptTokens } from '../../server/llm/tokens.ts';
import { hears } from '../../server/world/events.ts';
import type { Instance } from '../../server/world/instance.ts';
import { GAME } from '../game.ts';
import { startTalkGame } from '../idle-talk.ts';
import { scripted } from '../scripted.ts';
import { persona } from '../worlds.ts';

const CAST = ['ada', 'ben', 'cleo', 'dov', 'eva'];
const MINUTE_MS = 60_000;
const HOUR_S = 3600;

/** What came about in all the hours together: a law of nothing is none. */
const came = { turns: 0, words: 0, appraisals: 0, conditions: 0 };

type Call = { at: number; tokens: number; priority: string };

/** Answers at once and at length, as far as it is let; keeps what each call sent and got, and whether anybody was there. */
function talkative(isObedient: boolean) {
  const calls: Call[] = [];
  const unheard: Call[] = [];
  const watched: { instance?: Instance } = {};
  const model: LanguageModel = {
    name: 'talkative',
    async *generate({ prompt, scene, priority, maxTokens = 64 }: GenerateRequest): AsyncGenerator<Chunk> {
      const instance = watched.instance!;
      const call: Call = { at: instance.parts.now(), tokens: promptTokens(prompt), priority: priority! };
      calls.push(call);
      const location = instance.npcs.get(scene!.npc)?.location;
      const isHeard = [...instance.members.values()].some(
        (member) =>
          member.role === 'player' &&
          !member.isAway &&
          hears(instance.world, member.location, location ?? null),
      );
      if (!isHeard) unheard.push(call);
      const others = scene!.others.map(({ name }) => name);
      // It calls somebody by name all the time, so that they answer.
      const opening = `<system_thinking>talk</system_thinking>${others[calls.length % others.length] ?? 'You'}, `;
      call.tokens += countTokens(opening);
      yield { kind: 'text', text: opening };
      const most = (isObedient ? maxTokens : maxTokens * 3) - countTokens(opening);
      for (let token = 0; token < most; token += 1) {
        call.tokens += 1;
        yield { kind: 'text', text: ' so' };
      }
    },
  };
  return { model, calls, unheard, watched };
}

const trigger: fc.Arbitrary<z.input<typeof Talk>> = fc.record({
  between: fc.shuffledSubarray(CAST, { minLength: 2, maxLength: 4 }),
  about: fc.constant('the weather'),
  when: fc.constantFrom(
    {},
    {},
    { weather: ['rain'] },
    { locations: ['tavern', 'loft'] },
    { time: { from: '06:00', to: '18:30' } },
    { present: ['cleo'] },
  ),
  quietSeconds: fc.constantFrom(0, 0, 5),
  cooldownSeconds: fc.constantFrom(0, 0, 30),
  chance: fc.constantFrom(1, 1, 0.6),
  turns: fc.integer({ min: 2, max: 12 }),
});

const limits = fc.record({
  tokensPerMinute: fc.constantFrom(2000, 10_000, 30_000),
  talksAtOnce: fc.integer({ min: 1, max: 6 }),
  turnsPerTalk: fc.integer({ min: 1, max: 12 }),
  followUps: fc.integer({ min: 0, max: 4 }),
});

/** What players do, by the second in which they do it. */
const deeds = fc.array(
  fc.tuple(
    fc.integer({ min: 1, max: HOUR_S - 1 }),
    fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({ kind: fc.constant('say' as const), npc: fc.constantFrom(...CAST) }),
      },
      fc.record({
        kind: fc.constant('move' as const),
        location: fc.constantFrom('tavern', 'tavern', 'tavern', 'yard', 'loft'),
      }),
      fc.record({ kind: fc.constant('weather' as const), weather: fc.constantFrom('rain', 'sun') }),
      fc.record({
        kind: fc.constant('go' as const),
        npc: fc.constantFrom(...CAST),
        location: fc.constantFrom('tavern', 'tavern', 'yard'),
      }),
    ),
  ),
  { minLength: 20, maxLength: 40 },
);

given.prop([fc.array(trigger, { minLength: 1, maxLength: 6 }), limits, deeds, fc.boolean()], {
  numRuns: 3,
})(
  'in an hour of adversarial triggers tokens stay within budget, no call goes out with nobody there, and players are heard',
  async (triggers, talkLimits, done, isObedient) => {
    const { model, calls, unheard, watched } = talkative(isObedient);
    const thinking = scripted(
      JSON.stringify({ trust: 0, affinity: 0, mood: null, intensity: 0, reason: 'They talked.' }),
    );
    await using game = await startTalkGame({
      model,
      thinking,
      personas: Object.fromEntries(
        CAST.map((id, index) => [
          id,
          persona(id, {
            location: index >= 3 ? 'yard' : 'tavern',
            model: { maxTokens: 64 },
          }),
        ]),
      ),
      world: {
        locations: {
          tavern: { name: 'The Tavern', description: 'A room.', heardIn: ['loft'] },
          yard: { name: 'The Yard', description: 'Mud.' },
          loft: { name: 'The Loft', description: 'One hears the tavern from here.' },
        },
        clock: { time: 'Day 1, 18:00', speed: 1 },
        talks: Object.fromEntries(triggers.map((each, index) => [`talk-${index}`, each])),
        talkLimits,
      },
    });
    watched.instance = game.instance;
    const player = await game.join({ name: 'Ash', location: 'tavern' });
    const host = await game.join({ name: 'Host' }, GAME);
    let words = 0;

    for (let second = 0; second < HOUR_S; second += 1) {
      await game.pass(1);
      for (const [, deed] of done.filter(([when]) => when === second)) {
        if (deed.kind === 'move') await player.request('move', { location: deed.location });
        else if (deed.kind === 'weather') await host.request('world.patch', { weather: deed.weather });
        else if (deed.kind === 'go')
          await host.request('npc.patch', { npc: deed.npc, location: deed.location });
        else {
          const at = player.state.players.get(player.id)!.location;
          const npc = game.instance.npcs.get(deed.npc)!;
          if (npc.location !== at) continue;
          // Some NPCs have just begun to speak.
          const heard = player.next('heard');
          await player.request('say', { npc: deed.npc, text: 'A word.' });
          const { line } = await heard;
          words += 1;
          await game.quiet();
          const lines = await game.instance.record.linesOf({}, 60);
          const after = lines.slice(lines.findIndex(({ id }) => id === line) + 1);
          const said = after.filter(
            ({ kind, status, location }) => kind === 'turn' && status === 'complete' && location === at,
          );
          expect(said[0]).toMatchObject({ from: `npc:${deed.npc}`, to: `player:${player.id}` });
        }
      }
      await game.quiet();
    }

    expect(unheard).toEqual([]);
    const own = calls.filter(({ priority }) => priority === 'npc');
    for (const { at } of own) {
      const inWindow = own.filter((call) => call.at > at - MINUTE_MS && call.at <= at);
      const tokens = inWindow.reduce((sum, call) => sum + call.tokens, 0);
      expect(tokens).toBeLessThanOrEqual(talkLimits.tokensPerMinute);
    }
    await game.instance.background.onIdle();
    const appraisals = thinking.requests.filter(isAppraisal).length;
    // What NPCs say to each other asks no model behind it; of one thing that was said each who answers takes note.
    expect(appraisals).toBeLessThanOrEqual(words * (1 + talkLimits.followUps));
    came.turns += own.length;
    came.words += words;
    came.appraisals += appraisals;
    came.conditions += triggers.filter(({ when }) => Object.keys(when ?? {}).length > 0).length;
    expect(longestTalk(await game.instance.record.linesOf({}, 1_000_000))).toBeLessThanOrEqual(
      talkLimits.turnsPerTalk,
    );
  },
  300_000,
);

test('in those hours NPCs talked, players spoke and were appraised, and talks had conditions', () => {
  for (const count of Object.values(came)) expect(count).toBeGreaterThan(0);
});

const isAppraisal = ({ prompt }: GenerateRequest): boolean =>
  /trust/.test(prompt.messages[0]!.content) && /affinity/.test(prompt.messages[0]!.content);

/** The most turns that NPCs had with each other at a place after they had begun to, with nobody else speaking there. */
function longestTalk(lines: readonly Line[]): number {
  const turns = new Map<string, number>();
  let most = 0;
  for (const { kind, from, to, location } of lines) {
    const isTheirs = kind === 'turn' && from.startsWith('npc:') && to?.startsWith('npc:');
    const had = isTheirs && turns.has(location!) ? turns.get(location!)! + 1 : 0;
    if (kind === 'event' && from === 'environment') turns.set(location!, 0);
    else if (had > 0) turns.set(location!, had);
    else turns.delete(location!);
    most = Math.max(most, had);
  }
  return most;
}
