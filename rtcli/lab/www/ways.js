// Each way in which a browser can open a route: given a URL, what was asked for, and whom to tell, it gives the
// functions to end it and, where one can, to send. `tell.row` takes a row of the log, `tell.state` where things stand.

const POLL_MS = 1000; // at most one request in this time
const SHOWN_BYTES = 64; // of what is not text

const encoder = new TextEncoder();

function websocket(url, { protocols }, tell) {
  const socket = new WebSocket(url.replace(/^http/, "ws"), protocols);
  let opened = false;
  socket.binaryType = "arraybuffer";
  socket.onopen = () => {
    opened = true;
    const agreed = [socket.protocol && `subprotocol ${socket.protocol}`, socket.extensions].filter(Boolean);
    tell.row("*", "open", { text: agreed.join(", ") });
    tell.state("open");
  };
  socket.onmessage = ({ data }) => tell.row("<", kind(data), content(data));
  socket.onclose = ({ code, reason, wasClean }) => {
    const why = code === 1006 ? "no close frame came, and a browser tells a page no more than that" : reason;
    tell.row("*", "close", { text: [code, why].filter(Boolean).join(" ") });
    tell.state(wasClean ? "closed" : "failed", `closed ${code}${wasClean ? "" : ", not cleanly"}`);
    if (!opened) tell.refused();
  };
  return {
    send(data) {
      socket.send(data);
      tell.row(">", kind(data), content(data));
    },
    end() {
      socket.close(1000);
      tell.state("closing"); // until the answer comes, or the browser has waited long enough
    },
  };
}

function eventsource(url, { types }, tell) {
  const source = new EventSource(url);
  let isUp = false;
  let lastId = "";
  const received = ({ type, data, lastEventId }) => {
    lastId = lastEventId;
    tell.row("<", type, { ...content(data), id: lastEventId });
  };
  for (const type of new Set(["message", ...types])) {
    source.addEventListener(type, (event) => event instanceof MessageEvent && received(event));
  }
  source.onopen = () => {
    isUp = true;
    tell.row("*", "open", { text: lastId && `asked to go on behind id ${lastId}` });
    tell.state("open");
  };
  source.addEventListener("error", (event) => {
    if (event instanceof MessageEvent) return; // one that the server calls so
    const what = isUp ? "the stream has ended" : "no stream came";
    const isOver = source.readyState === EventSource.CLOSED;
    isUp = false;
    tell.row("*", "error", { text: `${what}, and the browser ${isOver ? "gives up" : "will come back"}` });
    if (isOver) {
      tell.state("failed");
      tell.refused();
    } else {
      tell.state("waiting", "reconnecting");
    }
  });
  return {
    end() {
      source.close();
      tell.row("*", "close", { text: lastId && `the last id was ${lastId}` });
      tell.state("closed");
    },
  };
}

// The body as it arrives, piece by piece.
async function fetchOnce(url, { body }, tell, signal) {
  const response = await ask(url, body === undefined ? { signal } : { signal, method: "POST", body }, tell);
  tell.state("open");
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    tell.row("<", "piece", { text: decoder.decode(piece.value, { stream: true }), size: piece.value.length });
  }
}

// One request after the other, each behind the last item of the one before.
async function pollOn(url, _asked, tell, signal) {
  const next = new URL(url);
  while (!signal.aborted) {
    const soonest = pause(POLL_MS, signal);
    const response = await ask(next, { signal }, tell);
    tell.state("open");
    const text = await response.text();
    tell.row("<", "answer", content(text));
    if (!response.ok) return;
    next.searchParams.set("since", JSON.parse(text).next);
    await soonest;
  }
}

// Rejects as soon as it is told to end.
function pause(time, signal) {
  const { promise, resolve, reject } = Promise.withResolvers();
  setTimeout(resolve, time);
  signal.addEventListener("abort", reject);
  promise.catch(() => {}); // whoever does not wait for it does not mind
  return promise;
}

async function ask(url, asked, tell) {
  const response = await fetch(url, { cache: "no-store", ...asked });
  tell.row("*", "head", { text: `${response.status} ${response.headers.get("content-type") ?? ""}` });
  return response;
}

// A way of requests that ends by itself, or when it is told to.
function byFetch(run) {
  return (url, asked, tell) => {
    const stop = new AbortController();
    run(url, asked, tell, stop.signal)
      .then(() => "the answer has ended")
      .catch((error) => (stop.signal.aborted ? "ended here" : String(error)))
      .then((text) => {
        tell.row("*", "close", { text });
        tell.state("closed");
      });
    return { end: () => stop.abort() };
  };
}

function kind(data) {
  return typeof data === "string" ? "text" : "binary";
}

function content(data) {
  if (typeof data === "string") return { text: data, size: encoder.encode(data).length };
  const bytes = [...new Uint8Array(data, 0, Math.min(data.byteLength, SHOWN_BYTES))];
  const rest = data.byteLength > SHOWN_BYTES ? " …" : "";
  return { text: bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(" ") + rest, size: data.byteLength };
}

export const WAYS = {
  websocket: { title: "WebSocket", open: websocket },
  eventsource: { title: "EventSource", open: eventsource },
  poll: { title: "fetch, again and again", open: byFetch(pollOn) },
  fetch: { title: "fetch", open: byFetch(fetchOnce) },
};
