import {
  $childType,
  $decoder,
  $refId,
  ArraySchema,
  type Decoder,
  decode,
  type Iterator,
  MapSchema,
  OPERATION,
  Schema,
} from '@colyseus/schema';

type Decode = (decoder: Decoder, bytes: Uint8Array, it: Iterator, ref: object, changes: unknown) => unknown;

/** How often the official decoder met each operation, as `array 128`. */
export const operationsMet = new Map<string, number>();

let isBroken = false;

/**
 * Whether a frame holds what the official decoder cannot place, which it says on the console or passes over. The encoder sends
 * such frames where it loses count of instances that were moved, or stand in several lists and maps at once. A state that is
 * known to be wrong is nothing to compare with.
 */
export function isBrokenFor(decoder: Decoder, frame: Uint8Array): boolean {
  const { warn, error } = console;
  isBroken = false;
  console.warn = console.error = () => {
    isBroken = true;
  };
  try {
    decoder.decode(frame, { offset: 1 });
  } finally {
    Object.assign(console, { warn, error });
  }
  return isBroken || forgetsWhatStands(decoder);
}

/** Whether the decoder has let go of an instance that is in the state: what comes for it next has no place to go. */
function forgetsWhatStands({ state, root }: Decoder): boolean {
  const isForgotten = (ref: object): boolean =>
    root.refs.get((ref as { [$refId]: number })[$refId]) !== ref || childrenOf(ref).some(isForgotten);
  return childrenOf(state).some(isForgotten);
}

function childrenOf(ref: object): object[] {
  const values = ref instanceof Schema ? Object.values(ref) : [...(ref as MapSchema).values()];
  return values.filter(
    (value) => value instanceof Schema || value instanceof MapSchema || value instanceof ArraySchema,
  );
}

watch(Schema, 'schema', (byte) => (byte >> 6) << 6);
watch(MapSchema, 'map', (byte) => byte);
watch(ArraySchema, 'array', (byte) => byte);

function watch(kind: object, name: string, operationOf: (byte: number) => number): void {
  const watched = kind as { [$decoder]: Decode };
  const official = watched[$decoder];
  watched[$decoder] = (decoder, bytes, it, ref, changes) => {
    const operation = operationOf(bytes[it.offset]!);
    const what = `${name} ${operation}`;
    operationsMet.set(what, (operationsMet.get(what) ?? 0) + 1);
    if (name === 'array' && takesWhatIsUnknown(decoder, bytes, it, ref, operation)) isBroken = true;
    return official(decoder, bytes, it, ref, changes);
  };
}

/** An operation that puts an instance without bringing it: the decoder leaves the place as it is, and says nothing. */
function takesWhatIsUnknown(
  decoder: Decoder,
  bytes: Uint8Array,
  it: Iterator,
  ref: object,
  operation: number,
): boolean {
  const ofKnown: number[] = [OPERATION.REPLACE, OPERATION.MOVE, OPERATION.DELETE_AND_MOVE];
  const isOfInstances = typeof (ref as { [$childType]: unknown })[$childType] !== 'string';
  if (!isOfInstances || !ofKnown.includes(operation)) return false;
  const ahead = { offset: it.offset + 1 };
  decode.number(bytes as never, ahead);
  return !decoder.root.refs.has(decode.number(bytes as never, ahead)!);
}
