import type { Action, Lore } from '../world.ts';

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

/** What a line has NPCs recall. */
export type LoreTest = {
  /** How many entries a prompt tells of. */
  limit: number;
  /** Every entry that fires, best first. */
  fired: {
    id: string;
    /** Those of its keys that stand in the line, and where: from, to, in UTF-16 units. */
    keys: { key: string; places: { from: number; to: number }[] }[];
    /** In whose prompt it stands, for whom others take its room, and who does not know it: ids of NPCs. */
    reaches: string[];
    fallsOut: string[];
    unknownTo: string[];
  }[];
};
