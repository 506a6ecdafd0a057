"""What ``tcpdump -x``, ``-X``, ``-xx`` and ``-XX`` print turned into packets, and those into what the two ends of the
connection wrote. Lines between the packets may be anything."""

import re
from collections.abc import Iterable, Iterator

from rtcli.errors import RtError
from rtcli.intake.feed import Feed, Piece
from rtcli.intake.flow import follow
from rtcli.intake.packet import parse_packet
from rtcli.intake.text import Text, line_end

ROW = re.compile(rb"[ \t]*0x(?P<offset>[0-9a-f]{4,}):[ \t]+(?P<digits>(?:[0-9a-f]{2}){1,2}(?: (?:[0-9a-f]{2}){1,2})*)")
HEADER = re.compile(rb" > [^\n]{3,90}: Flags \[")


def recognise(text: bytes, ended: bool) -> str | None:
    """Lines that tell of TCP packets, or rows that begin with the headers of one."""
    first = next(_packets(enumerate(text.splitlines(), 1)), b"")
    return "packets printed by tcpdump" if HEADER.search(text) or parse_packet(first) else None


def decode(feed: Feed) -> Iterator[Piece]:
    text = Text(feed)
    packets = _packets((line for part in text.parts(line_end) for line in text.lines(part)), feed)
    first = next(packets, None)
    if first is None:
        raise RtError(feed.name, "tcpdump's lines without the packets' bytes", "print those too: tcpdump -X")
    yield from follow(first, packets, feed)


def _packets(lines: Iterable[tuple[int, bytes]], feed: Feed | None = None) -> Iterator[bytes]:
    packet = bytearray()
    for number, line in lines:
        row = ROW.match(line)
        offset = int(row["offset"], 16) if row else 0
        if packet and not offset and line.strip():
            yield bytes(packet)
            packet.clear()
        if row and offset == len(packet):
            packet += bytes.fromhex(row["digits"].decode())
        elif row and packet:
            packet.clear()
            if feed:
                feed.note(f"line {number}: a row before it is missing or broken, so its packet is left out")
    if packet:
        yield bytes(packet)
