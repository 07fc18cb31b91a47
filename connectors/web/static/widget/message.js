// One message as an element.
function formatTime(at) {
  return new Intl.DateTimeFormat("ru-RU", { hour: "2-digit", minute: "2-digit" }).format(at);
}

function formatDay(at) {
  if (at.toDateString() === new Date().toDateString()) return TEXTS.today;
  return new Intl.DateTimeFormat("ru-RU", { day: "numeric", month: "long" }).format(at);
}

function renderSources(sources) {
  const links = sources
    .map((source) => [safeUrl(source.url), source.title])
    .filter(([url]) => url !== null)
    .map(([url, title]) => make("li", {}, makeLink(url, String(title || new URL(url).host))));
  if (links.length === 0) return null;
  return make("div", { class: "sources" }, make("span", { text: TEXTS.sources }), make("ul", {}, ...links));
}

function renderButtons(buttons, onpress) {
  if (buttons.length === 0) return null;
  const nodes = buttons.map((button) =>
    make("button", {
      type: "button", class: "choice", text: String(button.title), on: { click: () => onpress(button) },
    }),
  );
  return make("div", { class: "choices", role: "group", "aria-label": TEXTS.answers }, ...nodes);
}

// `follows`: the same author spoke just before, so that the name is not repeated.
function renderMessage(message, { follows, onpress }) {
  const own = message.author === "citizen";
  const at = new Date(message.at);
  return make(
    "div",
    { class: `message ${message.author}${follows ? " follows" : ""}`, "data-seq": message.seq },
    make("span", { class: own || follows ? "hidden" : "author", text: own ? TEXTS.you : TEXTS.authors[message.author] }),
    make("div", { class: "bubble" }, make("div", { class: "text" }, ...linkify(message.text)), renderSources(message.sources)),
    make("time", { datetime: message.at, text: formatTime(at) }),
    renderButtons(message.buttons, onpress),
  );
}

// A message on its way. `onretry` and `onamend` are offered when it did not arrive.
function renderPending(item, { onretry, onamend }) {
  const state =
    item.state === "refused" ? TEXTS.refused
    : item.state === "accepted" ? TEXTS.accepted
    : item.late ? TEXTS.waiting
    : TEXTS.sending;
  const troubled = item.state === "refused" || (item.state === "waiting" && item.late);
  const action =
    item.state === "refused" ? make("button", { type: "button", class: "link", text: TEXTS.amend, on: { click: onamend } })
    : troubled ? make("button", { type: "button", class: "link", text: TEXTS.retry, on: { click: onretry } })
    : null;
  return make(
    "div",
    { class: `message citizen pending${troubled ? " troubled" : ""}`, "data-client-id": item.client_id },
    make("div", { class: "bubble" }, make("div", { class: "text", text: item.text })),
    make("div", { class: "fate" }, make("span", { text: state }), action),
    troubled && item.problem ? make("div", { class: "problem", text: item.problem }) : null,
  );
}
