"""A pasted cURL line in the place of a URL: its words are joined to one, and what it asks for becomes what flags say.

What was written as a flag beside it holds. Nothing in the line is taken for the name of a file of ours.
"""

import shlex
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from rtcli.cli import output
from rtcli.cli.help import Command, valued_names

if TYPE_CHECKING:
    from rtcli.cli.request import Field
    from rtcli.intake.curl import CurlCommand

CURL = "curl"
NEEDLESS = frozenset(("connection", "content-length", "te", "transfer-encoding"))  # of the line's own connection


class PastableCommand(Command):
    """A command whose last argument may be a cURL line that nobody has put in quotes."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, joined(args, valued_names(self.params)))


def joined(args: list[str], valued: frozenset[str]) -> list[str]:
    """The words from `curl` on as one, unless it is the value of the option before it."""
    if CURL not in args:
        return args
    at = args.index(CURL)
    return args if at and args[at - 1] in valued else [*args[:at], shlex.join(args[at:])]


class Pasted(NamedTuple):
    """What a line asks of the protocol that is spoken, as flags would; of all else, every line asks alike."""

    values: dict[str, Any]
    headers: tuple["Field", ...]  # that no flag stands for
    ignored: tuple[str, ...]


def merged(asked: dict[str, Any], line: "CurlCommand", pasted: Pasted, written: Collection[str]) -> dict[str, Any]:
    """What the flags ask, and where none of them was written what the line does."""
    for option in pasted.ignored:
        output.talk(f"target: the line's {option} is left out")
    values = {**pasted.values, **of_request(line), **of_connection(line)}
    found = {name: value for name, value in values.items() if value and name not in written}
    mine = {given[0].lower() for given in asked["headers"] if not isinstance(given, str)}
    headers = [header for header in pasted.headers if header[0].lower() not in mine]
    return {**asked, **found, "headers": [*headers, *asked["headers"]]}


def for_websocket(line: "CurlCommand") -> Pasted:
    """An opening handshake."""
    from rtcli.intake import curl_websocket
    from rtcli.wire.extensions import DEFLATE

    opening = curl_websocket.for_websocket(line)
    values = {
        "subprotocols": opening.subprotocols,
        "origin": opening.origin,
        "cookies": opening.cookie and (literal(opening.cookie),),
        "user_agent": opening.user_agent,
        "deflate": None if opening.deflate is None else opening.deflate or DEFLATE,  # by itself: without parameters
    }
    return Pasted(values, opening.headers, opening.ignored)


def for_http(line: "CurlCommand", written: Collection[str]) -> Pasted:
    """A request of any kind; another body than the line's has another type."""
    has_own_body = "data" in written or "json_body" in written
    own = "GET" if line.body is None else "POST"
    body = "" if line.body is None or has_own_body else line.body.decode("utf-8", "surrogateescape")
    values = {
        "method": None if line.method == own else line.method,
        "data": None if line.body is None or has_own_body else (literal(body),),
        "cookies": line.cookie and (literal(line.cookie),),
        "user_agent": line.user_agent,
        "http": line.connection.http,
    }
    left_out = {*NEEDLESS, *({"content-type"} if has_own_body else ())}
    return Pasted(values, tuple(field for field in line.headers if field[0].lower() not in left_out), line.ignored)


def of_request(line: "CurlCommand") -> dict[str, Any]:
    return {
        "user": line.user and literal(line.user),
        "location": line.location,
        "max_redirs": line.redirects,
    }


def of_connection(line: "CurlCommand") -> dict[str, Any]:
    asks = line.connection
    return {
        "insecure": asks.insecure,
        "cacert": asks.ca_file,
        "cert": asks.cert_file,
        "key": asks.key_file,
        "passphrase": asks.passphrase and literal(asks.passphrase),
        "proxy": asks.proxy,
        "proxy_user": asks.proxy_user and literal(asks.proxy_user),
        "noproxy": asks.no_proxy,
        "proxytunnel": asks.tunnel,
        "resolve": asks.resolve,
        "connect_to": asks.connect_to,
        "unix_socket": asks.unix_socket,
        "interface": asks.interface,
        "ipv4": asks.family == 4,
        "ipv6": asks.family == 6,
        "connect_timeout": asks.connect_timeout_s,
        "max_time": asks.max_time_s,
    }


def literal(value: str) -> str:
    """The value as an option takes it that reads `@FILE`: who copies a line does not send the files it names."""
    return f"@{value}" if value.startswith("@") else value
