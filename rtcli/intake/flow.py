"""TCP segments turned into what the two ends of one connection wrote: in order, each byte once, with who wrote it.
Bytes that were not captured end their direction; the other one goes on, and the loss is an error at the end."""

import heapq
from collections.abc import Iterable, Iterator
from itertools import chain

from rtcli.errors import RtError
from rtcli.intake.feed import Feed, Piece
from rtcli.intake.packet import ACK, SYN, Endpoint, Segment, parse_packet

EARLY_BYTES = 1 << 20  # what may wait, in one direction, for a segment that belongs before it
CONNECTIONS = 1000  # that are remembered until one of them carries data, and that are counted as left out
REQUEST_STARTS = (b"GET ", b"POST ", b"CONNECT ", b"PRI ")
RESPONSE_START = b"HTTP/"

Way = tuple[Endpoint, Endpoint]  # from, to


class Direction:
    """One direction of a connection, put in order by its sequence numbers."""

    def __init__(self, origin: str | None, first: int | None) -> None:
        self.origin = origin
        self.taken = 0  # bytes given out
        self._first = first  # the first byte's sequence number; None: that of the segment that comes first
        self._early: list[tuple[int, bytes]] = []  # a heap of what waits for its turn, each at its place in the stream
        self._early_bytes = 0
        self._end = 0  # the farthest place that any segment reached
        self._broken = False

    @property
    def lost(self) -> int:
        """How many bytes are missing after the last one given out."""
        return (self._early[0][0] if self._early else max(self._end, self.taken)) - self.taken

    def take(self, segment: Segment) -> bytes:
        """What this segment adds to the stream, and those that waited for it."""
        if self._broken:
            return b""
        sequence = segment.sequence + bool(segment.flags & SYN)  # the SYN itself counts as one
        if self._first is None:
            self._first = sequence
        ahead = (sequence - self._first - self.taken + (1 << 31)) % (1 << 32) - (1 << 31)
        place = self.taken + ahead
        self._end = max(self._end, place + len(segment.payload) + segment.missing)
        heapq.heappush(self._early, (place, segment.payload))
        self._early_bytes += len(segment.payload)
        data = self._in_order()
        if self._early_bytes > EARLY_BYTES:
            self._broken = True
            self._early = [(self._early[0][0], b"")]
        return data

    def _in_order(self) -> bytes:
        data = bytearray()
        while self._early and self._early[0][0] <= self.taken:
            place, payload = heapq.heappop(self._early)
            self._early_bytes -= len(payload)
            fresh = payload[self.taken - place :]  # the rest was sent before
            data += fresh
            self.taken += len(fresh)
        return bytes(data)


class Flow:
    """The first connection that carries data; others are counted."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._firsts: dict[Way, int] = {}  # sequence number of a way's first byte, where its SYN was seen
        self._clients: dict[frozenset[Endpoint], Endpoint] = {}  # who sent the SYN, where one was seen
        self._ways: dict[Way, Direction] = {}
        self._others: set[frozenset[Endpoint]] = set()
        self._over = False  # whether another connection has begun between the same ends

    def take(self, segment: Segment) -> Piece | None:
        way = segment.source, segment.target
        if segment.flags & SYN:
            self._take_syn(way, segment)
        if not segment.payload and not segment.missing:
            return None
        if not self._ways:
            self._choose(way, segment)
        if way not in self._ways or self._over:
            if len(self._others) < CONNECTIONS:
                self._others.add(frozenset(way))
            return None
        direction = self._ways[way]
        return Piece(direction.take(segment), direction.origin)

    def finish(self) -> None:
        if self._others:
            says = f"{len(self._others)} more connection(s) left out: only the first that carries data is read"
            self._feed.note(f"{says}; choose with tcpdump's filter, such as 'tcp port 8080'")
        lost = [
            f"{way.lost} bytes from {way.origin or _shown(source)} are missing after its first {way.taken}"
            for (source, _), way in self._ways.items()
            if way.lost
        ]
        if lost:
            fix = "capture whole packets (tcpdump -s 0), all of them (-B 8192), and paste them all"
            raise RtError(self._feed.name, "; ".join(lost), fix, kind="capture-gap")

    def _take_syn(self, way: Way, segment: Segment) -> None:
        first = segment.sequence + 1
        if way in self._ways:
            self._over |= self._firsts.get(way) != first
        elif len(self._firsts) < CONNECTIONS:
            self._firsts[way] = first
            self._clients[frozenset(way)] = way[1] if segment.flags & ACK else way[0]

    def _choose(self, way: Way, segment: Segment) -> None:
        """Take this connection, and find its client: who sent the SYN, else a request, else has the higher port."""
        source, target = way
        client, by = self._clients.get(frozenset(way)), "it sent the SYN"
        if client is None and segment.payload.startswith((*REQUEST_STARTS, RESPONSE_START)):
            client, by = target if segment.payload.startswith(RESPONSE_START) else source, "it sent the request"
        elif client is None and source[1] != target[1]:
            client, by = max(way, key=lambda end: end[1]), "it has the higher port"
        for one in (way, way[::-1]):
            origin = None if client is None else "client" if one[0] == client else "server"
            self._ways[one] = Direction(origin, self._firsts.get(one))
        who = f"{_shown(client)} is the client: {by}" if client else "nothing tells who is the client"
        self._feed.note(f"connection of {_shown(source)} and {_shown(target)}; {who}")
        if not self._firsts.keys() & self._ways.keys():
            self._feed.note("the capture begins within the connection: what was sent before is not in it")


def follow(first: bytes, packets: Iterable[bytes], feed: Feed) -> Iterator[Piece]:
    """What was written in the connection that these packets belong to."""
    flow = Flow(feed)
    for packet in chain((first,), packets):
        segment = parse_packet(packet)
        if segment is None:
            feed.note("packets that are not TCP over IP, are fragments, or lack a part of their headers were left out")
        elif piece := flow.take(segment):
            yield piece
    flow.finish()


def _shown(end: Endpoint) -> str:
    from ipaddress import ip_address  # loaded for captures alone

    address, port = ip_address(end[0]), end[1]
    return f"[{address}]:{port}" if address.version == 6 else f"{address}:{port}"
