// The button, the panel and what stands in it. Knows nothing of the network.
class View {
  constructor({ title, accent }) {
    this.onsend = () => {};
    this.onpress = () => {};
    this.ontoggle = () => {};
    this.isOpen = false;
    this.unread = 0;
    this.lastAuthor = null;
    this.lastDay = null;
    this.build(title);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.host = make("div", { id: "otklik-chat" });
    const root = this.host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    root.append(this.panel, this.launcher);
    if (accent && CSS.supports("color", accent)) this.host.style.setProperty("--otklik-accent", accent);
    document.body.append(this.host);
  }

  build(title) {
    this.badge = make("span", { class: "badge", "aria-hidden": "true", hidden: true });
    this.launcher = make(
      "button",
      { type: "button", class: "launcher", "aria-expanded": "false", "aria-controls": "panel",
        "aria-label": TEXTS.open, on: { click: () => this.toggle() } },
      icon(ICONS.chat), make("span", { class: "label", text: TEXTS.launcher }), this.badge,
    );
    this.owner = make("p", { class: "owner", text: TEXTS.owner.bot });
    this.notice = make("p", { class: "notice", role: "status", hidden: true });
    this.confirmed = make("div", { class: "confirmed" });
    this.pending = make("div", { class: "pendings", "aria-live": "off" });
    this.typing = make("div", { class: "typing", role: "status" });
    this.suggestions = make(
      "div", { class: "choices", role: "group", "aria-label": TEXTS.suggestionsLabel },
      ...TEXTS.suggestions.map((text) =>
        make("button", { type: "button", class: "choice", text, on: { click: () => this.say(text) } }),
      ),
    );
    this.log = make(
      "div",
      { class: "log", role: "log", "aria-live": "off", "aria-label": TEXTS.log, tabindex: "0",
        on: { scroll: () => this.isAtEnd() && this.hideNewer() } },
      make("div", { class: "message bot greeting" },
        make("div", { class: "bubble" }, make("div", { class: "text", text: TEXTS.greeting })),
        make("p", { class: "note", text: TEXTS.note })),
      this.confirmed, this.pending, this.suggestions, this.typing,
    );
    this.newer = make(
      "button", { type: "button", class: "newer", hidden: true, on: { click: () => this.scrollToEnd() } },
      icon(ICONS.down), TEXTS.newer,
    );
    this.field = make("textarea", {
      id: "field", rows: "1", maxlength: "20000", placeholder: TEXTS.placeholder, autocomplete: "off",
      enterkeyhint: "send",
      on: { input: () => this.fit(), keydown: (event) => this.keyInField(event) },
    });
    const form = make(
      "form", { class: "composer", on: { submit: (event) => this.submit(event) } },
      make("label", { class: "hidden", for: "field", text: TEXTS.field }), this.field,
      make("button", { type: "submit", class: "send", "aria-label": TEXTS.send }, icon(ICONS.send)),
    );
    this.panel = make(
      "section",
      { id: "panel", class: "panel", role: "dialog", "aria-label": title, hidden: true,
        on: { keydown: (event) => event.key === "Escape" && this.close() } },
      make("header", {},
        make("div", {}, make("h2", { text: title }), this.owner),
        make("button", { type: "button", class: "close", "aria-label": TEXTS.close, on: { click: () => this.close() } },
          icon(ICONS.close))),
      this.notice, make("div", { class: "middle" }, this.log, this.newer), form,
    );
  }

  toggle() {
    if (this.isOpen) this.close();
    else this.open();
  }

  open({ focus = true } = {}) {
    this.isOpen = true;
    this.panel.hidden = false;
    this.host.classList.add("open");
    this.launcher.setAttribute("aria-expanded", "true");
    this.setUnread(0);
    this.scrollToEnd();
    if (focus) this.field.focus();
    this.ontoggle(true);
  }

  close() {
    this.isOpen = false;
    this.panel.hidden = true;
    this.host.classList.remove("open");
    this.launcher.setAttribute("aria-expanded", "false");
    this.setUnread(0);
    this.launcher.focus();
    this.ontoggle(false);
  }

  setUnread(count) {
    this.unread = count;
    this.badge.hidden = count === 0;
    this.badge.textContent = count > 9 ? "9+" : String(count);
    const label = this.isOpen ? TEXTS.close : count ? TEXTS.launcherUnread(count) : TEXTS.open;
    this.launcher.setAttribute("aria-label", label);
  }

  keyInField(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submit(event);
  }

  submit(event) {
    event.preventDefault();
    const text = this.field.value.trim();
    if (!text) return;
    this.write("");
    this.say(text);
  }

  say(text) {
    this.onsend(text);
    this.field.focus();
    this.scrollToEnd();
  }

  write(text) {
    this.field.value = text;
    this.fit();
    this.field.focus();
  }

  fit() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 132)}px`;
  }

  show(message) {
    if (!message.text && message.buttons.length === 0) return;
    const follow = this.isAtEnd() || message.author === "citizen";
    const day = formatDay(new Date(message.at));
    if (day !== this.lastDay) this.confirmed.append(make("p", { class: "day", text: day }));
    const follows = day === this.lastDay && message.author === this.lastAuthor;
    // What was offered before the citizen's next word is no longer asked.
    if (message.author === "citizen") for (const old of this.confirmed.querySelectorAll(".choices")) old.remove();
    const node = renderMessage(message, { follows, onpress: (button) => this.press(button) });
    this.confirmed.append(node);
    [this.lastDay, this.lastAuthor] = [day, message.author];
    this.suggestions.hidden = true;
    if (follow) this.scrollToStart(node);
    else this.newer.hidden = false;
  }

  press(button) {
    this.onpress(button);
    this.field.focus();
    this.scrollToEnd();
  }

  showPending(items, handlers) {
    const follow = this.isAtEnd();
    this.pending.replaceChildren(...items.map((item) => renderPending(item, handlers(item))));
    if (items.length > 0) this.suggestions.hidden = true;
    if (follow) this.scrollToEnd();
  }

  showState({ owner, typing }) {
    this.owner.textContent = TEXTS.owner[owner] || "";
    this.host.dataset.owner = owner;
    this.showTyping(typing);
  }

  showTyping(typing) {
    this.typing.classList.toggle("shown", Boolean(typing));
    this.typing.replaceChildren(
      ...(typing ? [make("span", { class: "dots", "aria-hidden": "true" }, make("i"), make("i"), make("i")),
        make("span", { text: TEXTS.typing })] : []),
    );
  }

  showNotice(text) {
    this.notice.hidden = !text;
    this.notice.textContent = text || "";
  }

  // History is not read aloud; what comes after it is.
  announce(on) {
    this.log.setAttribute("aria-live", on ? "polite" : "off");
  }

  // Another conversation begins; `text` says so.
  clear(text) {
    this.confirmed.replaceChildren(...(text ? [make("p", { class: "day", text })] : []));
    [this.lastDay, this.lastAuthor] = [null, null];
    this.suggestions.hidden = false;
  }

  isAtEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 60;
  }

  // A long answer is read from its beginning.
  scrollToStart(node) {
    const top = node.getBoundingClientRect().top - this.log.getBoundingClientRect().top + this.log.scrollTop;
    this.log.scrollTop = Math.min(this.log.scrollHeight, top - 12);
  }

  hideNewer() {
    this.newer.hidden = true;
  }

  scrollToEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.hideNewer();
  }
}
