"""Misdeeds of the opening handshake: a faultless 101 with one edit, which goes on as an echo, or another answer at all.

The faultless head and the echo are websockets' own work; what is wrong stands in the tables below, byte for byte.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from rtcli.lab.peer import Peer
from rtcli.lab.visit import Visit
from rtcli.wire.accept import accept_key, build_key

HEAD = (
    "HTTP/1.1 101 Switching Protocols\r\n"
    "Upgrade: websocket\r\n"
    "Connection: Upgrade\r\n"
    "Sec-WebSocket-Accept: {accept}\r\n"
    "{protocol}{extensions}"  # whole lines, or nothing
    "\r\n"
)
ACCEPT, END = "Sec-WebSocket-Accept: {accept}\r\n", "{protocol}{extensions}\r\n"
OTHER_ACCEPT = accept_key(build_key(b"another key here"))

EDITS = {  # what stands in the head, and what shall stand there instead
    "ws/bad-accept": ("{accept}", OTHER_ACCEPT),
    "ws/no-accept": (ACCEPT, ""),
    "ws/two-accepts": (ACCEPT, ACCEPT * 2),
    "ws/no-upgrade": ("Upgrade: websocket\r\n", ""),
    "ws/wrong-upgrade": ("Upgrade: websocket", "Upgrade: h2c"),
    "ws/no-connection": ("Connection: Upgrade\r\n", ""),
    "ws/wrong-connection": ("Connection: Upgrade", "Connection: keep-alive"),
    "ws/http10": ("HTTP/1.1", "HTTP/1.0"),
    "ws/bad-status-line": ("HTTP/1.1 ", "HTTP/1.1  "),
    "ws/bare-lf": ("Upgrade: websocket\r\nConnection: Upgrade\r\n", "Upgrade: websocket\nConnection: Upgrade\n"),
    "ws/unasked-protocol": ("{protocol}", "Sec-WebSocket-Protocol: nobody-asked.v1\r\n"),
    "ws/two-protocols": ("{protocol}", "Sec-WebSocket-Protocol: {two_protocols}\r\n"),
    "ws/no-protocol": ("{protocol}", ""),
    "ws/unasked-extension": ("{extensions}", "Sec-WebSocket-Extensions: x-nobody-asked\r\n"),
    "ws/two-extensions": ("{extensions}", "{extensions}" * 2),
    "ws/bad-deflate": ("{extensions}", "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=99\r\n"),
    "ws/broken-extensions": ("{extensions}", 'Sec-WebSocket-Extensions: "permessage-deflate"\r\n'),
}
ADDITIONS = {  # the lines that the head ends with
    "ws/body-length": "Content-Length: 0\r\n",
    "ws/version-header": "Sec-WebSocket-Version: 13\r\n",
    "ws/folded-line": "Server: the lab\r\n of rtcli\r\n",
    "ws/space-before-colon": "Server : lab\r\n",
    "ws/bad-field-name": "Served By: lab\r\n",
    "ws/no-colon": "Server lab\r\n",
    "ws/control-in-value": "Server: lab\x07\r\n",
    "ws/any-origin": "Access-Control-Allow-Origin: {origin}\r\nAccess-Control-Allow-Credentials: true\r\n",
}
HEADS = {
    **{name: HEAD.replace(old, new) for name, (old, new) in EDITS.items()},
    **{name: HEAD.replace(END, END.removesuffix("\r\n") + lines + "\r\n") for name, lines in ADDITIONS.items()},
}


def _page(status: str, kind: str, body: str, *fields: str) -> str:
    """A whole answer, after which the connection ends."""
    lines = (
        f"HTTP/1.1 {status}",
        *fields,
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
        "Connection: close",
    )
    return "".join(f"{line}\r\n" for line in (*lines, "")) + body


HTML, JSON, TEXT = "text/html; charset=utf-8", "application/json", "text/plain; charset=utf-8"
SITE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Sign in</title><script src="/static/app.js" defer></script></head>
<body><div id="app"><h1>Sign in</h1><noscript>Switch JavaScript on to go on.</noscript></div></body>
</html>
"""
BAD_GATEWAY = """<html>
<head><title>502 Bad Gateway</title></head>
<body>
<center><h1>Bad Gateway</h1></center>
<p>The server behind this proxy could not be reached.</p>
<hr><address>lab proxy</address>
</body>
</html>
"""
ANSWERS = {
    "ws/html": _page("200 OK", HTML, SITE, "Cache-Control: max-age=60"),
    "ws/dropped-upgrade": _page(
        "400 Bad Request", TEXT, "Upgrade header is missing or not websocket\n", "Via: 1.1 lab"
    ),
    "ws/401": _page(
        "401 Unauthorized",
        JSON,
        '{"error": "unauthorized", "message": "a bearer token is needed"}\n',
        'WWW-Authenticate: Bearer realm="lab"',
    ),
    "ws/403": _page(
        "403 Forbidden", JSON, '{"error": "forbidden", "message": "your plan does not include live updates"}\n'
    ),
    "ws/426": _page("426 Upgrade Required", TEXT, "this server speaks older versions\n", "Sec-WebSocket-Version: 8, 7"),
    "ws/302": _page("302 Found", TEXT, "sign in first\n", "Location: /ws/html"),
    "ws/502": _page("502 Bad Gateway", HTML, BAD_GATEWAY, "Server: lab-proxy"),
    "ws/503": _page("503 Service Unavailable", TEXT, "down for maintenance\n", "Retry-After: 30"),
    "ws/cut-head": "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnec",
}
ENDLESS_BYTES = 1 << 20  # by then every client has had enough
FILLER = b"X-Filler: %s\r\n" % (b"." * 1012)  # 1 KiB


