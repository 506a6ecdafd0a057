import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.intake.packet import ACK, Segment, is_packet, parse_packet
from tests.intake.packets import CLIENT, PACKET, PAYLOAD, SERVER, address, ipv4, tcp

ETHERNET = bytes(12) + b"\x08\x00"
TAGGED = bytes(12) + b"\x81\x00\x00\x2a\x08\x00"
LINKS = {  # what a link layer puts before IP
    "none": b"",
    "Ethernet": ETHERNET,
    "VLAN": TAGGED,
    "two VLANs": bytes(12) + b"\x88\xa8\x00\x07\x81\x00\x00\x2a\x08\x00",
    "Linux cooked": bytes(14) + b"\x08\x00",
    "Linux cooked 2": b"\x08\x00" + bytes(18),
    "BSD loopback": b"\x02\0\0\0",
    "OpenBSD loopback": b"\0\0\0\x02",
}
SEGMENT = Segment((address(CLIENT), CLIENT[1]), (address(SERVER), SERVER[1]), 1, ACK, PAYLOAD, 0)


@pytest.mark.parametrize("link", LINKS)
def test_headers_are_taken_off(link: str) -> None:
    assert parse_packet(LINKS[link] + PACKET) == SEGMENT
    assert is_packet(LINKS[link] + PACKET)


def test_what_ethernet_pads_a_short_packet_with_is_no_data() -> None:
    assert parse_packet(ETHERNET + PACKET + bytes(6)) == SEGMENT


def test_bytes_that_were_not_captured_are_counted() -> None:
    cut = parse_packet((ETHERNET + PACKET)[:-4])
    assert cut and (cut.payload, cut.missing) == (PAYLOAD[:-4], 4)
    assert not is_packet((ETHERNET + PACKET)[:-4])


def test_a_packet_that_the_network_card_was_to_cut_up_has_no_length() -> None:
    assert parse_packet(PACKET[:2] + bytes(2) + PACKET[4:]) == SEGMENT


def ipv6(extensions: bytes = b"", first: int = 6, *, length: bool = True) -> bytes:
    body = extensions + PACKET[20:]
    size = len(body).to_bytes(2, "big") if length else bytes(2)
    return b"\x60\0\0\0" + size + bytes([first, 64]) + bytes(15) + b"\1" + bytes(15) + b"\2" + body


IPV6 = [
    ipv6(),
    ipv6(length=False),  # a jumbogram, or one to be cut up
    ipv6(b"\x06\0" + bytes(6), 0),  # hop-by-hop options
    ipv6(b"\x3c\0" + bytes(6) + b"\x06\1" + bytes(14), 43),  # routing, then destination options
    b"\x1e\0\0\0" + ipv6(),  # macOS's loopback
    bytes(12) + b"\x86\xdd" + ipv6(),
]


@pytest.mark.parametrize("packet", IPV6)
def test_ipv6_with_its_extension_headers(packet: bytes) -> None:
    segment = parse_packet(packet)
    assert segment and (segment.source, segment.payload) == ((bytes(15) + b"\1", CLIENT[1]), PAYLOAD)


NO_SEGMENTS = [
    b"",
    PACKET[:39],
    PACKET[:30] + b"\x45",
    b"\x55" + PACKET[1:],  # no version of IP
    b"\x44" + PACKET[1:],  # an IPv4 header of 16 bytes
    ipv4(PACKET[20:], protocol=17),  # UDP
    ipv4(PACKET[20:], fragment=0x2000),
    ipv4(PACKET[20:], fragment=0x0010),
    ipv4(PACKET[20:32] + b"\x40" + PACKET[33:]),  # a TCP header of 16 bytes
    ipv6(b"\x06\0" + bytes(6), 44),  # a fragment
    ipv6(b"\0\xff" + bytes(6), 0)[:60],  # extension headers past the end
    bytes(12) + b"\x81\x00\x00\x2a\x81\x00",  # tags, and nothing behind them
    b"\x08\x06" + bytes(60),
]


@pytest.mark.parametrize("packet", NO_SEGMENTS)
def test_what_is_no_tcp_is_none(packet: bytes) -> None:
    assert parse_packet(packet) is None
    assert not is_packet(packet)


@given(st.binary(max_size=100), st.sampled_from([b"", ETHERNET, TAGGED, b"\x45", b"\x60"]))
def test_any_bytes_are_a_segment_or_none(data: bytes, start: bytes) -> None:
    segment = parse_packet(start + data)
    assert segment is None or len(segment.payload) <= len(data)


def test_the_header_of_the_longest_options() -> None:
    long = tcp(PAYLOAD)
    assert len(long) - len(PAYLOAD) == 20 + 20 + 12
