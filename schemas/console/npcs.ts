/** What an NPC thinks of others, beyond how it reads now: what its persona says, and of whom the game set something else. */
export type NpcRelationships = { own: Record<string, string>; set: string[] };
