// The gateway's API. A lost session is opened anew once, and told by `onreset`.
class ApiError extends Error {
  constructor(status, message, retryAfter) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  // Sending the same again would be refused again.
  get permanent() {
    return [400, 403, 404, 405, 413, 422].includes(this.status);
  }
}

const DEADLINE = 15000;

class Api {
  constructor(base, store) {
    this.base = base;
    this.store = store;
    this.onreset = () => {};
    this.opening = null;
    this.renewed = false;
  }

  get session() {
    return this.store.get("session");
  }

  async request(path, { method = "GET", token = null, body = null, signal = null } = {}) {
    const headers = {};
    if (token) headers.Authorization = `Bearer ${token}`;
    if (body) headers["Content-Type"] = "application/json";
    const response = await fetch(this.base + path, {
      method, headers, body: body ? JSON.stringify(body) : null, signal,
      credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer",
    });
    if (response.ok) return response;
    let message = "";
    try {
      message = (await response.json()).message || "";
    } catch {
      message = "";
    }
    throw new ApiError(response.status, message, Number(response.headers.get("Retry-After")) || null);
  }

  // Open a session or renew the one of this browser, whichever tab comes first.
  openSession() {
    if (!this.opening) {
      const run = () => this.openSessionAlone();
      const locked = navigator.locks ? navigator.locks.request(`${this.store.prefix}session`, run) : run();
      this.opening = locked.finally(() => {
        this.opening = null;
      });
    }
    return this.opening;
  }

  async openSessionAlone() {
    const known = this.session;
    if (known && this.renewed) return known.token;
    let answer;
    try {
      answer = await this.request("/api/session", {
        method: "POST", token: known ? known.token : null, signal: AbortSignal.timeout(DEADLINE),
      });
    } catch (error) {
      if (!known || error.status !== 401) throw error;
      this.store.remove("session");
      answer = await this.request("/api/session", { method: "POST", signal: AbortSignal.timeout(DEADLINE) });
    }
    const session = await answer.json();
    this.store.set("session", session);
    this.renewed = true;
    if (known && known.conversation !== session.conversation) this.onreset();
    return session.token;
  }

  // Run with a token; a refused token is renewed or replaced once.
  async authorized(run) {
    const token = this.renewed && this.session ? this.session.token : await this.openSession();
    try {
      return await run(token);
    } catch (error) {
      if (error.status !== 401) throw error;
      this.renewed = false;
      return run(await this.openSession());
    }
  }

  send(item) {
    const body = { text: item.text, payload: item.payload, client_id: item.client_id };
    return this.authorized((token) =>
      this.request("/api/messages", { method: "POST", token, body, signal: AbortSignal.timeout(DEADLINE) }),
    );
  }

  stream(after, signal) {
    return this.authorized((token) => this.request(`/api/stream?after=${after}`, { token, signal }));
  }
}
