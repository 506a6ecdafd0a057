"""A stream turned into the bytes that were pasted in it, piece by piece, whatever their form: detected and
said, or as told. Memory stays bounded; what is wrong is raised where it stands, after the pieces before it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from rtcli.errors import RtError
from rtcli.intake.detect import ENOUGH_BYTES, detect
from rtcli.intake.feed import Feed, Piece
from rtcli.intake.flow import follow
from rtcli.intake.forms import FORMS, KNOWN_FORMS
from rtcli.intake.packet import is_packet

CAPTURE_STARTS = tuple(map(bytes.fromhex, ("a1b2c3d4", "d4c3b2a1", "a1b23c4d", "4d3cb2a1", "0a0d0d0a")))  # pcap, pcapng
PACKET_FORMS = ("hex", "base64", "literal", "json")  # that Wireshark copies a packet in, or an editor keeps it


@dataclass(frozen=True, slots=True)
class Input:
    form: str  # a key of FORMS
    says: str  # for stderr: "read as hex text (14 digits)"
    pieces: Iterator[Piece]
    notes: list[str]  # for stderr: more may come while the pieces are taken


def open_input(stream: BinaryIO, form: str | None = None, *, name: str = "input") -> Input:
    """The input that is read from a stream; ``name`` is what errors call it."""
    feed = Feed(stream, name)
    if not feed.peek(1):
        raise _empty(feed, "it is empty")
    says = f"{form}, as told"
    if form is None:
        form, says = _detected(feed)
    pieces = FORMS[form].decode(feed)
    if form in PACKET_FORMS:
        pieces = _carried(feed, pieces)
    if form != "raw":
        pieces = _not_empty(feed, says, pieces)
    return Input(form, f"read as {says}", pieces, feed.notes)


def _detected(feed: Feed) -> tuple[str, str]:
    if feed.peek(4).startswith(CAPTURE_STARTS):
        fix = "print it first: tcpdump -r FILE -X | rtcli inspect-frame"
        raise RtError(feed.name, "a packet capture file, which is not read as it is", fix)
    if not feed.live:
        feed.peek(ENOUGH_BYTES)
    while (found := detect(feed.head, feed.ended)) is None:
        feed.peek(len(feed.head) + 1)
    if feed.ended and not feed.head.strip():
        raise _empty(feed, "nothing but white space")
    return found


def _carried(feed: Feed, pieces: Iterator[Piece]) -> Iterator[Piece]:
    """What a packet carries, if a whole packet was pasted; else the pieces as they are."""
    first = next(pieces, None)
    if first and is_packet(first.data):
        yield from follow(first.data, (piece.data for piece in pieces), feed)
    elif first:
        yield first
        yield from pieces


def _not_empty(feed: Feed, says: str, pieces: Iterator[Piece]) -> Iterator[Piece]:
    empty = True
    for piece in pieces:
        if piece.data:
            empty = False
            yield piece
    if empty:
        raise _empty(feed, f"no bytes in it, read as {says}")


def _empty(feed: Feed, why: str) -> RtError:
    return RtError(feed.name, why, f"give bytes in one of the {KNOWN_FORMS}", kind="empty-input")
