// Runs in a page before its own scripts, and notes what the page's user would notice. Times are the page's `performance.now()`.
(() => {
  const frames = [];
  const longTasks = [];
  /** When each mark of the watched NPC (`@7x0 @7x1 …` in run 7) was first on the screen, by its number. */
  let shownAt = [];
  let [run, since, ended, highest] = [0, 0, 0, -1];
  let watched;
  let tell = () => {};
  let heard = () => {};
  /** Resolves when the first socket has got its first message. */
  const joined = new Promise((resolve) => {
    heard = resolve;
  });

  new PerformanceObserver((list) => longTasks.push(...list.getEntries())).observe({ type: 'longtask' });

  const OwnSocket = window.WebSocket;
  const sockets = new Set();
  const decoder = new TextDecoder('latin1');
  window.WebSocket = class extends OwnSocket {
    constructor(...given) {
      super(...given);
      sockets.add(this);
      this.addEventListener('close', () => sockets.delete(this));
      this.addEventListener('message', ({ data }) => {
        heard();
        if (!(data instanceof ArrayBuffer) || decoder.decode(data.slice(2, 10)) !== 'turn.end') return;
        ended += 1;
        tell();
      });
    }
  };

  const look = () => {
    watched ??= [...document.querySelectorAll('article, pre')].find(({ textContent }) =>
      textContent.includes(`@${run}x`),
    );
    const now = performance.now();
    for (const [, number] of watched?.textContent.matchAll(new RegExp(`@${run}x(\\d+)\\b`, 'g')) ?? []) {
      for (; highest < Number(number); highest += 1) shownAt.push(now);
    }
  };

  // A message that a frame posts to itself is heard when that frame was drawn.
  const afterFrame = new MessageChannel();
  afterFrame.port1.onmessage = look;
  const tick = (at) => {
    frames.push(at);
    afterFrame.port2.postMessage(0);
    requestAnimationFrame(tick);
  };

  /** When the page first drew anything, and when its heading stood there. */
  const painted = new Promise((resolve) => {
    const drawn = new MessageChannel();
    drawn.port1.onmessage = () => {
      const [first] = performance.getEntriesByName('first-contentful-paint');
      shown ??= document.querySelector('h1') ? performance.now() : undefined;
      if (first && shown !== undefined) resolve({ first: first.startTime, shown });
      else requestAnimationFrame(wait);
    };
    const wait = () => drawn.port2.postMessage(0);
    let shown;
    requestAnimationFrame(wait);
  });

  window.probe = {
    start(number) {
      frames.length = 0;
      [run, since, ended, highest, watched, shownAt] = [number, performance.now(), 0, -1, undefined, []];
      requestAnimationFrame(tick);
    },
    /** What was seen since the start, once so many turns have ended and that is drawn. */
    async figuresAfter(turns) {
      while (ended < turns) {
        await new Promise((resolve) => {
          tell = resolve;
        });
      }
      for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
      const until = performance.now();
      const long = longTasks.filter(({ startTime }) => startTime >= since && startTime < until);
      return {
        frames: frames.slice(1).map((at, index) => at - frames[index]),
        ms: until - since,
        longTasks: long.map(({ duration }) => duration),
        shownAt,
      };
    },
    painted,
    joined,
    /** Gives the seats back, which the server would else keep for a minute. */
    leave: () =>
      Promise.all(
        [...sockets].map(
          (socket) =>
            new Promise((resolve) => {
              socket.addEventListener('close', resolve);
              socket.send(Uint8Array.of(12));
            }),
        ),
      ),
  };
})();
