// The index page: chooses a route by the fragment of its own address, `#ROUTE?PARAMETERS`, and gives each one that was
// chosen its controls, its log, and the same as a command for a shell. What is open stays open behind other routes.

import { Log } from "./log.js";
import { WAYS } from "./ways.js";

const articles = new Map([...document.querySelectorAll("article")].map((article) => [article.id, article]));
const links = new Map([...document.querySelectorAll("nav a")].map((link) => [link.hash.slice(1), link]));
const benches = new Map();

const UPGRADE = [
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", // RFC 6455 1.3
];

class Bench {
  constructor(article) {
    this.article = article;
    this.route = article.id;
    this.form = article.querySelector("form");
    this.form.append(copyOf("controls"));
    article.append(copyOf("session"));
    const find = (name) => article.querySelector(name);
    this.way = find(".way select");
    [this.protocols, this.types, this.body] = [".protocols input", ".types input", ".body input"].map(find);
    [this.openButton, this.closeButton, this.sendButton] = [".open", ".close", ".send button"].map(find);
    this.state = find(".state");
    this.text = find(".send input");
    this.log = new Log(find(".log"), find(".counts"));
    this.fill(article.dataset);
    this.listen(find);
    this.change();
  }

  fill({ ways, types = "", body }) {
    this.way.append(...ways.split(" ").map((way) => new Option(WAYS[way].title, way)));
    this.types.value = types.split(" ").join(", ");
    this.body.value = body ?? "";
    this.posts = body !== undefined;
    this.body.parentElement.hidden = !this.posts;
  }

  listen(find) {
    this.form.addEventListener("input", () => this.change());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!this.connection) this.open();
    });
    find(".send").addEventListener("submit", (event) => {
      event.preventDefault();
      this.connection?.send(this.text.value);
      this.text.select();
    });
    this.closeButton.addEventListener("click", () => this.connection?.end());
    find(".clear").addEventListener("click", () => this.log.clear());
  }

  // The parameters that are not as the lab has them anyway.
  get query() {
    const fields = [...this.form.querySelectorAll(".parameters [name]")];
    const changed = fields.filter(({ value, name }) => value !== this.initial(name));
    return changed.map(({ name, value }) => `${name}=${plain(value)}`).join("&");
  }

  initial(name) {
    const field = this.form.querySelector(`.parameters [name="${CSS.escape(name)}"]`);
    return field.defaultValue ?? [...field.options].find((option) => option.defaultSelected).value;
  }

  get target() {
    return this.query ? `${this.route}?${this.query}` : this.route;
  }

  set query(query) {
    for (const field of this.form.querySelectorAll(".parameters [name]")) {
      field.value = new URLSearchParams(query).get(field.name) ?? this.initial(field.name);
    }
    this.change();
  }

  get url() {
    return `${location.origin}/${this.target}`;
  }

  change() {
    for (const part of this.article.querySelectorAll("[data-for]")) part.hidden = part.dataset.for !== this.way.value;
    const commands = Object.entries(commandsOf(this)).map(([title, words]) => command(title, words));
    this.article.querySelector(".commands").replaceChildren(...commands);
    const address = `#${this.target}`;
    if (!this.article.hidden && location.hash !== address) history.replaceState(null, "", address);
  }

  open() {
    const asked = { protocols: words(this.protocols), types: words(this.types) };
    if (this.posts) asked.body = this.body.value;
    const tell = {
      row: (side, kind, cells) => this.log.add(side, kind, cells),
      state: (state, text = state) => this.tell(state, text),
      refused: () => this.askWhy(),
    };
    this.log.clear();
    this.log.start();
    this.tell("connecting", "connecting");
    try {
      this.connection = WAYS[this.way.value].open(this.url, asked, tell);
    } catch (error) {
      this.log.add("*", "error", { text: String(error) });
      this.tell("failed", "not opened");
    }
  }

  tell(state, text) {
    const isOver = state === "closed" || state === "failed";
    if (isOver) this.connection = undefined;
    this.state.textContent = text;
    this.state.dataset.state = state;
    this.openButton.disabled = !isOver;
    this.closeButton.disabled = isOver;
    this.sendButton.disabled = state !== "open";
    links.get(this.route).dataset.state = state;
    for (const field of this.form.querySelectorAll("input, select")) field.disabled = !isOver;
  }

  // A browser does not tell a page why it was refused; routes that are no misdeed by hand say so to fetch as well.
  async askWhy() {
    if (this.article.dataset.engine === "raw") return;
    const response = await fetch(this.url, { cache: "no-store" });
    const type = response.headers.get("content-type") ?? "";
    // It wants an upgrade, and that is all; or it cannot be asked over HTTP/2.
    if (this.way.value === "websocket" && [426, 404].includes(response.status)) return;
    const text = response.ok ? "" : await response.text();
    if (response.ok) await response.body?.cancel(); // it may have no end
    this.log.add("*", "asked", { text: `by fetch: ${response.status} ${type}\n${text}`.trim() });
  }
}

