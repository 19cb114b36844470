import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { Appraisal, deltaOf, MOODS } from '../../server/memory/appraisal.ts';
import { authoredBond, bondWords, moved, STRANGERS } from '../../server/memory/bonds.ts';
import { appraiseByLexicon, toneOf } from '../../server/memory/lexicon.ts';
import { degreeOf, faded, swayed } from '../../server/memory/mood.ts';

const said = (text: string) => appraiseByLexicon([{ layer: 'speech', text }]);
const done = (text: string) => appraiseByLexicon([{ layer: 'role_action', text }]);

describe('the lexicon', () => {
  test.each([
    ['Thank you so much, Mara.', 'was thanked', 'cheerful'],
    ['I’m sorry. It was my fault.', 'was asked for forgiveness', 'calm'],
    ['I promise to come back.', 'was promised something', 'hopeful'],
    ['I brought you some thread.', 'was given something', 'grateful'],
    ['You are beautiful tonight.', 'heard kind words', 'cheerful'],
  ])('takes %j well', (text, reason, mood) => {
    const verdict = said(text);
    expect(verdict).toMatchObject({ reason, mood });
    expect(verdict.affinity).toBeGreaterThan(0);
    expect(verdict.trust).toBeGreaterThan(0);
  });

  test.each([
    ['Give me the key or I’ll cut your throat.', 'was threatened', 'afraid'],
    ['I swear I will burn this place down!', 'was threatened', 'afraid'],
    ['You will pay for this.', 'was threatened', 'afraid'],
    ['You lying thief!', 'was insulted', 'angry'],
    ['You’re nothing but a coward.', 'was insulted', 'angry'],
    ['Fool.', 'was insulted', 'angry'],
    ['I hate you.', 'was insulted', 'angry'],
    ['Your soup is awful and you smell terrible.', 'heard harsh words', 'annoyed'],
  ])('takes %j ill', (text, reason, mood) => {
    const verdict = said(text);
    expect(verdict).toMatchObject({ reason, mood });
    expect(verdict.affinity).toBeLessThan(0);
    expect(verdict.trust).toBeLessThan(0);
  });

  test.each([
    ['Good evening. What do you serve?'],
    ['My father died at sea.'],
    ['I hate the rain.'],
    ['Are you a thief?'],
    ['Have you seen the thief?'],
    ['You know that rat in the cellar.'],
    ['You will pay for the soup, then?'],
    ['Could you kill the wolf for me?'],
    ['Thanks for nothing.'],
    ['I’m sorry for your loss.'],
    ['Ich bin sehr traurig.'],
    ['谢谢你，玛拉。'],
    ['constructor __proto__ hasOwnProperty'],
    [''],
  ])('makes nothing of %j', (text) => {
    expect(said(text)).toEqual({ trust: 0, affinity: 0, mood: null, intensity: 0, reason: 'they talked' });
  });

  test.each([
    ['draws a long knife', 'was attacked', -1.5],
    ['slaps her', 'was attacked', -1.5],
    ['hands her a rose', 'was given something', 1],
    ['smiles', 'was met with friendliness', 0.5],
    ['sits down by the fire', 'they talked', 0],
  ])('knows what it is when somebody %s', (text, reason, affinity) => {
    expect(done(text)).toMatchObject({ reason, affinity });
  });

  test('does not let a threat pass for a promise, nor thanks make up for an insult', () => {
    expect(said('I promise I will kill you.')).toMatchObject({ trust: -2, reason: 'was threatened' });
    expect(said('Thank you, you wretched fool.')).toMatchObject({ affinity: -0.5, mood: 'angry' });
  });

  property.prop([
    fc.array(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('you', 'kill', 'thank you', 'fool', '.', '!')),
    ),
  ])('gives a verdict on anything', (words) => {
    const text = words.join(' ');
    for (const layer of ['speech', 'role_action'])
      expect(Appraisal.safeParse(appraiseByLexicon([{ layer, text }])).success).toBe(true);
    expect(Math.abs(toneOf(text))).toBeLessThanOrEqual(1);
  });
});

const verdict = fc.record({
  trust: fc.double({ min: -2, max: 2, noNaN: true }),
  affinity: fc.double({ min: -2, max: 2, noNaN: true }),
  mood: fc.constantFrom(...MOODS, null),
  intensity: fc.double({ min: 0, max: 1, noNaN: true }),
  reason: fc.constant('they talked'),
});

