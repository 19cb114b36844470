import type { Action, Lore, LoreBudget } from '../world.ts';

/** What is authored of an instance's world, and what the game made of it, beyond the room's state. */
export type WorldDetail = {
  /** What the content is read from, within the world's folder. */
  file: string;
  description: string;
  /** World minutes per real minute; 0: only the game moves the clock. */
  speed: number;
  /** Whether the clock moves by itself now: only times such as "Day 3, 18:40" do. */
  isClockRunning: boolean;
  /** What the file has an instance begin with. */
  authored: { time: string; weather: string; facts: Record<string, string> };
  /** Where players arrive. */
  start: string;
  /** By location. */
  places: Record<string, Place>;
  actions: (Pick<Action, 'description' | 'npcs' | 'locations' | 'args' | 'facts' | 'timeoutSeconds'> & {
    name: string;
  })[];
  /** Another one when an entry of lore was edited, added or removed. */
  loreVersion: string;
  /** Why the files as they are on disk now are not those that are live; absent where they are. */
  problem?: string;
};

/** What a place is besides its name and looks. */
export type Place = {
  /** Who greets newcomers. */
  host?: string;
  /** The standing scene of the file. */
  authoredScene?: string;
  /** The one that the game or a designer set in its stead. */
  scene?: string;
};

/** All lore of a world, by id. `file` is within the world's folder. */
export type WorldLore = { version: string; entries: (Lore & { file: string })[] };

/** What a line has NPCs recall, here and now. */
export type LoreTest = {
  /** How much a prompt tells of. */
  budget: LoreBudget;
  /** Every entry that fires, best first. */
  fired: {
    id: string;
    /** Those of its keys that stand in the line, and where: from, to, in UTF-16 units. */
    keys: { key: string; places: { from: number; to: number }[] }[];
    tokens: number;
    /** In whose prompt it stands, and for whom its condition does not hold now, where they are: ids of NPCs. */
    reaches: string[];
    notNow: string[];
    /** For whom better entries take its place, and for whom it has more tokens than are left. */
    fallsOut: string[];
    tooLong: string[];
    /** Who does not know it. */
    unknownTo: string[];
  }[];
};
