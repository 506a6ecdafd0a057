// Event streams by Node's own `http`: the paths of starlette.py. The port is the first argument.
"use strict";
const http = require("http");
const zlib = require("zlib");

const COUNT = 3;
const BEAT_MS = 50;

function numbered(request) {
  const last = Number(request.headers["last-event-id"] || 0);
  return Array.from({ length: COUNT }, (_, at) => `id: ${last + at + 1}\ndata: event ${last + at + 1}\n\n`);
}

function begin(response, headers) {
  response.writeHead(200, { "Content-Type": "text/event-stream", ...headers });
}

function say(response, data) {
  begin(response);
  response.end(`data: ${data}\n\n`);
}

const ROUTES = {
  "/events": (request, response) => {
    begin(response);
    numbered(request).forEach((event) => response.write(event));
    response.end();
  },
  "/gzip": (request, response) => {
    begin(response, { "Content-Encoding": "gzip" });
    const coder = zlib.createGzip();
    coder.pipe(response);
    const write = ([event, ...others]) => {
      if (!event) return coder.end();
      coder.write(event);
      coder.flush(() => write(others));
    };
    write(numbered(request));
  },
  "/endless": (request, response) => {
    begin(response);
    const beat = setInterval(() => response.write("data: still here\n\n"), BEAT_MS);
    response.on("close", () => clearInterval(beat));
  },
  "/echo": (request, response) => {
    const pieces = [];
    request.on("data", (piece) => pieces.push(piece));
    request.on("end", () => {
      begin(response);
      Buffer.concat(pieces).toString().split(/\s+/).forEach((word) => response.write(`data: ${word}\n\n`));
      response.end();
    });
  },
  "/login": (request, response) => {
    response.writeHead(302, { Location: "/who", "Set-Cookie": "session=s3cret; Path=/; HttpOnly" });
    response.end();
  },
  "/who": (request, response) => say(response, request.headers.cookie || "nobody"),
  "/gone": (request, response) => response.writeHead(204).end(),
  "/page": (request, response) => response.writeHead(200, { "Content-Type": "text/html" }).end("<title>a page</title>"),
};

http
  .createServer((request, response) => ROUTES[request.url](request, response))
  .listen(Number(process.argv[2]), "127.0.0.1");
