import type { BondView, NpcBonds, SetBond } from './bonds.ts';
import type { ExchangeCalls } from './exchange.ts';
import type { LabCalls } from './lab.ts';
import type { MemoryCalls } from './memories.ts';
import type { NpcRelationships } from './npcs.ts';
import type { PersonaCalls } from './personas.ts';
import type { ConsoleServer } from './server.ts';
import type {
  Rate,
  RecordedLine,
  Rerun,
  RerunItem,
  TakeView,
  TurnList,
  TurnQuery,
  TurnView,
  Unrate,
} from './turns.ts';
import type { LoreTest, WorldDetail, WorldLore } from './world.ts';

/**
 * One endpoint of the console's API, below `/console/api/`. What it takes goes into the `:fields` of its path, the rest into
 * the query (GET, DELETE) or a JSON body (POST, PUT). Its types exist for the compiler alone.
 */
export type Route<Input, Answer> = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  readonly types?: { input: Input; answer: Answer };
};

/** Answers as a stream of JSON lines, one `Item` each. */
export type Streamed<Item> = { readonly item: Item };

/** Answers with a file to be kept. */
export type Download = { readonly download: true };

/** Answers with a page of its own, without scripts, to be shown in a frame. */
export type Page = { readonly page: true };

const route = <Input extends object, Answer>(
  method: Route<Input, Answer>['method'],
  path: string,
): Route<Input, Answer> => ({ method, path });

const persona = <Call extends keyof PersonaCalls>(method: Route<never, never>['method'], path: string) =>
  route<PersonaCalls[Call]['input'], PersonaCalls[Call]['answer']>(method, path);
const exchange = <Call extends keyof ExchangeCalls>(method: Route<never, never>['method'], path: string) =>
  route<ExchangeCalls[Call]['input'], ExchangeCalls[Call]['answer']>(method, path);

const memory = <Call extends keyof MemoryCalls>(method: Route<never, never>['method'], path: string) =>
  route<MemoryCalls[Call]['input'], MemoryCalls[Call]['answer']>(method, path);
const lab = <Call extends keyof LabCalls>(method: Route<never, never>['method'], path: string) =>
  route<LabCalls[Call]['input'], LabCalls[Call]['answer']>(method, path);

