// A browser's WebSockets for WebGLSocket.cs, by handle. Nothing calls into C#: it polls.
var SoliloquySocketLibrary = {
  $soliloquySockets: {
    all: {},
    last: 0,
    // A hidden tab stops the game's frames, not its sockets. A game that left so much unread joins anew, and gets the state as it is.
    mostUnreadBytes: 32 * 1024 * 1024,
  },

  SoliloquySocketOpen: function (urlPointer) {
    var entry = { socket: null, frames: [], unreadBytes: 0, state: 0 };
    try {
      entry.socket = new WebSocket(UTF8ToString(urlPointer));
    } catch (refused) {
      return 0;
    }
    entry.socket.binaryType = 'arraybuffer';
    entry.socket.onopen = function () {
      entry.state = 1;
    };
    entry.socket.onmessage = function (event) {
      if (!(event.data instanceof ArrayBuffer) || event.data.byteLength === 0 || entry.state !== 1) return;
      entry.frames.push(new Uint8Array(event.data));
      entry.unreadBytes += event.data.byteLength;
      if (entry.unreadBytes > soliloquySockets.mostUnreadBytes) {
        entry.frames = [];
        entry.state = 1006;
        entry.socket.close();
      }
    };
    entry.socket.onclose = function (event) {
      if (entry.state <= 1) entry.state = event.code || 1006;
    };
    soliloquySockets.last += 1;
    soliloquySockets.all[soliloquySockets.last] = entry;
    return soliloquySockets.last;
  },

  // 0: connecting, 1: open, else a close code.
  SoliloquySocketState: function (handle) {
    var entry = soliloquySockets.all[handle];
    return entry ? entry.state : 1006;
  },

  SoliloquySocketSend: function (handle, pointer, length) {
    var entry = soliloquySockets.all[handle];
    // A copy: the heap may move, or be shared, which sockets refuse.
    if (entry && entry.socket.readyState === 1) entry.socket.send(HEAPU8.slice(pointer, pointer + length));
  },

  // Bytes of the next frame; -1: there is none.
  SoliloquySocketNextLength: function (handle) {
    var entry = soliloquySockets.all[handle];
    return entry && entry.frames.length > 0 ? entry.frames[0].length : -1;
  },

  SoliloquySocketTake: function (handle, pointer) {
    var entry = soliloquySockets.all[handle];
    if (!entry || entry.frames.length === 0) return;
    var frame = entry.frames.shift();
    entry.unreadBytes -= frame.length;
    HEAPU8.set(frame, pointer);
  },

  SoliloquySocketClose: function (handle) {
    var entry = soliloquySockets.all[handle];
    if (entry && entry.socket.readyState <= 1) entry.socket.close(1000);
  },

  SoliloquySocketFree: function (handle) {
    var entry = soliloquySockets.all[handle];
    if (!entry) return;
    delete soliloquySockets.all[handle];
    entry.socket.onopen = entry.socket.onmessage = entry.socket.onclose = null;
    if (entry.socket.readyState <= 1) entry.socket.close();
  },
};

autoAddDeps(SoliloquySocketLibrary, '$soliloquySockets');
mergeInto(LibraryManager.library, SoliloquySocketLibrary);
