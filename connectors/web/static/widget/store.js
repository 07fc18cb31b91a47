// What survives a reload: the session's token, unsent messages, the last message read.
// Browsers may forbid storage; then all lives until the page is left.
class Store {
  constructor(prefix) {
    this.prefix = prefix;
    this.memory = new Map();
    try {
      this.storage = window.localStorage;
      this.storage.setItem(`${prefix}probe`, "1");
      this.storage.removeItem(`${prefix}probe`);
    } catch {
      this.storage = null;
    }
  }

  get(name) {
    const key = this.prefix + name;
    const text = this.storage ? this.storage.getItem(key) : this.memory.get(key);
    if (text === null || text === undefined) return null;
    try {
      return JSON.parse(text);
    } catch {
      return null;
    }
  }

  set(name, value) {
    const key = this.prefix + name;
    this.memory.set(key, JSON.stringify(value));
    try {
      if (this.storage) this.storage.setItem(key, JSON.stringify(value));
    } catch {
      this.storage = null; // full or forbidden meanwhile
    }
  }

  remove(name) {
    this.memory.delete(this.prefix + name);
    if (this.storage) this.storage.removeItem(this.prefix + name);
  }

  // Values whose names begin so, in no order.
  list(start) {
    const from = this.prefix + start;
    const keys = this.storage ? Object.keys(this.storage) : [...this.memory.keys()];
    return keys
      .filter((key) => key.startsWith(from))
      .map((key) => this.get(key.slice(this.prefix.length)))
      .filter((value) => value !== null);
  }

  // Another tab changed a value.
  watch(name, run) {
    window.addEventListener("storage", (event) => {
      if (event.key === this.prefix + name) run();
    });
  }
}

function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
