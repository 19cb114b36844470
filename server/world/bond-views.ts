import type { Bond } from '../../schemas/bond.ts';
import type { BondView } from '../../schemas/console/bonds.ts';
import { SoliloquyError } from '../../schemas/errors.ts';
import { bondWords } from '../memory/bonds.ts';
import { idIn } from './events.ts';
import type { Instance } from './instance.ts';
import { namesOf, unnamed } from './names.ts';
import type { Npc } from './npc.ts';

/** Bonds of one NPC, and changes of one bond, that are shown. */
const SHOWN = { bonds: 100, changes: 20 };

/** The 100 best known of an NPC's bonds: those that changed, and those of whom its persona's file speaks. */
export async function bondViews(instance: Instance, npc: Npc): Promise<BondView[]> {
  const { bonds } = instance;
  const authored = Object.keys(npc.persona.relationships).map((id) => `npc:${id}`);
  const others = [...new Set([...bonds.standing(npc).keys(), ...authored])]
    .sort((a, b) => bonds.of(npc, b).familiarity - bonds.of(npc, a).familiarity)
    .slice(0, SHOWN.bonds);
  return viewsOf(instance, npc, others);
}

/** One of an NPC's bonds. */
export const bondView = async (instance: Instance, npc: Npc, other: string): Promise<BondView> =>
  (await viewsOf(instance, npc, [other]))[0]!;

async function viewsOf(instance: Instance, npc: Npc, others: readonly string[]): Promise<BondView[]> {
  const { parts, record, bonds } = instance;
  const query = { instance: record.id, branch: record.branch, npc: npc.id, others, limit: SHOWN.changes };
  const [names, changes] = await Promise.all([namesOf(instance, npc, others), parts.store.bonds(query)]);
  return others.map((other) => {
    const name = names.get(other) ?? unnamed(other);
    const bond = bonds.of(npc, other);
    return {
      other,
      name,
      bond,
      words: bondWords(npc.persona.name, name, bond),
      changes: changes.filter((change) => change.other === other).map(({ seq: _, ...change }) => change),
    };
  });
}

/** A bond as a designer sets it: what is undefined stays as it was. */
type Setting = {
  [Degree in keyof Bond]?: number | undefined;
} & { other: string; reason?: string | undefined; author: string };

/** Sets a bond by a designer's hand. Throws `unknown-npc` or `unknown-player` where nobody is known by that address. */
export async function setBond(instance: Instance, npc: Npc, setting: Setting): Promise<void> {
  const { other, reason, author } = setting;
  if (other === `npc:${npc.id}`)
    throw new SoliloquyError(
      'bad-message',
      `${npc.persona.name} has no bond with itself; name somebody else.`,
    );
  if (!(await namesOf(instance, npc, [other])).has(other)) {
    if (other.startsWith('npc:')) instance.npc(idIn(other));
    throw new SoliloquyError(
      'unknown-player',
      `NPCs remember nobody as "${other}"; expected an id that the bonds of an NPC name, or that of somebody here.`,
    );
  }
  const { trust, affinity, familiarity } = instance.bonds.of(npc, other);
  await instance.bonds.set(
    npc,
    other,
    {
      trust: setting.trust ?? trust,
      affinity: setting.affinity ?? affinity,
      familiarity: setting.familiarity ?? familiarity,
    },
    { by: 'designer', reason: reason ? `${reason} (${author})` : `set by ${author}` },
  );
}
