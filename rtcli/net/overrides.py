"""What --resolve and --connect-to say, in curl's syntax, to the addresses or the place to go to in place of a name."""

import re
from collections.abc import Iterable
from typing import NoReturn

from rtcli.errors import RtError
from rtcli.net.place import LAST_PORT, Place

_HOST = r"\[[^\[\]]*\]|[^:\[\]]*"
_RESOLVE = re.compile(rf"(?P<sign>[+-]?)(?P<host>{_HOST}):(?P<port>[0-9]+)(?::(?P<addresses>.*))?")
_CONNECT_TO = re.compile(rf"(?P<from>{_HOST}):(?P<from_port>[0-9]*):(?P<to>{_HOST}):(?P<to_port>[0-9]*)")
_PLACE = re.compile(rf"(?P<host>{_HOST}):(?P<port>[0-9]+)")


def addresses_given(entries: Iterable[str], place: Place) -> tuple[str, ...]:
    """What --resolve gives for this place, none where it says nothing; the last entry counts, a name before `*`."""
    table: dict[Place, tuple[str, ...]] = {}
    for entry in entries:
        match = _RESOLVE.fullmatch(entry)
        addresses = tuple(text.strip().strip("[]") for text in (match["addresses"] or "").split(",")) if match else ()
        if match is None or not (all(addresses) or match["sign"] == "-"):
            _refuse("--resolve", entry, "write HOST:PORT:ADDRESS[,ADDRESS], with * for any host")
        key = _place(match["host"], match["port"])
        # A plus asks curl to forget it after a while; a minus takes an earlier entry back.
        table[key] = () if match["sign"] == "-" else addresses
    return table.get(place) or table.get(Place("*", place.port), ())


def place_instead(entries: Iterable[str], place: Place) -> Place:
    """Where --connect-to sends what would go to this place: the first entry that fits."""
    for entry in entries:
        match = _CONNECT_TO.fullmatch(entry)
        if match is None:
            _refuse("--connect-to", entry, "write HOST1:PORT1:HOST2:PORT2, of which any may be empty")
        if _bare(match["from"]) in ("", place.host) and int(match["from_port"] or place.port) == place.port:
            return _place(match["to"] or place.host, match["to_port"] or str(place.port))
    return place


def place_named(option: str, text: str) -> Place:
    """HOST:PORT."""
    match = _PLACE.fullmatch(text)
    if match is None or not match["host"]:
        _refuse(option, text, "write HOST:PORT, an IPv6 address in brackets")
    return _place(match["host"], match["port"])


def _place(host: str, port: str) -> Place:
    if not 0 < int(port) <= LAST_PORT:
        raise RtError(f"usage {host}:{port}", "a port is a number from 1 to 65535", kind="bad-option")
    return Place(_bare(host), int(port))


def _bare(host: str) -> str:
    return host.strip("[]").lower()


def _refuse(option: str, text: str, fix: str) -> NoReturn:
    raise RtError(f"usage {option}", f"{text!r} cannot be read", fix, "bad-option")