/** Every endpoint, by the name that the console and its handler know it by. */
export const ROUTES = {
  /** What the server is and which instances are open. */
  'server.read': route<Record<never, never>, ConsoleServer>('GET', 'server'),
  /** The recorded turns of an instance, newest first. */
  'turns.list': route<TurnQuery, TurnList>('GET', 'turns'),
  'turn.read': route<{ turn: string }, TurnView>('GET', 'turns/:turn'),
  /** The replies given in a turn's place, oldest first; the instance must be open. */
  'turn.takes': route<{ instance: string; turn: string }, TakeView[]>('GET', 'turns/:turn/takes'),
  /** Runs it again with something changed; nothing of it reaches players or memory. */
  'turn.rerun': route<Rerun, Streamed<RerunItem>>('POST', 'turns/:turn/rerun'),
  'turn.rate': route<Rate, Record<never, never>>('PUT', 'turns/:turn/rating'),
  'turn.unrate': route<Unrate, Record<never, never>>('DELETE', 'turns/:turn/rating'),
  /** Ratings and preferences as JSON lines, each with what was judged. */
  'ratings.export': route<{ instance: string }, Download>('GET', 'ratings'),
  /** What is authored of an instance's world, and what the game made of it. */
  'world.read': route<{ instance: string }, WorldDetail>('GET', 'instances/:instance/world'),
  /** Where what an NPC thinks of others comes from. */
  'npc.relationships': route<{ instance: string; npc: string }, NpcRelationships>(
    'GET',
    'instances/:instance/npcs/:npc/relationships',
  ),
  /** What an NPC feels, and what it has come to feel for others. */
  'npc.bonds': route<{ instance: string; npc: string }, NpcBonds>(
    'GET',
    'instances/:instance/npcs/:npc/bonds',
  ),
  /** Sets a bond by hand. */
  'npc.set-bond': route<SetBond, BondView>('PUT', 'instances/:instance/npcs/:npc/bonds'),
  /** What an NPC remembers, newest first or by words. */
  'memories.list': memory<'list'>('GET', 'instances/:instance/npcs/:npc/memories'),
  'memories.add': memory<'add'>('POST', 'instances/:instance/npcs/:npc/memories'),
  /** Whatever is changed by hand is overwritten by nothing that is not. */
  'memories.change': memory<'change'>('PUT', 'instances/:instance/npcs/:npc/memories/:memory'),
  'memories.delete': memory<'delete'>('DELETE', 'instances/:instance/npcs/:npc/memories/:memory'),
  /** Which memories words would have an NPC recall, and why. */
  'memories.recall': memory<'recall'>('POST', 'instances/:instance/npcs/:npc/recall'),
  /** Lines that an NPC perceived, by their ids, joined by commas; those that do not stand any more are left out. */
  'lines.read': route<{ instance: string; npc: string; lines: string }, { lines: RecordedLine[] }>(
    'GET',
    'instances/:instance/npcs/:npc/lines',
  ),
  /** All lore. */
  'lore.read': route<Record<never, never>, WorldLore>('GET', 'lore'),
  /** Which lore a line has the NPCs of an instance recall, and why. */
  'lore.test': route<{ instance: string; text: string }, LoreTest>('POST', 'instances/:instance/lore-test'),

  'personas.list': persona<'list'>('GET', 'personas'),
  /** What is live. */
  'personas.read': persona<'read'>('GET', 'personas/:persona'),
  /** Makes a draft live; refuses with `PersonaFaults` or `PersonaConflicts`. */
  'personas.save': persona<'save'>('PUT', 'personas/:persona'),
  /** Writes what is live into the persona's file. */
  'personas.write': persona<'write'>('POST', 'personas/:persona/file'),
  'personas.versions': persona<'versions'>('GET', 'personas/:persona/versions'),
  'personas.version': persona<'version'>('GET', 'personas/:persona/versions/:version'),
  /** Makes an old version live again, as a new one. */
  'personas.restore': persona<'restore'>('POST', 'personas/:persona/versions/:version/restore'),
  'personas.name-version': persona<'nameVersion'>('PUT', 'personas/:persona/versions/:version/name'),
  /** How many tokens texts take, in their order. */
  'personas.count': persona<'count'>('POST', 'tokens'),

  /** Reads a character's file; nothing is kept. */
  'exchange.read': exchange<'read'>('POST', 'exchange/read'),
  /** Writes a character into the world's folder; refuses with `Taken` where a file of that name is there. */
  'exchange.add': exchange<'add'>('POST', 'exchange/add'),
  'exchange.export': exchange<'export'>('GET', 'instances/:instance/npcs/:npc/export'),
  /** Exports as PNG, in a picture of the designer's. */
  'exchange.picture': exchange<'picture'>('POST', 'instances/:instance/npcs/:npc/export'),
  'exchange.transcript': exchange<'transcript'>('GET', 'instances/:instance/transcript'),

  /** The runs of the lab, newest first. */
  'lab.runs': lab<'runs'>('GET', 'lab/runs'),
  /** By whom new ones are played and judged, and who can be. */
  'lab.setup': lab<'setup'>('GET', 'lab/setup'),
  /** What a run may cost; nothing is asked. */
  'lab.estimate': lab<'estimate'>('POST', 'lab/estimate'),
  'lab.start': lab<'start'>('POST', 'lab/runs'),
  'lab.stop': lab<'stop'>('POST', 'lab/runs/:run/stop'),
  'lab.go-on': lab<'goOn'>('POST', 'lab/runs/:run/go-on'),
  'lab.report': route<{ run: string }, Page>('GET', 'lab/runs/:run/report'),
  /** Two reports of one kind and judge, side by side. */
  'lab.compare': route<{ run: string; other: string }, Page>('GET', 'lab/runs/:run/compare/:other'),
  /** By what an NPC's replies are judged. */
  'lab.principles': lab<'principles'>('GET', 'lab/principles/:npc'),
  /** The file of principles of an NPC, or of the `world`. */
  'lab.principle-file': lab<'principleFile'>('GET', 'lab/principle-files/:file'),
  /** Writes it, whole or not at all; 422: what is wrong with it, by line. */
  'lab.write-principles': lab<'writePrinciples'>('PUT', 'lab/principle-files/:file'),
  /** The world's golden scenes. */
  'lab.scenes': lab<'scenes'>('GET', 'lab/scenes'),
  'lab.scene-file': lab<'sceneFile'>('GET', 'lab/scenes/:scene'),
  /** Writes it, whole or not at all; 422: what is wrong with it, by line. */
  'lab.write-scene': lab<'writeScene'>('PUT', 'lab/scenes/:scene'),
  /** A golden scene of a recorded turn, to be edited. */
  'lab.scene-draft': lab<'sceneDraft'>('GET', 'turns/:turn/scene'),
  /** Measures an instance's recorded turns; no model is asked. */
  'lab.check': lab<'check'>('POST', 'instances/:instance/check'),
};

export type Routes = typeof ROUTES;
export type RouteName = keyof Routes;
export type InputOf<Name extends RouteName> = NonNullable<Routes[Name]['types']>['input'];
export type AnswerOf<Name extends RouteName> = NonNullable<Routes[Name]['types']>['answer'];
