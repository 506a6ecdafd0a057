"""What a user named as a target to a URL to go to and what is to be trusted there, for as long as it is used.

Only here the forms of a target are told apart; `lab:ROUTE` is served inside this process, and ends with the command.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, NamedTuple

import click

from rtcli.cli import output

if TYPE_CHECKING:
    from rtcli.intake.curl import CurlCommand
    from rtcli.lab.route import Route
    from rtcli.wire.url import Url

LAB = "lab"


class Target(NamedTuple):
    url: "Url"
    name: str  # what people know it by: host and port, or the lab's route
    ca_pem: str | None = None  # to be trusted besides what the command was given
    curl: "CurlCommand | None" = None  # what else was asked for, where the target is a pasted line


def resolve(text: str, *, scheme: str) -> AbstractContextManager[Target]:
    """The target that `text` means to a command which speaks ws or http, whichever is `scheme`.

    RtError comes before anything has started. `lab:` alone prints the table of its routes, and that is all.
    """
    from rtcli.wire.url import parse_target

    if text.strip() == f"{LAB}:":
        show_routes()
    curl = read_curl(text)
    url = spoken(parse_target(curl.url if curl else text, default_scheme=scheme), scheme)
    for note in url.notes:
        output.talk(f"target: {note}")
    return in_lab(url, scheme) if url.scheme == LAB else nullcontext(Target(url, url.authority, curl=curl))


def read_curl(text: str) -> "CurlCommand | None":
    """What a line asks for that was copied as cURL."""
    if "curl" not in text:
        return None
    from rtcli.intake.curl import is_curl, parse_curl

    return parse_curl(text) if is_curl(text) else None


def spoken(url: "Url", scheme: str) -> "Url":
    """The same place in the scheme that is spoken, ws for http or the other way round."""
    from dataclasses import replace

    from rtcli.wire.url import WEB_SCHEMES

    schemes = {web: own for own, web in WEB_SCHEMES.items()} if scheme == "ws" else WEB_SCHEMES
    return replace(url, scheme=schemes.get(url.scheme, url.scheme))


def show_routes() -> None:
    from rtcli.cli.lab_table import Table, chosen

    Table(chosen(())).show(as_json=output.asked.json)
    raise click.exceptions.Exit(0)


def in_lab(url: "Url", scheme: str) -> AbstractContextManager[Target]:
    """A route by its name and parameters; `?tls` among them puts TLS beneath it."""
    from rtcli.lab.route import Parameter, no_such_route, parse_parameters, route_and_query
    from rtcli.lab.routes import ROUTES

    name, query = route_and_query(url.path)
    if name not in ROUTES:
        raise no_such_route(name, ROUTES, "rtcli lab --list shows all")
    route = ROUTES[name]
    tls = Parameter(False, "over TLS, with a certificate that is trusted")
    asked = parse_parameters(route._replace(parameters={**route.parameters, "tls": tls}), query)
    pairs = [pair for pair in query.split("&") if pair.partition("=")[0] != "tls"]
    return served(route, "&".join(pairs), scheme=scheme, over_tls=asked["tls"] is True)


@contextmanager
def served(route: "Route", query: str, *, scheme: str, over_tls: bool) -> Iterator[Target]:
    """The route on a free port, in the scheme that was asked for if it can be had in it."""
    from rtcli.cli.ending import show_traceback
    from rtcli.lab.embedded import HOST, running
    from rtcli.lab.server import Lab
    from rtcli.wire.url import SECURE, Url

    certified = None
    if over_tls:
        from rtcli.lab.tls import certify

        certified = certify(HOST)
    plain = scheme if scheme in route.schemes else route.schemes[0]
    path = f"/{route.name}?{query}" if query else f"/{route.name}"
    with running(Lab(bug=show_traceback), tls=certified.server if certified else None) as (host, port):
        url = Url(SECURE[plain] if certified else plain, host, port, path)
        yield Target(url, f"{LAB}:{route.name}", certified.ca_pem if certified else None)
