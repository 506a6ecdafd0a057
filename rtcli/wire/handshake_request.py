"""The client's half of the opening handshake, RFC 6455 4.1: a request as bytes, and what a request asks for.

Nothing is checked on the way out, so every illegal request can be made as well. Keys come from the caller.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from rtcli.wire.extensions import Extension, read_extensions
from rtcli.wire.fault import Fault
from rtcli.wire.http1 import Head


@dataclass(frozen=True, slots=True)
class UpgradeRequest:
    """A request as it will be written; `replace` and the methods below turn a legal one into any other."""

    fields: tuple[tuple[str, str], ...]
    target: str = "/"
    method: str = "GET"
    version: str = "HTTP/1.1"
    raw_lines: bytes = b""  # written after the fields as they are, with their own line ends

    def with_field(self, name: str, *values: str) -> "UpgradeRequest":
        """One field for each value, in the place of those that have this name, or else at the end."""
        mine = [index for index, field in enumerate(self.fields) if field[0].lower() == name.lower()]
        place = mine[0] if mine else len(self.fields)
        behind = (field for index, field in enumerate(self.fields) if index > place and index not in mine)
        return replace(self, fields=(*self.fields[:place], *((name, value) for value in values), *behind))

    def spelled(self, spell: Callable[[str], str]) -> "UpgradeRequest":
        """Every field name in another case: `spelled(str.lower)`."""
        return replace(self, fields=tuple((spell(name), value) for name, value in self.fields))

    def ordered(self, *names: str) -> "UpgradeRequest":
        """The fields of these names first, in this order; the others behind them, in their own."""
        rank = {name.lower(): index for index, name in enumerate(names)}
        return replace(self, fields=tuple(sorted(self.fields, key=lambda field: rank.get(field[0].lower(), len(rank)))))


@dataclass(frozen=True, slots=True)
class Offer:
    """What a client asked for: the server's answer is judged by it."""

    key: str | None
    version: str | None
    protocols: tuple[str, ...] = ()
    extensions: tuple[Extension, ...] = ()


def upgrade_request(host: str, key: str, *, target: str = "/") -> UpgradeRequest:
    """The legal request that asks for nothing special."""
    fields = (
        ("Host", host),
        ("Upgrade", "websocket"),
        ("Connection", "Upgrade"),
        ("Sec-WebSocket-Key", key),
        ("Sec-WebSocket-Version", "13"),
    )
    return UpgradeRequest(fields, target)


def build_request(request: UpgradeRequest) -> bytes:
    """The bytes of the request; text becomes UTF-8, and a lone surrogate the byte it escapes."""
    lines = (
        f"{request.method} {request.target} {request.version}",
        *(f"{name}: {value}" for name, value in request.fields),
    )
    head = "".join(f"{line}\r\n" for line in lines)
    return head.encode(errors="surrogateescape") + request.raw_lines + b"\r\n"


def judge_request(head: Head) -> tuple[Offer, list[Fault]]:
    """What a client asked for, from a head we wrote or one that was captured, and what of it cannot be read."""
    extensions, faults = read_extensions(head)
    keys, versions = head.get_all("Sec-WebSocket-Key"), head.get_all("Sec-WebSocket-Version")
    offer = Offer(
        keys[0] if keys else None,
        versions[0] if versions else None,
        tuple(head.tokens("Sec-WebSocket-Protocol")),
        tuple(extensions),
    )
    return offer, faults
