// What happened, as rows of time, side, kind, size, id and text: bounded, and drawn once a frame however much comes.

export const ROWS = 500;
const SHOWN = 2000; // characters of a row

const template = document.getElementById("row");

export class Log {
  constructor(list, counts) {
    this.list = list;
    this.counts = counts;
    this.waiting = []; // for the next frame
    this.clear();
  }

  start() {
    this.began = performance.now();
  }

  clear() {
    this.rows = 0;
    this.messages = 0;
    this.bytes = 0;
    this.waiting.length = 0;
    this.list.replaceChildren();
    this.tell();
  }

  // side: ">" sent, "<" received, "*" said by the page
  add(side, kind, { text = "", size = null, id = "" } = {}) {
    this.rows += 1;
    if (size !== null) {
      this.messages += 1;
      this.bytes += size;
    }
    this.waiting.push({ at: performance.now() - this.began, side, kind, size, id, text });
    if (this.waiting.length > 2 * ROWS) this.waiting.splice(0, ROWS);
    this.frame ??= requestAnimationFrame(() => this.draw());
  }

  draw() {
    this.frame = undefined;
    const { list } = this;
    const follows = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
    list.append(...this.waiting.splice(0).slice(-ROWS).map(line));
    while (list.childElementCount > ROWS) list.firstElementChild.remove();
    if (follows) list.scrollTop = list.scrollHeight;
    this.tell();
  }

  tell() {
    const hidden = this.rows - this.list.childElementCount;
    const counted = [count(this.messages, "message"), count(this.bytes, "byte")];
    if (hidden > 0) counted.push(`the last ${ROWS} rows are shown`);
    this.counts.textContent = this.rows ? counted.join(", ") : "";
  }
}

function count(number, what) {
  return `${number.toLocaleString("en")} ${what}${number === 1 ? "" : "s"}`;
}

// Whatever a peer sent becomes text here, and never markup.
function line({ at, side, kind, size, id, text }) {
  const item = template.content.firstElementChild.cloneNode(true);
  const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)} … and ${text.length - SHOWN} more characters` : text;
  const cells = [(at / 1000).toFixed(3), side, kind, size === null ? "" : `${size} B`, id && `id ${id}`, shown];
  [...item.children].forEach((cell, number) => (cell.textContent = cells[number]));
  item.dataset.side = side;
  item.dataset.kind = kind;
  return item;
}
