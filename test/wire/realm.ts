import { ArraySchema, MapSchema, type StateView } from '@colyseus/schema';
import { Being, Guard, Numbers, RareTrait, Realm, Trait } from './classes.ts';
import type { BeingChange, ListChange, Loose, MapChange, Operation } from './script.ts';

/** A state with something of everything in it. */
export function startRealm(): Realm {
  const realm = new Realm();
  realm.title = 'Ravenmoor';
  realm.whisper = 'Nobody may know.';
  realm.numbers = new Numbers();
  realm.names.push('Mara', 'Tom');
  realm.readings.push(1, 0.5, -3);
  realm.traits.push(trait('calm', 1), trait('bold', 2, true));
  realm.line.push(trait('first', 1), trait('second', 2));
  realm.beings.set('mara', being('Mara', false));
  realm.beings.set('guard', being('Garrick', true));
  realm.notes.set('a', 'one');
  realm.loot.set('b', trait('coin', 3));
  return realm;
}

/** Does to the realm what an operation says, as far as it makes sense there. `mayReorder`: primitive lists, too. */
export function perform(realm: Realm, operation: Operation, views: StateView[], mayReorder: boolean): void {
  switch (operation.at) {
    case 'text':
      realm[operation.field] = operation.value;
      return;
    case 'numbers':
      Object.assign(realm.numbers, { [operation.field[0]]: operation.field[1] });
      return;
    case 'numbers.new':
      realm.numbers = new Numbers();
      return;
    case 'leader':
      realm.leader =
        operation.how === 'unset'
          ? undefined
          : operation.how === 'new'
            ? being('Leader', operation.pick % 2 === 0)
            : (picked(beingsOf(realm), operation.pick) ?? realm.leader);
      return;
    case 'map':
      return changeSomeMap(realm, operation.map, operation.how, operation.key, operation.value);
    case 'beings':
      return changeBeings(realm, operation);
    case 'being': {
      const found = picked([...beingsOf(realm), ...realm.vault.values()], operation.pick);
      if (found) changeBeing(realm, found, operation.change, mayReorder);
      return;
    }
    case 'list':
      return changeSomeList(realm, operation, mayReorder);
    case 'crew': {
      // Of an instance that stands twice in one list the encoder loses count, without a word.
      const others = new Set(beingsOf(realm).filter((one) => !realm.crew.includes(one)));
      const members = new Set(operation.picks.flatMap((pick) => picked([...others], pick) ?? []));
      return changeList(realm, 'crew', operation, [...members], (first, second) =>
        compareTexts(first.name, second.name),
      );
    }
    case 'trait': {
      const found = picked(traitsOf(realm), operation.pick);
      if (found) Object.assign(found, { label: operation.label, weight: operation.weight });
      return;
    }
    case 'move': {
      const lists = [realm.traits, realm.line, ...beingsOf(realm).map(({ traits }) => traits)];
      const from = picked(lists, operation.from)!;
      const [moved] = from.length > 0 ? from.splice(operation.index % from.length, 1) : [];
      if (moved) picked(lists, operation.to)!.push(moved);
      return;
    }
    case 'view': {
      const candidates: readonly (Trait | Being)[] =
        operation.what === 'line' ? [...realm.line] : beingsOf(realm);
      const seen = picked(candidates, operation.pick);
      const view = picked(views, operation.pick);
      if (!seen || !view) return;
      if (operation.isSeen) view.add(seen);
      else view.remove(seen);
    }
  }
}

const MAPS = ['notes', 'levels', 'spare', 'loot'] as const;

function changeSomeMap(realm: Realm, map: number, how: MapChange, key: string, value: Loose): void {
  const name = MAPS[map % MAPS.length]!;
  if (name === 'levels') return changeMap(realm, name, how, key, value.number);
  if (name === 'loot')
    return changeMap(realm, name, how, key, how === 'share' ? shared(realm, value) : made(value));
  return changeMap(realm, name, how, key, value.text);
}

function changeBeings(realm: Realm, { map, how, key, pick, isGuard }: Operation & { at: 'beings' }): void {
  const value =
    how === 'share' && map === 'beings'
      ? (picked(beingsOf(realm), pick) ?? being(key, isGuard))
      : being(key, isGuard);
  changeMap(realm, map, how, key, value);
}

function changeBeing(realm: Realm, changed: Being, change: BeingChange, mayReorder: boolean): void {
  switch (change.field) {
    case 'name':
    case 'secret':
      changed[change.field] = change.value;
      return;
    case 'post':
      if (changed instanceof Guard) changed.post = change.value;
      return;
    case 'health':
      changed.health = change.value;
      return;
    case 'trait':
      if (change.how === 'unset') changed.trait = undefined;
      else
        changed.trait =
          change.how === 'new'
            ? trait('own', change.pick)
            : (picked(traitsOf(realm), change.pick) ?? changed.trait);
      return;
    case 'tags':
      return changeList(
        changed,
        'tags',
        mayReorder ? change : unordered(change),
        change.values.map(({ text }) => text),
        compareTexts,
      );
    case 'traits':
      return changeList(changed, 'traits', change, change.values.map(made), compareTraits);
    case 'scores':
      return changeMap(changed, 'scores', change.how, change.key, Math.trunc(change.value.pick));
    case 'grudges':
      return changeMap(changed, 'grudges', change.how, change.key, change.value.text);
    case 'orders':
      if (changed instanceof Guard) changeMap(changed, 'orders', change.how, change.key, made(change.value));
  }
}

