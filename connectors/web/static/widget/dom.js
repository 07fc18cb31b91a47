// Elements are made here. Text is only ever set as text: nothing a person wrote becomes markup.
function make(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "text") node.textContent = value;
    else if (name === "on") for (const [event, run] of Object.entries(value)) node.addEventListener(event, run);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function icon(path) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(space, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

const ICONS = {
  chat: "M4 5.5h16v11H9.5L5.5 20v-3.5H4z M8 9.5h8 M8 12.8h5",
  close: "M6 6l12 12 M18 6L6 18",
  send: "M4 12l16-7-5.5 15-3-6.2z M11.5 13.8L20 5",
  down: "M6 9.5l6 6 6-6",
};

// Only http and https: a source or a text may name any scheme.
function safeUrl(value) {
  try {
    const url = new URL(String(value));
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

function makeLink(url, title) {
  return make(
    "a",
    { href: url, target: "_blank", rel: "noopener noreferrer nofollow" },
    title,
    make("span", { class: "hidden", text: ` ${TEXTS.newTab}` }),
  );
}

// A closing bracket belongs to the address only if it was opened in it.
function trimUrl(found) {
  let url = found.replace(/[.,;:!?…]+$/u, "");
  while (url.endsWith(")") && url.split(")").length > url.split("(").length) {
    url = url.slice(0, -1).replace(/[.,;:!?…]+$/u, "");
  }
  return url;
}

// The text as nodes, its http addresses as links.
function linkify(text) {
  const nodes = [];
  let rest = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s<>«»"'`]+/gu)) {
    const found = trimUrl(match[0]);
    const url = safeUrl(found);
    if (url === null) continue;
    nodes.push(document.createTextNode(text.slice(rest, match.index)), makeLink(url, found));
    rest = match.index + found.length;
  }
  nodes.push(document.createTextNode(text.slice(rest)));
  return nodes;
}
