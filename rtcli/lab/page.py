"""The table of routes as a page for a browser, with the files it consists of; to who asks for no HTML, plain lines.

The page loads nothing from elsewhere and lets nothing that a peer sent become markup: the policy below forbids both.
"""

from collections.abc import Awaitable, Callable
from functools import cache
from hashlib import sha256
from importlib.resources import files
from string import Template

from rtcli import __version__
from rtcli.lab.exchange import Exchange, Request
from rtcli.lab.markup import articles, contents
from rtcli.lab.route import Route, route_and_query
from rtcli.lab.routes import GROUPS
from rtcli.lab.shared import Shared

Groups = dict[str, tuple[Route, ...]]

TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
}
POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self' ws: wss:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
)
FIELDS = (
    ("content-security-policy", "; ".join(POLICY)),
    ("cache-control", "no-cache"),  # kept, but asked for each time: another lab may listen here by then
    ("vary", "accept"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
)
METHODS = ("GET", "HEAD")


async def page(exchange: Exchange, shared: Shared) -> None:
    if exchange.request.method not in METHODS:
        await exchange.answer(405, fields=[("allow", ", ".join(METHODS))])
        return
    file, body = _file(exchange.request, shared.only)
    tag = f'"{sha256(body).hexdigest()}"'
    fields = (*FIELDS, ("content-type", TYPES[file.rpartition(".")[2]]), ("etag", tag))
    if tag in (exchange.request.get("if-none-match") or ""):
        await exchange.answer(304, fields=fields)
    else:
        await exchange.answer(200, body, fields)


def _file(request: Request, only: frozenset[str]) -> tuple[str, bytes]:
    """The name and content of what is asked for: a file of the page, or the list in one form or the other."""
    name, _query = route_and_query(request.target)
    if file := name.rpartition("/")[2]:
        return file, _read(file)
    return ("index.html", _index(only)) if wants_html(request.get("accept")) else ("index.txt", _lines(only))


def wants_html(accept: str | None) -> bool:
    """Browsers name it; curl and the like take anything."""
    return "text/html" in (accept or "")


def served(only: frozenset[str]) -> Groups:
    """The routes that can be asked for besides the page itself, in their groups."""
    groups = {
        title: tuple(r for r in routes if r.name and r.name in (only or (r.name,))) for title, routes in GROUPS.items()
    }
    return {title: routes for title, routes in groups.items() if routes}


@cache
def _index(only: frozenset[str]) -> bytes:
    groups = served(only)
    parts = {"version": __version__, "contents": contents(groups), "articles": articles(groups)}
    return Template(_read("index.html").decode()).substitute(parts).encode()


@cache
def _lines(only: frozenset[str]) -> bytes:
    """Name, finding and title of each route, with tabs between."""
    routes = (route for group in served(only).values() for route in group)
    return "".join(f"/{route.name}\t{route.earns or '-'}\t{route.title}\n" for route in routes).encode()


@cache
def _read(file: str) -> bytes:
    return (files("rtcli.lab") / "www" / file).read_bytes()


HANDLERS: dict[str, Callable[[Exchange, Shared], Awaitable[None]]] = {"": page}
