import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode
from websockets.protocol import Protocol, Side

from rtcli.intake.tcpdump import decode, recognise
from tests.intake.packets import CLIENT, PACKET, PAYLOAD, SERVER, printed, tcp
from tests.intake.reading import cuts, decoded, sample

WHOLE = ["tcpdump-X.txt", "tcpdump-x-small-letter.txt", "tcpdump-vXX-ipv6.txt"]
STARTS = [  # the first packets, with what their link layer puts before them
    "tcpdump-XX-cooked.txt",
    "tcpdump-XX-cooked2.txt",
    "tcpdump-XX-ethernet.txt",
    "tcpdump-XX-loop.txt",
    "tcpdump-XX-null.txt",
    "tcpdump-XX-vlan.txt",
    "tcpdump-tttt-e-xx.txt",
]
HELLO = (Opcode.TEXT, b"Hello")
SENT = [HELLO, (Opcode.BINARY, bytes(range(40))), (Opcode.PING, b"still there?"), (Opcode.CLOSE, b"\x03\xe8")]
ANSWERED = [*SENT[:2], (Opcode.PONG, b"still there?"), (Opcode.CLOSE, b"\x03\xe8")]


def messages(data: bytes, side: Side) -> list[tuple[Opcode, bytes]]:
    """The frames behind the head of the opening handshake, as another engine reads them."""
    head, _, frames = data.partition(b"\r\n\r\n")
    assert head.startswith(b"GET /chat HTTP/1.1\r\n" if side is Side.SERVER else b"HTTP/1.1 101 ")
    reader = Protocol(side)
    reader.receive_data(frames)
    return [(event.opcode, bytes(event.data)) for event in reader.events_received() if isinstance(event, Frame)]


@pytest.mark.parametrize("name", WHOLE)
def test_a_session_comes_whole(name: str) -> None:
    taken = decoded(decode, sample(name))
    assert taken.error is None
    assert taken.notes[0].endswith("is the client: it sent the SYN")
    assert messages(taken.data["client"], Side.SERVER) == SENT
    assert messages(taken.data["server"], Side.CLIENT) == ANSWERED
    assert recognise(sample(name), True) == "packets printed by tcpdump"


@pytest.mark.parametrize("name", STARTS)
def test_any_link_layer_is_taken_off(name: str) -> None:
    taken = decoded(decode, sample(name))
    assert messages(taken.data["client"], Side.SERVER) == [HELLO]
    assert messages(taken.data["server"], Side.CLIENT) == [HELLO]


@given(st.lists(st.integers(0, 12_000)))
def test_any_cut_gives_the_same_bytes(places: list[int]) -> None:
    text = sample("tcpdump-X.txt")
    assert decoded(decode, *cuts(text, places)) == decoded(decode, text)


def test_rows_without_the_lines_between_them() -> None:
    packets = printed([PACKET, tcp(b"x", SERVER, CLIENT)])
    text = b"".join(line for line in packets.splitlines(True) if line.startswith(b"\t"))
    assert decoded(decode, text).data == {"client": PAYLOAD, "server": b"x"}
    assert recognise(text, True) == "packets printed by tcpdump"


def test_a_packet_of_which_a_row_is_missing_is_left_out() -> None:
    lines = printed([PACKET, tcp(b"more", sequence=12)]).splitlines(True)
    taken = decoded(decode, b"".join([*lines[:2], *lines[3:]]))
    assert taken.data == {"client": b"more"}
    assert taken.notes[0] == "line 3: a row before it is missing or broken, so its packet is left out"


def test_rows_before_the_first_packet_are_passed_over() -> None:
    lines = printed([PACKET, PACKET]).splitlines(True)
    assert decoded(decode, b"".join(lines[3:])).data == {"client": PAYLOAD}


NOT_TCPDUMP = [b"hello", b"0x0000:  8105 4865\n", b"0x0000:  4500\n0x0010:  8105\n", b"00000000: 4500 0034\n"]


@pytest.mark.parametrize("text", NOT_TCPDUMP)
def test_other_rows_are_not_tcpdumps(text: bytes) -> None:
    assert recognise(text, True) is None


@pytest.mark.parametrize("text", [sample("tcpdump-A.txt"), printed([b""])])
def test_packets_without_their_bytes_are_an_error_that_helps(text: bytes) -> None:
    assert recognise(text, True) == "packets printed by tcpdump"
    assert decoded(decode, text).error == "input: tcpdump's lines without the packets' bytes"
