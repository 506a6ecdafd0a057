import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.intake.feed import Feed
from rtcli.intake.flow import EARLY_BYTES, Direction, follow
from rtcli.intake.packet import parse_packet
from tests.intake.packets import ACK, CLIENT, FIN, SERVER, SYN, End, tcp
from tests.intake.reading import Taken, gathered, stream

START = 0xFFFFFFF0  # so that sequence numbers wrap
REQUEST, RESPONSE = b"GET / HTTP/1.1\r\n\r\n", b"HTTP/1.1 101 Switching\r\n\r\n"
MORE_SAYS = (
    "more connection(s) left out: only the first that carries data is read; "
    "choose with tcpdump's filter, such as 'tcp port 8080'"
)
WITHIN = "the capture begins within the connection: what was sent before is not in it"


def followed(*packets: bytes) -> Taken:
    feed = Feed(stream())
    return gathered(follow(packets[0], packets[1:], feed), feed.notes)


def up(data: bytes, at: int = 0, flags: int = ACK) -> bytes:
    """The client sends these bytes, the first of which is its ``at``-th."""
    return tcp(data, sequence=START + 1 + at, flags=flags)


def down(data: bytes, at: int = 0, flags: int = ACK) -> bytes:
    return tcp(data, SERVER, CLIENT, sequence=501 + at, flags=flags)


OPENING = [tcp(sequence=START, flags=SYN), down(b"", -1, SYN | ACK), up(b"")]


def test_both_directions_come_in_order_and_are_told_apart() -> None:
    packets = [*OPENING, up(b"abc"), down(b"xyz"), up(b"de", 3), down(b"!", 3, FIN | ACK), up(b"", 5, FIN | ACK)]
    notes = ("connection of 127.0.0.1:40000 and 127.0.0.1:80; 127.0.0.1:40000 is the client: it sent the SYN",)
    assert followed(*packets) == ({"client": b"abcde", "server": b"xyz!"}, None, notes)


REPEATED = [
    [up(b"abc"), up(b"abc"), up(b"de", 3)],
    [up(b"abc"), up(b"bcd", 1), up(b"e", 4)],  # overlapping
    [up(b"abc"), up(b"c", 2), up(b"de", 3)],  # a keep-alive probe
    [up(b"de", 3), up(b"abc")],  # out of order
    [up(b"e", 4), up(b"cd", 2), up(b"de", 3), up(b"abc"), up(b"abcd")],
    [tcp(sequence=START, flags=SYN), up(b"abcde")],
    [tcp(b"abc", sequence=START, flags=SYN), up(b"de", 3)],  # data in the SYN
]


@pytest.mark.parametrize("packets", REPEATED)
def test_each_byte_counts_once(packets: list[bytes]) -> None:
    assert followed(*OPENING, *packets).data == {"client": b"abcde"}


@given(st.binary(min_size=1, max_size=60), st.randoms(use_true_random=False))
def test_any_order_and_any_overlap_give_the_same_bytes(data: bytes, chance: random.Random) -> None:
    ends = [chance.randint(0, len(data)) for _ in range(6)]
    packets = [up(data[at : at + chance.randint(1, 30)], at) for at in [*ends, *range(0, len(data), 5)]]
    packets += [up(data[at : at + 5], at) for at in range(0, len(data), 5)]
    chance.shuffle(packets)
    assert followed(*OPENING, *packets) == ({"client": data}, None, followed(*OPENING, up(data)).notes)


GAPS = [
    ([up(b"abc"), up(b"e", 4), down(b"xyz")], "1 bytes from client are missing after its first 3"),
    ([up(b"abc"), down(b"z", 2), down(b"!", 9), up(b"de", 3)], "2 bytes from server are missing after its first 0"),
    ([up(b"abcde")[:-2], down(b"xyz")], "2 bytes from client are missing after its first 3"),  # snapshot length
    (
        [up(b"abc"), up(b"e", 4), down(b"y", 1)],
        "1 bytes from client are missing after its first 3; 1 bytes from server are missing after its first 0",
    ),
]


@pytest.mark.parametrize(("packets", "error"), GAPS)
def test_what_was_not_captured_is_an_error_after_all_that_was(packets: list[bytes], error: str) -> None:
    taken = followed(*OPENING, *packets)
    assert taken.error == f"input: {error}"
    assert taken.data


def test_a_segment_that_was_cut_may_come_again_whole() -> None:
    assert followed(*OPENING, up(b"abcde")[:-2], up(b"abcde")).data == {"client": b"abcde"}


