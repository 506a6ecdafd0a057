"""The server's half of the opening handshake, RFC 6455 4.1 and 4.2.2: the head of its answer into facts and faults.

Every clause is judged by itself, so that one sin hides no other; a refusal is not blamed for what only a 101 needs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from rtcli.wire.accept import accept_key, near_miss
from rtcli.wire.deflate import DeflateParameters
from rtcli.wire.extensions import Extension, agree, read_extensions
from rtcli.wire.fault import Fault
from rtcli.wire.handshake_request import Offer, judge_request
from rtcli.wire.http1 import HEAD_LIMIT_BYTES, TOKEN, Head, HeadReader, quoted

_REQUEST = re.compile(rf"[\r\n]*{TOKEN} \S+ HTTP/".encode())
_RESPONSE = re.compile(rb"[\r\n]*HTTP/")

_REQUIRED = (
    ("Upgrade", "handshake.upgrade-missing"),
    ("Connection", "handshake.connection-missing"),
    ("Sec-WebSocket-Accept", "handshake.accept-missing"),
)
_ONCE = (  # RFC 6455 11.3.2 to 11.3.4
    ("Sec-WebSocket-Accept", "handshake.accept-duplicate"),
    ("Sec-WebSocket-Extensions", "handshake.extension-duplicate"),
    ("Sec-WebSocket-Protocol", "handshake.protocol-duplicate"),
)
_NOT_IN_101 = (  # RFC 9110 8.6, RFC 9112 6.1, RFC 6455 4.4
    ("Content-Length", "handshake.body"),
    ("Transfer-Encoding", "handshake.body"),
    ("Sec-WebSocket-Version", "handshake.version-header"),
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the server answered."""

    accept_expected: str | None  # None where the key is not known
    accept_received: str | None
    upgrade: tuple[str, ...]
    connection: tuple[str, ...]
    protocol: str | None
    extensions: tuple[Extension, ...]
    deflate: DeflateParameters | None
    versions: tuple[str, ...]  # in a refusal those that the server speaks, RFC 6455 4.4
    faults: tuple[Fault, ...]


class Handshake(NamedTuple):
    """The heads found before a stream of frames."""

    request: Head | None
    response: Head | None
    rest: int  # where the frames begin
    deflate: DeflateParameters | None
    says: str  # what is known about compression, in words
    faults: tuple[Fault, ...]


def judge_response(head: Head, offer: Offer | None = None) -> Judgement:
    """Hold the answer against RFC 6455 and, where it is known, against what the client asked for."""
    extensions, faults = read_extensions(head)
    deflate, wrong = agree(offer.extensions if offer else None, extensions)
    faults += (*wrong, *_judge_start(head))
    if head.status == 101 or head.fields_named("Sec-WebSocket-Accept"):
        faults += (*_judge_presence(head), *_judge_upgrade(head))
        faults += (*_judge_accept(head, offer), *_judge_protocol(head, offer))
    accepts, protocols = head.get_all("Sec-WebSocket-Accept"), head.tokens("Sec-WebSocket-Protocol")
    return Judgement(
        accept_expected=accept_key(offer.key) if offer and offer.key is not None else None,
        accept_received=accepts[0] if accepts else None,
        upgrade=tuple(head.tokens("Upgrade")),
        connection=tuple(head.tokens("Connection")),
        protocol=protocols[0] if protocols else None,
        extensions=tuple(extensions),
        deflate=deflate,
        versions=tuple(head.tokens("Sec-WebSocket-Version")),
        faults=tuple(sorted(faults, key=lambda fault: fault.offset)),
    )


def read_handshake(data: bytes) -> Handshake:
    """The request, the answer, or both that these bytes begin with, and what they say about the frames behind."""
    request = _head(data, 0) if _REQUEST.match(data) else None
    rest = len(request.raw) if request else 0
    response = _head(data, rest) if _RESPONSE.match(data, rest) else None
    faults: list[Fault] = []
    offer: Offer | None = None
    deflate: DeflateParameters | None = None
    says = "no answer of the server, so nothing is agreed yet" if request else "no HTTP head"
    if request:
        offer, wrong = judge_request(request)
        faults += (*request.faults, *wrong)
    if response:
        rest += len(response.raw)
        judgement = judge_response(response, offer)
        deflate = judgement.deflate
        faults += (*response.faults, *judgement.faults)
        says = "permessage-deflate is agreed" if deflate else "no compression is agreed"
    return Handshake(request, response, rest, deflate, says, tuple(sorted(faults, key=lambda fault: fault.offset)))


