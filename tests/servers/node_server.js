// The server of npm's ws: the paths of python_server.py. It listens at the port that it is given.
"use strict";

const { WebSocketServer } = require("ws");
const http = require("http");

const USER = "Basic " + Buffer.from("ann:s3cret").toString("base64");

const refuse = (socket, status, field, body) =>
  socket.end(`HTTP/1.1 ${status}\r\n${field}\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`);

const inFragments = (ws, data, binary) => {
  for (let start = 0; start < data.length; start += 3) {
    const fin = start + 3 >= data.length;
    ws.send(data.subarray(start, start + 3), { binary, fin });
  }
};

const sockets = new WebSocketServer({
  noServer: true,
  perMessageDeflate: { threshold: 0 },
  maxPayload: 0,
  handleProtocols: (offered) => (offered.has("chat") ? "chat" : false),
});

sockets.on("connection", (ws, request) => {
  const path = request.url;
  if (path.startsWith("/close/")) ws.close(Number(path.slice(7)), "as asked");
  if (path === "/ping") {
    ws.on("pong", (payload) => ws.send(`${payload} came back`));
    ws.ping("are you there?");
  }
  ws.on("error", () => ws.terminate());
  ws.on("message", (data, binary) => {
    if (path === "/drop") ws.terminate();
    else if (path === "/fragments") inFragments(ws, data, binary);
    else ws.send(data, { binary });
  });
});

const server = http.createServer();
server.on("upgrade", (request, socket, head) => {
  socket.on("error", () => {});
  if (request.url === "/refused") {
    refuse(socket, "403 Forbidden", "Content-Type: application/json", JSON.stringify({ error: "not today" }));
  } else if (request.url === "/private" && request.headers.authorization !== USER) {
    refuse(socket, "401 Unauthorized", 'WWW-Authenticate: Basic realm="tests"', "");
  } else {
    sockets.handleUpgrade(request, socket, head, (ws) => sockets.emit("connection", ws, request));
  }
});
server.listen(Number(process.argv[2]), "127.0.0.1");
