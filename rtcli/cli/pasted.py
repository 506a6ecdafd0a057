"""A pasted cURL line in the place of a URL: its words are joined to one, and what it asks for becomes what flags say.

What was written as a flag beside it holds. Nothing in the line is taken for the name of a file of ours.
"""

import shlex
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import click

from rtcli.cli import output
from rtcli.cli.help import Command, valued_names

if TYPE_CHECKING:
    from rtcli.intake.curl import CurlCommand
    from rtcli.intake.curl_websocket import CurlForWebSocket

CURL = "curl"


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


def merged(asked: dict[str, Any], line: "CurlCommand", written: Collection[str]) -> dict[str, Any]:
    """What the flags ask, and where none of them was written what the line does of an opening handshake."""
    from rtcli.intake.curl_websocket import for_websocket

    opening = for_websocket(line)
    for option in opening.ignored:
        output.talk(f"target: the line's {option} is left out")
    values = {**of_opening(opening), **of_request(line), **of_connection(line)}
    found = {name: value for name, value in values.items() if value and name not in written}
    mine = {given[0].lower() for given in asked["headers"] if not isinstance(given, str)}
    headers = [header for header in opening.headers if header[0].lower() not in mine]
    return {**asked, **found, "headers": [*headers, *asked["headers"]]}


def of_opening(opening: "CurlForWebSocket") -> dict[str, Any]:
    from rtcli.wire.extensions import DEFLATE

    return {
        "subprotocols": opening.subprotocols,
        "origin": opening.origin,
        "cookies": opening.cookie and (literal(opening.cookie),),
        "user_agent": opening.user_agent,
        "deflate": None if opening.deflate is None else opening.deflate or DEFLATE,  # by itself: without parameters
    }


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