describe('a bond', () => {
  property.prop([fc.array(verdict, { maxLength: 120 })])(
    'stays within its bounds, by small steps',
    (verdicts) => {
      let bond = STRANGERS;
      for (const each of verdicts) {
        const next = moved(bond, deltaOf(each, bond));
        for (const degree of ['trust', 'affinity'] as const) {
          expect(Math.abs(next[degree])).toBeLessThanOrEqual(1);
          expect(Math.abs(next[degree] - bond[degree])).toBeLessThanOrEqual(0.1001);
        }
        const nearer = next.familiarity - bond.familiarity;
        expect(nearer >= 0.0199 || next.familiarity === 1).toBe(true);
        expect(nearer).toBeLessThanOrEqual(0.0501);
        expect(next.familiarity).toBeLessThanOrEqual(1);
        bond = next;
      }
    },
  );

  test('moves ever less towards an end, and as far as ever away from it', () => {
    const adored = { trust: 0.9, affinity: 0.9, familiarity: 1 };
    expect(moved(adored, { trust: 0.1, affinity: -0.1, familiarity: 0.02 })).toEqual({
      trust: 0.91,
      affinity: 0.8,
      familiarity: 1,
    });
  });

  test('of one whom the persona’s file speaks of begins by how that sounds, mildly', () => {
    expect(authoredBond(1)).toEqual({ trust: 0.2, affinity: 0.4, familiarity: 0.5 });
    expect(authoredBond(toneOf('A liar who cheated him.')).affinity).toBeLessThan(0);
  });

  test.each([
    [0, 0, 0, ''],
    [0, 0, 0.1, ''],
    [0, 0, 0.2, 'Mara is getting to know Ash.'],
    [0, 0, 0.8, 'Mara knows Ash well.'],
    [-0.1, 0, 0.05, 'Mara hardly knows Ash and is a little wary of Ash.'],
    [0, 0.45, 0.5, 'Mara has known Ash for some time, likes Ash and does not trust Ash yet.'],
    [0.35, 0.7, 0.9, 'Mara knows Ash well, is very fond of Ash and trusts Ash.'],
    [-0.4, 0.4, 0.5, 'Mara has known Ash for some time, likes Ash but distrusts Ash.'],
    [0.7, -0.4, 0.9, 'Mara knows Ash well, dislikes Ash but trusts Ash fully.'],
    [-0.7, -0.8, 0.3, 'Mara is getting to know Ash, cannot stand Ash and does not trust Ash at all.'],
    [0.1, 0.1, 0.2, 'Mara is getting to know Ash, rather likes Ash and is beginning to trust Ash.'],
    [0, -0.1, 0.2, 'Mara is getting to know Ash and is cool towards Ash.'],
  ])('of trust %d, affinity %d and familiarity %d reads: %s', (trust, affinity, familiarity, words) => {
    expect(bondWords('Mara', 'Ash', { trust, affinity, familiarity })).toBe(words);
  });

  property.prop([
    fc.double({ min: -1, max: 1, noNaN: true }),
    fc.double({ min: -1, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  ])('is told without numbers, under whatever name', (trust, affinity, familiarity) => {
    const words = bondWords('Mara', '$&', { trust, affinity, familiarity });
    expect(words).toMatch(/^(?:Mara .*\$&.*\.)?$/);
    expect(words).not.toMatch(/\d/);
  });
});

describe('a mood', () => {
  const fresh = { world: 0, real: 0, isClockRunning: true };

  test('is half as strong after two hours of a running clock, or twenty minutes without one', () => {
    expect(faded(0.8, fresh)).toBe(0.8);
    expect(faded(0.8, { ...fresh, world: 120, real: 2 })).toBeCloseTo(0.4);
    expect(faded(0.8, { world: undefined, real: 20, isClockRunning: false })).toBeCloseTo(0.4);
    expect(faded(0.8, { world: 0, real: 40, isClockRunning: false })).toBeCloseTo(0.2);
    expect(faded(0.8, { world: 240, real: 1, isClockRunning: false })).toBeCloseTo(0.2);
  });

  test('grows with the same feeling, gives way to a stronger one, and is dulled by a weaker one', () => {
    const angry = { word: 'angry', intensity: 0.9 };
    expect(swayed({ word: 'content', intensity: 0 }, { word: 'amused', intensity: 0.3 }).word).toBe('amused');
    expect(swayed(angry, { word: 'angry', intensity: 0.5 }).intensity).toBeCloseTo(0.925);
    expect(swayed(angry, { word: 'afraid', intensity: 0.7 })).toEqual({ word: 'afraid', intensity: 0.7 });
    expect(swayed(angry, { word: 'cheerful', intensity: 0.4 })).toEqual({ word: 'angry', intensity: 0.7 });
    expect(swayed(angry, { word: 'cheerful', intensity: 0.1 })).toBe(angry);
  });

  property.prop([
    fc.array(
      fc.record({ word: fc.constantFrom(...MOODS), intensity: fc.double({ min: 0, max: 1, noNaN: true }) }),
    ),
  ])('stays between 0 and 1', (felt) => {
    const mood = felt.reduce(swayed, { word: 'content', intensity: 0 });
    expect(mood.intensity).toBeGreaterThanOrEqual(0);
    expect(mood.intensity).toBeLessThanOrEqual(1);
  });

  test.each([
    ['angry', 0.2, 'a little '],
    ['angry', 0.5, ''],
    ['angry', 0.9, 'very '],
    ['content', 0, ''],
    ['tired but patient', 0.9, ''],
  ])('%s at %d is said with "%s" before it', (word, intensity, degree) => {
    expect(degreeOf({ word, intensity })).toBe(degree);
  });
});