@dataclass
class Spoiled(Response):
    """A 101 for the engine, and something else on the wire."""

    raw: bytes = b""

    def serialize(self) -> bytes:
        return self.raw


async def _upgrade(head: str, visit: Visit) -> None:
    """Answer with this head, and be an honest echo after that."""

    async def spoil(peer: Peer, request: Request) -> Response:
        response = peer.engine.accept(request)
        return (
            Spoiled(101, "", Headers(), raw=_fill(head, response, visit)) if response.status_code == 101 else response
        )

    parameters = {**visit.parameters, "origin": "any", "deflate": "{extensions}" in head}
    await Peer(visit.link, visit.head, parameters, visit.shared).converse(visit.rest, _echo, spoil)


def _fill(head: str, response: Response, visit: Visit) -> bytes:
    """Put into its places what a faultless response to this request would hold."""

    def line(name: str) -> str:
        value = response.headers.get(name)
        return f"{name}: {value}\r\n" if value else ""

    offered = visit.head.tokens("Sec-WebSocket-Protocol")
    return head.format(
        accept=response.headers["Sec-WebSocket-Accept"],
        protocol=line("Sec-WebSocket-Protocol"),
        extensions=line("Sec-WebSocket-Extensions"),
        two_protocols=", ".join((offered * 2 or ["chat", "superchat"])[:2]),
        origin=next(iter(visit.head.get_all("Origin")), "null"),
    ).encode("latin-1")


async def _echo(peer: Peer) -> None:
    async for message in peer.messages():
        await peer.send(message)


async def _answer(answer: str, visit: Visit) -> None:
    visit.link.write(answer.encode())
    await visit.link.drain()


async def _never_answer(visit: Visit) -> None:
    await visit.link.until_gone()


async def _never_end(visit: Visit) -> None:
    visit.link.write(b"HTTP/1.1 101 Switching Protocols\r\n")
    for _ in range(0, ENDLESS_BYTES, len(FILLER)):
        visit.link.write(FILLER)
        await visit.link.drain()


HANDLERS: dict[str, Callable[[Visit], Awaitable[None]]] = {
    **{name: partial(_upgrade, head) for name, head in HEADS.items()},
    **{name: partial(_answer, answer) for name, answer in ANSWERS.items()},
    "ws/never-answers": _never_answer,
    "ws/endless-head": _never_end,
}
