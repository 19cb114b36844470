import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startGame } from '../../game.ts';
import { alternate, type Figures, type Row, rowOf } from '../measure.ts';
import type { Sizes } from '../sizes.ts';
import { director } from '../stage.ts';
import type { PlainPages } from './plain-pages.ts';
import { asVisitor, leave, type Session, signIn, visit } from './visit.ts';
import { weightRows } from './weight.ts';

const RAVENMOOR = fileURLToPath(new URL('../../../worlds/ravenmoor', import.meta.url));
const AGAINST = 'page of one line';

/** When the console stands there on Ravenmoor, signed in, without and with a cache; and what of it goes over the wire. */
export async function openingRows(sizes: Sizes, plain: PlainPages): Promise<Row[]> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-'));
  try {
    await using game = await startGame({ dir: RAVENMOOR, dataDir, model: director().model });
    const session = await signIn(game.url);
    const rounds = await alternate(sizes, {
      ours: () => open(`${game.url}/console/`, session),
      [AGAINST]: () => open(`${plain.url}/line`),
    });
    const row = (figure: string, what: string) =>
      rowOf(rounds, figure, { what, unit: 'ms', better: 'less', against: AGAINST });
    return [
      row('coldFirst', 'cold: first contentful paint'),
      row('coldShown', "cold: Stage shows the world's name"),
      row('warmFirst', 'warm: first contentful paint'),
      row('warmShown', "warm: Stage shows the world's name"),
      ...(await weightRows(game.url, session)),
    ];
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Opens an address without a cache and once more with it; milliseconds since the navigation began. */
const open = (address: string, session?: Session): Promise<Figures> =>
  asVisitor(session, async (context) => {
    const cold = await visit(context, address);
    await leave(cold.page);
    const warm = await visit(context, address);
    await leave(warm.page);
    return { coldFirst: cold.first, coldShown: cold.shown, warmFirst: warm.first, warmShown: warm.shown };
  });
