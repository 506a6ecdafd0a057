"""The bytes of one captured packet turned into its TCP segment: link, VLAN, IPv4 or IPv6 headers and the TCP header are
taken off, options too. What is no TCP over IP, or only a fragment of it, is None."""

from collections.abc import Iterator
from typing import NamedTuple

Endpoint = tuple[bytes, int]  # address, port

SYN, ACK = 0x02, 0x10
TCP = 6
IP_TYPES = (0x0800, 0x86DD)
VLAN_TYPES = (0x8100, 0x88A8, 0x9100)
LINKS = (  # where the Ethernet type stands, and where the header ends
    (12, 14),  # Ethernet
    (14, 16),  # Linux cooked capture (tcpdump -i any), version 1
    (0, 20),  # version 2
)
LOOPBACK_FAMILIES = (2, 10, 24, 28, 30)  # AF_INET and what systems call AF_INET6, in either byte order
IPV6_EXTENSIONS = (0, 43, 60)  # hop-by-hop, routing, destination options: RFC 8200 section 4


class Segment(NamedTuple):
    source: Endpoint
    target: Endpoint
    sequence: int
    flags: int
    payload: bytes
    missing: int  # bytes of the packet that were not captured


def parse_packet(data: bytes) -> Segment | None:
    """The segment of a packet that starts at its link layer or at IP: whichever fits its length."""
    found = [segment for at in _ip_starts(data) if (segment := _parse_ip(data[at:]))]
    return min(found, key=lambda segment: segment.missing, default=None)


def is_packet(data: bytes) -> bool:
    """Whether this is one whole packet."""
    segment = parse_packet(data)
    return segment is not None and not segment.missing


def _ip_starts(data: bytes) -> Iterator[int]:
    yield 0
    if int.from_bytes(data[:4], "little") in LOOPBACK_FAMILIES or int.from_bytes(data[:4], "big") in LOOPBACK_FAMILIES:
        yield 4
    for at, end in LINKS:
        kind = _number(data, at)
        while kind in VLAN_TYPES:
            kind, end = _number(data, end + 2), end + 4
        if kind in IP_TYPES:
            yield end


def _parse_ip(data: bytes) -> Segment | None:
    if len(data) < 40:  # the shortest TCP over IPv4
        return None
    if data[0] >> 4 == 4:
        head, size, protocol = (data[0] & 15) * 4, _number(data, 2), data[9]
        source, target = data[12:16], data[16:20]
        if head < 20 or _number(data, 6) & 0x3FFF:  # a fragment: more follow, or an offset
            return None
    elif data[0] >> 4 == 6:
        head, protocol = _skip_extensions(data)
        size = 40 + _number(data, 4) if _number(data, 4) else 0
        source, target = data[8:24], data[24:40]
    else:
        return None
    size = size or len(data)  # 0 where the network card was to cut a larger one up
    body = data[head:size]
    offset = (body[12] >> 4) * 4 if len(body) >= 20 else 0
    if protocol != TCP or offset < 20:
        return None
    return Segment(
        (source, _number(body, 0)),
        (target, _number(body, 2)),
        int.from_bytes(body[4:8], "big"),
        body[13],
        body[offset:],
        max(0, size - len(data)),
    )


def _skip_extensions(data: bytes) -> tuple[int, int]:
    """Where the IPv6 headers end, and the protocol that follows them."""
    head, protocol = 40, data[6]
    while protocol in IPV6_EXTENSIONS and head + 2 <= len(data):
        protocol, head = data[head], head + 8 * (data[head + 1] + 1)
    return head, protocol


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "big")
