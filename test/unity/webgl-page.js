// What Unity gives a .jslib: a library to merge into, a heap of bytes, and strings in it; and hands for the test.
globalThis.LibraryManager = { library: {} };
globalThis.mergeInto = (library, more) => {
  for (const [name, value] of Object.entries(more))
    if (name.startsWith('$')) globalThis[name.slice(1)] = value;
    else library[name] = value;
};
globalThis.autoAddDeps = () => {};
globalThis.HEAPU8 = new Uint8Array(1 << 25);
globalThis.UTF8ToString = (pointer) =>
  new TextDecoder().decode(HEAPU8.subarray(pointer, HEAPU8.indexOf(0, pointer)));

const AT = 64;

globalThis.hands = {
  open(url) {
    const bytes = new TextEncoder().encode(url);
    HEAPU8.set(bytes, AT);
    HEAPU8[AT + bytes.length] = 0;
    return LibraryManager.library.SoliloquySocketOpen(AT);
  },
  state: (handle) => LibraryManager.library.SoliloquySocketState(handle),
  send(handle, bytes) {
    HEAPU8.set(bytes, AT);
    LibraryManager.library.SoliloquySocketSend(handle, AT, bytes.length);
    // C# goes on to use its memory for other things.
    HEAPU8.fill(0xee, AT, AT + bytes.length);
  },
  /** The next frame; null where there is none. */
  take(handle) {
    const length = LibraryManager.library.SoliloquySocketNextLength(handle);
    if (length < 0) return null;
    LibraryManager.library.SoliloquySocketTake(handle, AT);
    return [...HEAPU8.subarray(AT, AT + length)];
  },
  close: (handle) => LibraryManager.library.SoliloquySocketClose(handle),
  free: (handle) => LibraryManager.library.SoliloquySocketFree(handle),
  /** As when WebAssembly's memory grows: another buffer, with what was in the one before. */
  growHeap() {
    const grown = new Uint8Array(HEAPU8.length * 2);
    grown.set(HEAPU8);
    globalThis.HEAPU8 = grown;
  },
  /** A frame is pseudo-random bytes, made alike on both sides. */
  noise: (length) => Uint8Array.from({ length }, (_, index) => (index * 2654435761) >>> 24),
  isNoise: (bytes, length) =>
    bytes.length === length && bytes.every((byte, index) => byte === (index * 2654435761) >>> 24),
};
