// The open page: live changes, the kept draft, the lease, the keyboard. All words come from the server.
"use strict";

(() => {
  const page = document.body.dataset;
  const conversation = page.conversation;
  const list = document.getElementById("messages");
  const headers = { "X-CSRF-Token": page.csrf, "HX-Request": "true" };
  const LEASE_MS = 60000;
  const POLL_MS = 20000;
  const RETRY_MS = 3000;
  let last = Number(page.last || 0);
  let source = null;

  const panel = () => document.getElementById("panel");
  const draft = () => document.querySelector("[data-draft]");

  function notice(kind) {
    const words = document.getElementById(`notice-${kind}`) || document.getElementById("notice-failed");
    document.getElementById("notice").replaceChildren(words.content.cloneNode(true));
  }

  function quiet() {
    document.getElementById("notice").replaceChildren();
  }

  // The closing form opens below the edge of a small screen: its button has to be seen.
  document.addEventListener(
    "toggle",
    ({ target }) => target.matches(".closing[open]") && target.scrollIntoView({ block: "end" }),
    true, // toggle does not bubble
  );

  // Messages.

  const atEnd = () => list.scrollHeight - list.scrollTop - list.clientHeight < 80;

  function toEnd() {
    list.scrollTop = list.scrollHeight;
    document.getElementById("to-end").hidden = true;
  }

  function append(html) {
    const stuck = atEnd();
    const holder = document.createElement("template");
    holder.innerHTML = html;
    let added = false;
    for (const item of holder.content.querySelectorAll("li[data-seq]")) {
      const seq = Number(item.dataset.seq);
      if (seq <= last) continue;
      list.append(item);
      last = seq;
      added = true;
    }
    if (!added) return;
    const seen = document.getElementById("seen");
    if (seen) seen.value = String(Math.max(last, Number(seen.value)));
    if (stuck) toEnd();
    else document.getElementById("to-end").hidden = false;
  }

  async function catchUp() {
    const answer = await fetch(`/conversations/${conversation}/messages?after=${last}`, { headers });
    if (answer.ok) append(await answer.text());
    else if (answer.status === 401) notice("401");
  }

  function showDeliveries(states) {
    for (const [seq, { state, words }] of Object.entries(states)) {
      const item = document.getElementById(`message-${seq}`);
      if (!item) continue;
      let line = item.querySelector("[data-delivery]");
      if (!line) {
        line = document.createElement("p");
        line.dataset.delivery = seq;
        item.append(line);
      }
      line.className = `delivery ${state}`;
      line.textContent = words;
      item.classList.toggle("withheld", state === "withheld");
    }
  }

  function refreshPanel() {
    return htmx.ajax("GET", `/conversations/${conversation}/panel`, { target: "#panel", swap: "outerHTML" });
  }

  function showWaiting(count) {
    const badge = document.getElementById("waiting");
    badge.textContent = String(count);
    badge.hidden = count === 0;
    const title = document.title.replace(/^\(\d+\) /, "");
    document.title = count ? `(${count}) ${title}` : title;
    const rows = document.getElementById("rows");
    if (rows) htmx.trigger(rows, "refresh");
  }

  // Server-sent events. A hidden conversation closes its stream, because a browser keeps only six
  // connections to a host; shown again, it resumes after the last number it has.

  function listen() {
    if (source || !page.events) return;
    source = new EventSource(conversation ? `${page.events}?after=${last}` : page.events);
    const offline = document.getElementById("offline");
    source.onopen = () => { offline.hidden = true; };
    source.onerror = () => {
      offline.hidden = false;
      if (source && source.readyState === EventSource.CLOSED) {
        source = null;
        again();
      }
    };
    source.addEventListener("message", (event) => append(event.data));
    source.addEventListener("deliveries", (event) => showDeliveries(JSON.parse(event.data)));
    source.addEventListener("state", (event) => {
      if (panel().dataset.state !== event.data) refreshPanel();
    });
    source.addEventListener("queue", (event) => showWaiting(Number(event.data)));
  }

  async function again() {
    try {
      const answer = await fetch("/session", { headers });
      if (answer.status === 401) notice("401");
    } catch {
      // Still offline; the line in the bar says so.
    }
    setTimeout(listen, RETRY_MS);
  }

  document.addEventListener("visibilitychange", () => {
    if (page.keepOpen) return;
    if (document.hidden && source) {
      source.close();
      source = null;
    } else if (!document.hidden) {
      listen();
    }
  });
  window.addEventListener("pagehide", () => source && source.close());
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    source = null;
    listen();
  });

  // The draft survives whatever happens to the panel.

  let kept = "";
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id === "panel" && draft()) kept = draft().value;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "panel" && event.detail.elt.id !== "panel") return;
    quiet();
    const field = draft();
    if (panel().dataset.sent) kept = "";
    if (field && !field.value && kept) {
      field.value = kept;
      const unsent = document.getElementById("unsent");
      if (unsent) unsent.hidden = false;
    }
    const seen = document.getElementById("seen");
    if (seen && !document.querySelector(".missed")) seen.value = String(last);
    if (field && !field.readOnly) field.focus();
    catchUp().catch(() => notice("offline"));
  });

  document.addEventListener("htmx:confirm", (event) => {
    const unsent = draft() && !draft().readOnly && draft().value.trim();
    if (!("leaves" in event.target.dataset) || !unsent) return;
    event.preventDefault();
    const question = document.getElementById("question-unsent").content.textContent;
    if (window.confirm(question)) event.detail.issueRequest(true);
  });

  document.addEventListener("htmx:sendError", () => notice("offline"));
  document.addEventListener("htmx:timeout", () => notice("offline"));
  document.addEventListener("htmx:responseError", (event) => notice(String(event.detail.xhr.status)));

  // The lease lives as long as the page is open.

  async function renewLease() {
    const ticket = panel() && panel().dataset.ticket;
    if (!ticket) return;
    const answer = await fetch(`/tickets/${ticket}/lease`, { method: "POST", headers });
    if (answer.status === 409) refreshPanel();
    if (answer.status === 401) notice("401");
  }

  // The keyboard. Keys are taken by their place, so that the layout does not matter.

  function isTyping(target) {
    return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
  }

  const keys = {
    KeyQ: () => document.getElementById("go-queue").click(),
    KeyA: () => document.getElementById("go-all").click(),
    KeyT: () => document.querySelector("[data-key=t], [id^=claim-]")?.click(),
    KeyR: () => document.getElementById("reply")?.focus(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && (event.code === "Enter" || event.code === "NumpadEnter")) {
      const form = event.target.closest("#reply-form, #try-form");
      if (form) form.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || isTyping(event.target)) return;
    if (keys[event.code]) {
      event.preventDefault();
      keys[event.code]();
    }
  });

  if (conversation) {
    document.getElementById("to-end").addEventListener("click", toEnd);
    list.addEventListener("scroll", () => { if (atEnd()) document.getElementById("to-end").hidden = true; });
    toEnd();
    document.getElementById("reply")?.focus();
    setInterval(() => renewLease().catch(() => {}), LEASE_MS);
    setInterval(() => { if (!document.hidden) catchUp().catch(() => {}); }, POLL_MS);
  }
  listen();
})();