const LISTS = ['names', 'readings', 'waves', 'traits', 'line'] as const;

function changeSomeList(realm: Realm, operation: Operation & { at: 'list' }, mayReorder: boolean): void {
  const name = LISTS[operation.list % LISTS.length]!;
  if (name === 'traits' || name === 'line')
    return changeList(realm, name, operation, operation.values.map(made), compareTraits);
  const change = mayReorder ? operation : unordered(operation);
  if (name === 'names')
    return changeList(
      realm,
      name,
      change,
      change.values.map(({ text }) => text),
      compareTexts,
    );
  changeList(
    realm,
    name,
    change,
    change.values.map(({ number }) => number),
    (first, second) => first - second,
  );
}

/**
 * The server may send the whole state between ticks and then the changes that waited, once more. For lists of primitives these
 * count by place: after a shift, a splice or a reversal even the official client is wrong for good. Nothing to hold a
 * plugin to, so a client that joins between ticks does not see them.
 */
const unordered = <Change extends { how: ListChange }>(change: Change): Change =>
  ['shift', 'splice', 'insert', 'swap', 'sort', 'reverse', 'shuffle'].includes(change.how)
    ? { ...change, how: 'push' }
    : change;

function changeMap<Value>(owner: object, name: string, how: MapChange, key: string, value: Value): void {
  const holder = owner as Record<string, MapSchema<Value> | undefined>;
  if (how === 'unset' && name === 'spare') holder[name] = undefined;
  else if (how === 'replace' || !holder[name]) holder[name] = new MapSchema<Value>({ [key]: value });
  else if (how === 'delete') holder[name].delete(picked([...holder[name].keys()], key.length) ?? key);
  else if (how === 'clear') holder[name].clear();
  else holder[name].set(key, value);
}

function changeList<Value>(
  owner: object,
  name: string,
  { how, index, count }: { how: ListChange; index: number; count: number },
  values: Value[],
  compare: (first: Value, second: Value) => number,
): void {
  const holder = owner as Record<string, ArraySchema<Value>>;
  const list = holder[name]!;
  const at = list.length === 0 ? 0 : index % list.length;
  switch (how) {
    case 'push':
      list.push(...values);
      return;
    case 'pop':
      list.pop();
      return;
    case 'shift':
      list.shift();
      return;
    case 'unshift':
      list.unshift(...values);
      return;
    case 'splice':
      list.splice(at, Math.min(count, list.length - at), ...values);
      return;
    case 'insert':
      list.splice(at, 0, ...values);
      return;
    case 'set':
      if (list.length > 0 && values.length > 0) list[at] = values[0]!;
      return;
    case 'swap':
      if (list.length > 1)
        list.move((items) => {
          const other = (at + 1) % items.length;
          [items[at], items[other]] = [items[other]!, items[at]!];
        });
      return;
    case 'sort':
      list.sort(compare);
      return;
    case 'reverse':
      list.reverse();
      return;
    case 'shuffle':
      if (list.length > 1)
        list.move((items) => {
          for (let from = items.length - 1; from > 0; from -= 1) {
            const to = (from * 7 + index) % (from + 1);
            [items[from], items[to]] = [items[to]!, items[from]!];
          }
        });
      return;
    case 'clear':
      list.clear();
      return;
    case 'replace':
      holder[name] = new ArraySchema<Value>(...values);
  }
}

function trait(label: string, weight: number, isRare = false): Trait {
  const fresh = isRare ? new RareTrait() : new Trait();
  fresh.label = label;
  fresh.weight = weight;
  if (fresh instanceof RareTrait) fresh.rarity = 7;
  return fresh;
}

const made = (loose: Loose): Trait => trait(loose.text, loose.number, loose.isRare);

function being(name: string, isGuard: boolean): Being {
  const fresh = isGuard ? new Guard() : new Being();
  fresh.name = name;
  fresh.secret = `${name}'s secret`;
  fresh.tags.push('new');
  fresh.trait = trait('given', 1);
  if (fresh instanceof Guard) fresh.orders.set('a', trait('watch', 1));
  return fresh;
}

const shared = (realm: Realm, loose: Loose): Trait => picked(traitsOf(realm), loose.pick) ?? made(loose);

/** Those that everybody may see. */
const beingsOf = (realm: Realm): Being[] => [
  ...realm.beings.values(),
  ...realm.crew,
  ...(realm.leader ? [realm.leader] : []),
];

const traitsOf = (realm: Realm): Trait[] => [
  ...realm.traits,
  ...realm.loot.values(),
  ...beingsOf(realm).flatMap(({ trait, traits }) => [...(trait ? [trait] : []), ...traits]),
];

const picked = <Value>(among: readonly Value[], pick: number): Value | undefined =>
  among[pick % among.length];
const compareTexts = (first: string, second: string): number =>
  first < second ? -1 : first > second ? 1 : 0;
const compareTraits = (first: Trait, second: Trait): number => compareTexts(first.label, second.label);
