// The citizen's own messages until the stream shows them. Each keeps its client_id, so that sending one
// twice changes nothing; each is stored, so that a reload loses none.
const RETRIES = [1000, 2000, 4000, 8000, 15000];

class Outbox {
  constructor(api, store) {
    this.api = api;
    this.store = store;
    this.onchange = () => {};
    this.onsent = () => {};
    this.busy = false;
    this.failures = 0;
    this.timer = null;
    this.items = store.list("out:").sort((one, other) => one.at - other.at);
  }

  get hasWaiting() {
    return this.items.some((item) => item.state === "waiting");
  }

  add(text, payload = null) {
    const item = { client_id: randomId(), text, payload, at: Date.now(), state: "waiting", late: false };
    this.items.push(item);
    this.keep(item);
    this.flush();
  }

  keep(item) {
    if (item.state === "refused") this.store.remove(`out:${item.client_id}`);
    else this.store.set(`out:${item.client_id}`, item);
    this.onchange();
  }

  // The stream showed it, or the citizen took it back.
  drop(clientId) {
    const before = this.items.length;
    this.items = this.items.filter((item) => item.client_id !== clientId);
    if (this.items.length === before) return;
    this.store.remove(`out:${clientId}`);
    this.onchange();
  }

  // A new conversation: what the old one took in is not waited for.
  forgetAccepted() {
    for (const item of this.items.filter((one) => one.state === "accepted")) this.drop(item.client_id);
  }

  // Send what waits, one at a time and in order.
  async flush() {
    if (this.busy) return;
    this.busy = true;
    clearTimeout(this.timer);
    try {
      let item;
      while ((item = this.items.find((one) => one.state === "waiting"))) {
        if (!(await this.sendOne(item))) break;
      }
    } finally {
      this.busy = false;
    }
  }

  async sendOne(item) {
    try {
      await this.api.send(item);
    } catch (error) {
      item.problem = error instanceof ApiError ? error.message : "";
      if (error.permanent) {
        item.state = "refused";
        this.keep(item);
        return true;
      }
      item.late = true;
      this.keep(item);
      const wait = RETRIES[Math.min(this.failures++, RETRIES.length - 1)];
      this.timer = setTimeout(() => this.flush(), Math.max(wait, (error.retryAfter || 0) * 1000));
      return false;
    }
    this.failures = 0;
    item.state = "accepted";
    this.onsent();
    // The stream may have shown it before the answer came.
    if (this.items.includes(item)) this.keep(item);
    return true;
  }
}