def _head(data: bytes, at: int) -> Head:
    reader = HeadReader(at)
    return reader.feed(data[at : at + HEAD_LIMIT_BYTES + 1]) or reader.end()


def _judge_start(head: Head) -> Iterator[Fault]:
    start = head.start
    if head.version != "HTTP/1.1":
        yield Fault("handshake.http-version", start.offset, f"the version is {quoted(head.version)}")
    if head.status != 101:
        versions = head.tokens("Sec-WebSocket-Version")
        speaks = f"; the server speaks version {quoted(', '.join(versions))}" if versions else ""
        answer = quoted(f"{start.status} {start.reason}".strip()) if start.status else "no status"
        says = f"{answer}, not 101{speaks}"
        yield Fault("handshake.status", start.offset + start.raw.find(start.status.encode("latin-1")), says)


def _judge_presence(head: Head) -> Iterator[Fault]:
    for name, code in _REQUIRED:
        if not head.fields_named(name):
            yield Fault(code, head.offset, f"no {name} field")
    for name, code in _ONCE:
        for field in head.fields_named(name)[1:]:
            yield Fault(code, field.offset, f"{name} stands here again")
    for name, code in _NOT_IN_101 if head.status == 101 else ():
        for field in head.fields_named(name):
            yield Fault(code, field.offset, f"{name} is {quoted(field.value)}")


def _judge_upgrade(head: Head) -> Iterator[Fault]:
    """RFC 6455 4.1, 2 and 3: Upgrade is websocket and nothing else, Connection may list more than upgrade."""
    fields, value = head.fields_named("Upgrade"), ", ".join(head.get_all("Upgrade"))
    if fields and value.lower() != "websocket":
        yield Fault("handshake.upgrade-value", fields[0].value_offset, f"Upgrade is {quoted(value)}, not websocket")
    fields, value = head.fields_named("Connection"), ", ".join(head.get_all("Connection"))
    if fields and "upgrade" not in [token.lower() for token in head.tokens("Connection")]:
        says = f"Connection is {quoted(value)}, without upgrade"
        yield Fault("handshake.connection-value", fields[0].value_offset, says)


def _judge_accept(head: Head, offer: Offer | None) -> Iterator[Fault]:
    if not offer:
        return
    expected = None if offer.key is None else accept_key(offer.key)
    for field in head.fields_named("Sec-WebSocket-Accept"):
        if offer.key is None:
            yield Fault("handshake.accept", field.value_offset, "there was no key in the request that it could answer")
        elif field.value != expected:
            cause = near_miss(field.value, offer.key)
            says = f"{quoted(field.value)} came, {expected} answers the key {quoted(offer.key)}"
            yield Fault("handshake.accept", field.value_offset, f"{says}: {cause}" if cause else says)


def _judge_protocol(head: Head, offer: Offer | None) -> Iterator[Fault]:
    """RFC 6455 4.2.2, 5: one of those that were offered, letter by letter, or no such field."""
    offered = offer.protocols if offer else ()
    fields = head.fields_named("Sec-WebSocket-Protocol")
    if offered and not fields:
        yield Fault("handshake.protocol-missing", head.offset, f"none of {quoted(', '.join(offered))} was chosen")
    for field in fields:
        names = [name.strip(" \t") for name in field.value.split(",")]
        if len(names) > 1:
            yield Fault("handshake.protocol-duplicate", field.value_offset, f"{quoted(field.value)} is not one name")
        for name in names:
            if not name or (offer and name not in offered):
                alike = [other for other in offered if other.lower() == name.lower()]
                only = f", but {quoted(alike[0])} was" if alike else ""
                yield Fault("handshake.protocol-unasked", field.value_offset, f"{quoted(name)} was not offered{only}")
