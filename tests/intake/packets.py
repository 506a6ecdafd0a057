"""Packets made for the tests: TCP over IPv4, and what tcpdump prints of them."""

from collections.abc import Iterable

FIN, SYN, ACK = 0x01, 0x02, 0x10
CLIENT, SERVER = ("127.0.0.1", 40000), ("127.0.0.1", 80)
End = tuple[str, int]


def tcp(
    payload: bytes = b"", source: End = CLIENT, target: End = SERVER, *, sequence: int = 1, flags: int = ACK
) -> bytes:
    """A packet from its IP header on."""
    head = source[1].to_bytes(2, "big") + target[1].to_bytes(2, "big") + (sequence % (1 << 32)).to_bytes(4, "big")
    segment = head + bytes(4) + bytes([8 << 4, flags]) + bytes(6) + bytes(12) + payload  # with 12 bytes of options
    return ipv4(segment, source, target)


def ipv4(body: bytes, source: End = CLIENT, target: End = SERVER, *, protocol: int = 6, fragment: int = 0) -> bytes:
    head = b"\x45\0" + (20 + len(body)).to_bytes(2, "big") + bytes(2) + fragment.to_bytes(2, "big")
    return head + bytes([64, protocol, 0, 0]) + address(source) + address(target) + body


def address(end: End) -> bytes:
    return bytes(map(int, end[0].split(".")))


def printed(packets: Iterable[bytes]) -> bytes:
    """What tcpdump -X prints of them."""
    lines = []
    for packet in packets:
        lines.append("12:00:00.000000 IP a.40000 > b.80: Flags [P.], length 1")
        for at in range(0, len(packet), 16):
            row = packet[at : at + 16]
            shown = "".join(chr(byte) if 32 < byte < 127 else "." for byte in row)
            lines.append(f"\t0x{at:04x}:  {row.hex(' ', -2):39}  {shown}")
    return "\n".join([*lines, ""]).encode()


PAYLOAD = b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"
PACKET = tcp(PAYLOAD)
