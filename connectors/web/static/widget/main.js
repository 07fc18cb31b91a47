// The widget, wired: view, outbox, link, session.
const HIDDEN_REST = 60000;

function startWidget(script) {
  const base = new URL(script.src).origin;
  const store = new Store(`otklik:${base}:`);
  const api = new Api(base, store);
  const outbox = new Outbox(api, store);
  const link = new Link(api);
  const view = new View({ title: script.dataset.title || TEXTS.title, accent: script.dataset.accent });
  let resting = null;
  let caughtUp = false;

  const showOutbox = () =>
    view.showPending(outbox.items, (item) => ({
      onretry: () => outbox.flush(),
      onamend: () => {
        outbox.drop(item.client_id);
        view.write(item.text);
      },
    }));

  const say = (text, payload) => {
    outbox.add(text, payload);
    link.start();
    view.scrollToEnd();
  };

  outbox.onchange = showOutbox;
  outbox.onsent = () => link.start(); // the gateway is there again: no need to wait out a pause
  view.onsend = (text) => say(text, null);
  view.onpress = (button) => say(String(button.title), button.payload ? String(button.payload) : null);

  link.onmessage = (message) => {
    // First the confirmed message, then its draft goes: the screen never shows neither.
    view.show(message);
    if (message.client_id) outbox.drop(message.client_id);
    const read = store.get("read") || 0;
    if (view.isOpen) store.set("read", Math.max(read, message.seq));
    else if (message.author !== "citizen" && message.seq > read) view.setUnread(view.unread + 1);
  };
  link.onstate = (state) => {
    view.showState(state);
    if (!caughtUp) {
      caughtUp = true;
      view.announce(true);
      view.scrollToEnd();
    }
  };
  link.onstatus = (status) => {
    view.showNotice(status === "ok" ? "" : TEXTS[status]);
    if (status === "ok") outbox.flush();
    else view.showTyping(false); // nobody knows; the next state tells
  };

  const reset = (text) => {
    view.clear(text);
    view.announce(false);
    caughtUp = false;
    store.set("read", 0);
    outbox.forgetAccepted();
    link.restart();
  };
  api.onreset = () => reset(TEXTS.newConversation);
  // Another tab of this site opened a conversation: it is the same citizen.
  let conversation = api.session ? api.session.conversation : null;
  store.watch("session", () => {
    const now = api.session ? api.session.conversation : null;
    if (now !== null && conversation !== null && now !== conversation) reset();
    conversation = now;
  });

  view.ontoggle = (open) => {
    store.set("open", open);
    if (!open) return;
    store.set("read", Math.max(store.get("read") || 0, link.seq));
    link.start();
  };

  // A hidden page with a closed panel needs no connection: browsers allow a site only a few.
  document.addEventListener("visibilitychange", () => {
    clearTimeout(resting);
    if (document.hidden) {
      resting = setTimeout(() => {
        if (!view.isOpen && !outbox.hasWaiting) link.stop();
      }, HIDDEN_REST);
    } else if (api.session) {
      link.start();
    }
  });
  document.addEventListener("click", (event) => {
    const opener = event.target instanceof Element ? event.target.closest("[data-otklik-open]") : null;
    if (!opener) return;
    event.preventDefault();
    view.open();
  });

  showOutbox();
  // The panel stays open from page to page; on a telephone it would cover the page that was just opened.
  if (store.get("open") && window.matchMedia("(min-width: 481px)").matches) view.open({ focus: false });
  if (api.session || outbox.items.length > 0) link.start();
  if (outbox.hasWaiting) outbox.flush();
}

// A page that names the script twice gets one widget.
if (document.currentScript && !document.getElementById("otklik-chat")) {
  const script = document.currentScript;
  if (document.body) startWidget(script);
  else document.addEventListener("DOMContentLoaded", () => startWidget(script), { once: true });
}
