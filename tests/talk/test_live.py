import pytest

from rtcli.exits import Exit
from rtcli.session.stats import Stats
from rtcli.show.live import LiveLook
from rtcli.show.look import Look as Page
from rtcli.talk.live import DUMPED_BYTES, SHOWN_BYTES, LiveTeller, live_look
from rtcli.talk.plan import Look
from rtcli.talk.teller import Outcome
from rtcli.wire.expr import compile_expression
from rtcli.wire.fault import Fault
from rtcli.wire.frames import BINARY, PING, PONG, TEXT
from rtcli.wire.plain import Bulk
from tests.talk.telling import BEGAN, KEY, Desk, binary, frame, message, mortem, opened

NEWS = b'{"type":"news","body":{"id":7,"by":"M\xc3\xbcller"}}'
OLD = b'{"type":"old"}'


def teller(desk: Desk, **look: object) -> LiveTeller:
    return LiveTeller(Look(live=True, **look), desk, desk.streams, began=BEGAN)  # type: ignore[arg-type]


def lines(desk: Desk) -> list[str]:
    return desk.written.decode().splitlines()


def test_what_one_read_brought_is_one_write() -> None:
    desk = Desk()
    teller(desk).heard([Bulk(TEXT, [b"one", b"two"], 6), message(b"three\n"), binary(b"\0\1")], 101.5)
    assert lines(desk) == [
        "<     1.500  text         3  one",
        "<     1.500  text         3  two",
        "<     1.500  text         6  three\\n",
        "<     1.500  binary       2",
        "  0000  00 01                                             ..",
    ]
    assert desk.writes == 1


def test_nothing_to_see_is_no_write() -> None:
    desk = Desk()
    teller(desk).heard([frame(PING, b"x")], 101.0)
    assert desk.writes == 0


def test_what_we_said_is_shown() -> None:
    desk = Desk()
    live = teller(desk)
    live.said([frame(TEXT, b"hello hello", key=KEY), message(b"hello hello")], 100.5)
    assert lines(desk) == [">     0.500  text        11  hello hello"]
    assert live.wants.own


def test_pongs_have_their_round_trips() -> None:
    desk = Desk()
    live = teller(desk, control=True)
    live.ponged(b"7", 0.0125, 101.0)
    live.heard([frame(PONG, b"7")], 101.0)
    assert lines(desk) == ["<     1.000  pong         1  7  rtt 12.5 ms"]


@pytest.mark.parametrize(
    ("look", "shown"),
    [
        ({}, [NEWS, OLD, b"\\u0000"]),
        ({"filter": compile_expression('$.type == "news"')}, [NEWS]),
        ({"filter": compile_expression("dir == in")}, [NEWS, OLD, b"\\u0000"]),
        ({"select": "$.body.by"}, ["Müller".encode()]),
        ({"select": "$..id"}, [b"7"]),
        ({"select": "$.body", "filter": compile_expression("opcode == text")}, [b'{"id": 7, "by": "M\xc3\xbcller"}']),
    ],
)
def test_filters_and_paths_pick_what_is_shown(look: dict[str, object], shown: list[bytes]) -> None:
    desk = Desk()
    live = teller(desk, binary="raw", **look)
    live.heard([message(NEWS), message(OLD), binary(b"\0")], 101.0)
    assert [line.split(maxsplit=4)[4].encode() for line in lines(desk)] == shown
    assert live.wants.bulk is not bool(look)


def test_faults_are_told_also_where_their_message_is_not() -> None:
    desk, fault = Desk(), Fault("frame.masked-by-server", 1, "MASK is 1")
    live = teller(desk, filter=compile_expression("length > 100"))
    live.heard([fault, message(b"short", faults=(fault,))], 101.0)
    assert lines(desk)[0] == "  fail  frame.masked-by-server at 1 (0x1): MASK is 1"


def test_the_talk_goes_to_stderr() -> None:
    desk = Desk()
    live = teller(desk, stats=True)
    live.opened(opened(), 100.0, 1)
    live.note("hello \x1b")
    live.closed(mortem(), 102.0)
    live.reconnecting(2, 1.5, "closed by the server", 102.0)
    live.end(Outcome(Stats(), mortem(), Exit.FOUND, ("it did not come",)), 103.0)
    assert desk.talk[:4] == [
        "* connected to wss://***@example.com/chat?token=*** at 127.0.0.1:80 in 12.5 ms; subprotocol chat; compressed",
        "* hello \\u001b",
        "* closed by the server: 1000 normal closure",
        "* closed by the server; attempt 2 in 1.50 s",
    ]
    assert desk.talk[4].startswith("── session · 3.00 s ─")
    assert desk.warnings == [("error", "it did not come")]
    assert desk.written == b""


@pytest.mark.parametrize(
    ("look", "expected"),
    [
        (Look(), LiveLook(Page(max_payload=SHOWN_BYTES, max_dump=DUMPED_BYTES))),
        (
            Look(width=40, max_payload=7, frames=True, colour=True, control=True, pretty=True, binary="hex"),
            LiveLook(Page(40, 7, 7), True, None, True, False, True, True, "hex"),
        ),
        (
            Look(verbose=2, binary="hexdump"),
            LiveLook(Page(max_payload=SHOWN_BYTES, max_dump=DUMPED_BYTES), frames=True, dump=True),
        ),
    ],
)
def test_a_look_for_lines(look: Look, expected: LiveLook) -> None:
    assert live_look(look, BEGAN) == expected


def test_the_time_of_day_is_that_of_the_start() -> None:
    began = live_look(Look(timestamps=True), BEGAN).began
    assert began is not None and began.timestamp() == BEGAN.wall_s


def test_frames_are_shown_whatever_is_picked_of_messages() -> None:
    desk = Desk()
    live = teller(desk, frames=True, select="$.none")
    assert live.wants == (True, True, True, True)
    live.heard([frame(BINARY, b"\0"), binary(b"\0")], 101.0)
    assert lines(desk) == ["<     1.000  binary        F····       1  00"]
