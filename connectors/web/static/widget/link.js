// The connection to the stream: connects again with a growing pause, and goes on after the last number seen.
const PAUSES = [300, 1000, 2000, 5000, 10000];
const SILENCE = 40000; // the gateway says something every 15 s

class Link {
  constructor(api) {
    this.api = api;
    this.seq = 0;
    this.onmessage = () => {};
    this.onstate = () => {};
    this.onstatus = () => {};
    this.wanted = false;
    this.running = false;
    this.failures = 0;
    this.abort = null;
    this.hurry = () => {};
    window.addEventListener("online", () => this.hurry());
    window.addEventListener("offline", () => this.abort && this.abort.abort());
  }

  start() {
    this.wanted = true;
    if (!this.running) this.run();
    else this.hurry();
  }

  stop() {
    this.wanted = false;
    if (this.abort) this.abort.abort();
    this.hurry();
  }

  // Another conversation: read it from its beginning.
  restart() {
    this.seq = 0;
    if (this.abort) this.abort.abort();
  }

  async run() {
    this.running = true;
    while (this.wanted) {
      try {
        await this.connect();
      } catch (error) {
        this.lastError = error;
      }
      if (!this.wanted) break;
      this.onstatus(navigator.onLine === false ? "offline" : this.failures > 0 ? "connecting" : "ok");
      await this.pause(PAUSES[Math.min(this.failures++, PAUSES.length - 1)]);
    }
    this.running = false;
  }

  async connect() {
    const abort = new AbortController();
    this.abort = abort;
    let watchdog;
    const heard = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => abort.abort(), SILENCE);
    };
    try {
      heard();
      const response = await this.api.stream(this.seq, abort.signal);
      this.failures = 0;
      this.onstatus("ok");
      for await (const event of readEvents(response.body, heard)) {
        if (abort.signal.aborted) return;
        if (event.name === "message") this.take(event.data);
        else if (event.name === "state") this.onstate(event.data);
      }
    } finally {
      clearTimeout(watchdog);
      abort.abort();
    }
  }

  // A number seen before is a repetition after a broken connection.
  take(message) {
    if (message.seq <= this.seq) return;
    this.seq = message.seq;
    this.onmessage(message);
  }

  pause(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds * (0.75 + Math.random() / 2));
      this.hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