function commandsOf({ route, target, url, way, posts, body }) {
  const curl = ["curl", "-N", ...(url.startsWith("https:") ? ["-k"] : [])];
  const more = {
    websocket: ["-i", "--http1.1", ...UPGRADE.flatMap((field) => ["-H", field])],
    eventsource: ["-H", "Accept: text/event-stream"],
    poll: [],
    fetch: posts ? ["--data-raw", body.value] : [],
  };
  return {
    "a lab with this route": ["rtcli", "lab", "--only", route],
    "its URL in rtcli": [`lab:${target}`],
    "by curl": [...curl, ...more[way.value], url],
  };
}

function command(title, words) {
  const part = copyOf("command");
  const line = words.map(quoted).join(" ");
  part.querySelector("dt").textContent = title;
  part.querySelector("code").textContent = line;
  part.querySelector("button").addEventListener("click", async ({ target }) => {
    try {
      await navigator.clipboard.writeText(line);
      target.textContent = "Copied";
    } catch { // there is none over http from another machine: marked, it can be copied by hand
      getSelection().selectAllChildren(target.previousElementSibling);
    }
  });
  return part;
}

// As one word of a POSIX shell.
function quoted(word) {
  return /^[\w@%+:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

// As the value of a query, no more escaped than it has to be.
function plain(value) {
  return encodeURIComponent(value).replaceAll("%2C", ",").replaceAll("%2F", "/").replaceAll("%3A", ":");
}

function words(field) {
  return field.value.split(",").map((word) => word.trim()).filter(Boolean);
}

function copyOf(name) {
  return document.getElementById(name).content.cloneNode(true);
}

function choose() {
  const [route, query] = splitOnce(decodeURI(location.hash.slice(1)), "?");
  const chosen = articles.get(route);
  document.body.classList.toggle("chosen", Boolean(chosen));
  document.getElementById("welcome").hidden = Boolean(chosen);
  for (const article of articles.values()) article.hidden = article !== chosen;
  for (const [name, link] of links) link.toggleAttribute("aria-current", name === route);
  document.title = chosen ? `${route} - rtcli lab` : "rtcli lab";
  if (!chosen) return;
  links.get(route).scrollIntoView({ block: "nearest" });
  if (!benches.has(route)) benches.set(route, new Bench(chosen));
  const bench = benches.get(route);
  if (query === undefined) bench.change();
  else bench.query = query;
}

function splitOnce(text, border) {
  const at = text.indexOf(border);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function filter({ target }) {
  const looked = target.value.trim().toLowerCase();
  for (const [route, link] of links) {
    const { textContent } = articles.get(route);
    link.parentElement.hidden = !`${route} ${textContent}`.toLowerCase().includes(looked);
  }
  for (const section of document.querySelectorAll("nav section")) {
    section.hidden = !section.querySelector("li:not([hidden])");
  }
}

document.getElementById("filter").addEventListener("input", filter);
addEventListener("hashchange", () => {
  choose();
  scrollTo(0, 0);
  document.querySelector("article:not([hidden]) h2")?.focus({ preventScroll: true });
});
choose();