def test_no_more_waits_for_a_missing_segment_than_memory_has_room_for() -> None:
    block = bytes(EARLY_BYTES // 32)
    late = [up(block, 5 + number * len(block)) for number in range(40)]
    taken = followed(*OPENING, *late, up(b"abcde"), down(b"xyz"))
    assert taken.data == {"server": b"xyz"}
    assert taken.error == "input: 5 bytes from client are missing after its first 0"


def test_what_waits_is_bounded() -> None:
    direction = Direction("client", START + 1)
    for number in range(100):
        segment = parse_packet(up(bytes(EARLY_BYTES // 32), 1 + number * (EARLY_BYTES // 32)))
        assert segment and direction.take(segment) == b""
    assert (direction.lost, direction.taken) == (1, 0)


REQUESTED = "127.0.0.1:40000 is the client: it sent the request"
OTHER: End = ("127.0.0.2", 40000)
CLIENTS = [  # packets, what came from whom, who is the client by what
    (
        [up(REQUEST), down(b"x")],
        {"client": REQUEST, "server": b"x"},
        REQUESTED,
    ),
    (
        [down(RESPONSE), up(b"x")],
        {"client": b"x", "server": RESPONSE},
        REQUESTED,
    ),
    (
        [tcp(REQUEST, SERVER, CLIENT), tcp(b"x")],
        {"client": REQUEST, "server": b"x"},
        "127.0.0.1:80 is the client: it sent the request",
    ),
    ([down(b"x"), up(b"y")], {"client": b"y", "server": b"x"}, "127.0.0.1:40000 is the client: it has the higher port"),
    ([tcp(b"x", OTHER, CLIENT), tcp(b"y", CLIENT, OTHER)], {None: b"xy"}, "nothing tells who is the client"),
]


@pytest.mark.parametrize(("packets", "data", "says"), CLIENTS)
def test_without_a_syn_the_client_is_known_otherwise(
    packets: list[bytes], data: dict[str | None, bytes], says: str
) -> None:
    taken = followed(*packets)
    assert taken.data == data
    assert taken.notes[0].endswith(says)
    assert taken.notes[1] == WITHIN


def test_a_loss_in_a_direction_without_a_name_is_said_by_its_address() -> None:
    taken = followed(tcp(b"x", OTHER, CLIENT, sequence=1), tcp(b"z", OTHER, CLIENT, sequence=5))
    assert taken.error == "input: 3 bytes from 127.0.0.2:40000 are missing after its first 1"


def test_the_syn_of_the_server_tells_the_client_too() -> None:
    taken = followed(tcp(flags=SYN | ACK, sequence=500, source=SERVER, target=CLIENT), down(b"x"))
    assert taken.data == {"server": b"x"}
    assert len(taken.notes) == 1


def test_the_first_connection_that_carries_data_is_read() -> None:
    silent = tcp(source=("127.0.0.1", 50001), flags=SYN)
    others = [tcp(b"no", ("127.0.0.1", 50000 + number)) for number in (2, 3, 3)]
    taken = followed(silent, *OPENING, up(b"abc"), *others, up(b"de", 3))
    assert taken.data == {"client": b"abcde"}
    assert taken.notes[1] == f"2 {MORE_SAYS}"


def test_another_connection_between_the_same_ends_is_another_one() -> None:
    again = [tcp(sequence=7000, flags=SYN), tcp(b"no", sequence=7001)]
    for opening, repeated in ((OPENING, OPENING[0]), ([], up(b""))):
        taken = followed(*opening, up(b"abc"), repeated, *again)
        assert taken.data == {"client": b"abc"}
        assert taken.notes[-1] == f"1 {MORE_SAYS}"


def test_connections_are_remembered_and_counted_within_bounds() -> None:
    ends = [(f"127.1.{number // 250}.{number % 250}", 50000) for number in range(1200)]
    opened = [tcp(source=end, flags=SYN) for end in ends]
    taken = followed(*opened, *OPENING, up(b"abc"), *[tcp(b"no", end) for end in ends])
    assert taken.data == {"client": b"abc"}
    assert taken.notes[-1] == f"1000 {MORE_SAYS}"


def test_what_is_no_tcp_is_left_out_and_said() -> None:
    taken = followed(b"arp", *OPENING, up(b"abc"), b"")
    assert taken.data == {"client": b"abc"}
    assert taken.notes[0].startswith("packets that are not TCP over IP, are fragments, or lack")


def test_an_ipv6_address_is_in_brackets() -> None:
    packet = b"\x60\0\0\0\0\x15\x06\x40" + bytes(15) + b"\1" + bytes(15) + b"\1" + tcp(b"x")[20:40] + b"x"
    packet = packet[:52] + b"\x50" + packet[53:]
    assert followed(packet).notes[0].startswith("connection of [::1]:40000 and [::1]:80;")
