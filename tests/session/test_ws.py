"""One session: bytes of the server on the left; what is heard, what is answered and how it ends on the right."""

import asyncio

import pytest

from rtcli.net.link import Ending
from rtcli.session.asked import Manner
from rtcli.session.listener import Wants
from rtcli.session.stats import Flow, Stats
from rtcli.session.ws import FAULTS_TOLD, FIN_S, WebSocket
from rtcli.wire.deflate import DeflateParameters, Deflater
from rtcli.wire.frames import Frame, build_frame
from rtcli.wire.messages import Message
from rtcli.wire.plain import Bulk, Heard
from tests.session.sessions import Log, Server, Setting, pass_time, play_session

HELLO = build_frame(1, b"hello")
BYE = build_frame(8, b"\x03\xe8bye")
DEFLATE = DeflateParameters()


def code(number: int) -> bytes:
    return number.to_bytes(2, "big")


def close(number: int, reason: bytes = b"") -> tuple[str, bytes]:
    return "close", code(number) + reason


# What a server may do

LEGAL = [  # bytes; what is heard; what is answered; code, whether it was clean
    ([BYE], [("close", b"\x03\xe8bye")], [close(1000)], 1000),
    ([HELLO, BYE], [b"hello", ("close", b"\x03\xe8bye")], [close(1000)], 1000),
    ([build_frame(8)], [("close", b"")], [("close", b"")], 1005),
    *(
        ([build_frame(8, code(number))], [close(number)], [close(number)], number)
        for number in (1001, 1003, 1007, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999)
    ),
    (
        [build_frame(9, b"?"), HELLO, build_frame(9), BYE],
        [("ping", b"?"), b"hello", ("ping", b""), ("close", b"\x03\xe8bye")],
        [("pong", b"?"), ("pong", b""), close(1000)],
        1000,
    ),
    (
        [build_frame(1, b"he", fin=False), build_frame(9, b"?"), build_frame(0, b"llo"), BYE],
        [("ping", b"?"), b"hello", ("close", b"\x03\xe8bye")],
        [("pong", b"?"), close(1000)],
        1000,
    ),
    (
        [build_frame(10, b"nobody asked"), BYE],
        [("pong", b"nobody asked"), ("close", b"\x03\xe8bye")],
        [close(1000)],
        1000,
    ),
    (
        [build_frame(1, Deflater().deflate(b"hello"), rsv=4), BYE],
        [b"hello", ("close", b"\x03\xe8bye")],
        [close(1000)],
        1000,
    ),
    (
        [build_frame(9, bytes(125)), build_frame(2, b""), BYE, BYE],
        [("ping", bytes(125)), b"", ("close", b"\x03\xe8bye"), ("close", b"\x03\xe8bye")],
        [("pong", bytes(125)), close(1000)],
        1000,
    ),
    (  # RFC 6455 5.5.2: no pong is due once a close came
        [BYE, build_frame(9, b"?")],
        [("close", b"\x03\xe8bye"), ("ping", b"?")],
        [close(1000)],
        1000,
    ),
]


@pytest.mark.parametrize("bytewise", [False, True])
@pytest.mark.parametrize(("frames", "heard", "answers", "number"), LEGAL)
def test_a_server_that_closes(
    frames: list[bytes], heard: list[object], answers: list[tuple[str, bytes]], number: int, bytewise: bool
) -> None:
    async def play(socket: WebSocket, server: Server, log: Log) -> None:
        socket.start()
        for piece in (bytes((byte,)) for byte in b"".join(frames)) if bytewise else [b"".join(frames)]:
            server.send(piece)
            await pass_time()
        assert server.told() == answers
        assert socket.state == "closing"
        server.peer.close()
        await pass_time()

    log = play_session(play, Setting(deflate=DEFLATE))
    mortem = log.mortems[0]
    assert log.words == heard
    assert (mortem.by, mortem.code, mortem.clean, mortem.cause) == ("server", number, True, "close")
    assert (mortem.link_ending, mortem.code_received, mortem.faults) == (Ending.FIN, number, ())


# What a server may not do: RFC 6455 7.1.7

FAULTY = [  # bytes; what is heard in place of them; the code that tells it
    (HELLO[:1] + b"\x85abcd" + b"hello", ["frame.masked-by-server"], 1002),
    (build_frame(1, b"x", rsv=2), ["frame.reserved-bits"], 1002),
    (build_frame(1, b"x", rsv=4), ["frame.reserved-bits"], 1002),
    (build_frame(3, b"x"), ["frame.reserved-opcode"], 1002),
    (build_frame(11), [("reserved-11", b"")], 1002),
    (build_frame(9, b"x", fin=False), [("ping", b"x")], 1002),
    (build_frame(9, bytes(126)), [("ping", bytes(125))], 1002),
    (build_frame(0, b"x"), ["frame.continuation-without-start"], 1002),
    (build_frame(1, b"x", fin=False) + HELLO, ["frame.message-inside-message"], 1002),
    (build_frame(1, b"x", length_form=16), ["frame.length-not-minimal"], 1002),
    (build_frame(1, b"x", length_form=64), ["frame.length-not-minimal"], 1002),
    (b"\x82\x7f" + b"\xff" * 8, ["frame.length-top-bit"], 1002),
    (build_frame(1, b"\xff"), ["message.bad-utf8"], 1007),
    (build_frame(1, b"\xff", declared=1000), ["message.bad-utf8"], 1007),
    (build_frame(1, b"\xe2\x82", fin=False) + build_frame(0, b"x"), ["message.bad-utf8"], 1007),
    (build_frame(2, b"", declared=1 << 40), ["frame.too-big"], 1009),
    (build_frame(2, bytes(600), fin=False) + build_frame(0, bytes(600)), ["message.too-big"], 1009),
    (b"HTTP/1.1 502 Bad Gateway\r\n\r\n", ["frame.not-websocket"], 1002),
    (build_frame(8, b"\x03"), [("close", b"\x03")], 1002),
    (build_frame(8, code(1005)), [close(1005)], 1002),
    (build_frame(8, code(1015)), [close(1015)], 1002),
    (build_frame(8, code(999)), [close(999)], 1002),
    (build_frame(8, code(2999)), [close(2999)], 1002),
    (build_frame(8, code(5000)), [close(5000)], 1002),
    (build_frame(8, code(1000) + b"\xff"), [close(1000, b"\xff")], 1007),
]
DEFLATED_FAULTY = [
    (build_frame(1, b"\xff\xff", rsv=4), ["deflate.error"], 1007),
    (build_frame(1, Deflater().deflate(b"\xff"), rsv=4), ["message.bad-utf8"], 1007),
    (build_frame(2, Deflater().deflate(bytes(5000)), rsv=4), ["deflate.too-big"], 1009),
    (build_frame(1, b"x", rsv=1), ["frame.reserved-bits"], 1002),
    (build_frame(9, b"x", rsv=4), [("ping", b"x")], 1002),
    (build_frame(1, b"x", fin=False) + build_frame(0, b"x", rsv=4), ["frame.rsv1-on-continuation"], 1002),
]


@pytest.mark.parametrize("frames", [False, True])
@pytest.mark.parametrize("bulk", [False, True])
@pytest.mark.parametrize(
    ("data", "heard", "number", "deflate"),
    [(*row, None) for row in FAULTY] + [(*row, DEFLATE) for row in DEFLATED_FAULTY],
)
def test_a_server_that_is_failed(
    data: bytes, heard: list[object], number: int, deflate: DeflateParameters | None, bulk: bool, frames: bool
) -> None:
    """What came before is heard, what comes behind is not; a ping that was at fault has no answer."""

    async def play(socket: WebSocket, server: Server, log: Log) -> None:
        def answer(items: list[Heard]) -> None:
            socket.send_all([b"yes" for item in items if isinstance(item, Message | Bulk)])

        log.then = answer
        socket.start()
        server.send(HELLO, data, HELLO, build_frame(9))
        await pass_time()
        told = server.told()
        assert told[0] == ("text", b"yes") if deflate is None else told[0][0] == "text"
        assert [(name, payload[:2]) for name, payload in told[1:]] == [("close", code(number))]
        server.send(HELLO, build_frame(8, code(number)))
        await pass_time(FIN_S / 2)
        assert socket.state == "closing"
        await pass_time(FIN_S)

    wants = Wants(frames=frames, bulk=bulk)
    log = play_session(play, Setting(Manner(limit_bytes=1000), wants, deflate=deflate))
    mortem = log.mortems[0]
    if not frames:
        assert log.words == [b"hello", *heard]
    else:
        assert b"hello" in log.words and [item for item in log.items if isinstance(item, Frame)]
    assert (mortem.cause, mortem.clean, mortem.code_sent) == ("protocol-error", False, number)
    assert (mortem.link_ending, mortem.by) == (Ending.OURS, "server" if data[0] == 0x88 else "client")
    assert mortem.faults and mortem.duration_s == FIN_S


LENIENT = [  # bytes; what is heard of them; what is answered
    (HELLO[:1] + b"\x85" + bytes(4) + b"hello", ["frame.masked-by-server", b"hello"], []),
    (build_frame(1, b"x", rsv=2), ["frame.reserved-bits", b"x"], []),
    (build_frame(3, b"x"), ["frame.reserved-opcode"], []),
    (build_frame(1, b"\xff"), ["message.bad-utf8", b"\xff"], []),
    (build_frame(2, bytes(600), fin=False) + build_frame(0, bytes(600)), ["message.too-big"], []),
    (build_frame(9, b"x" * 200), [("ping", b"x" * 125)], [("pong", b"x" * 125)]),
    (build_frame(8, code(1005)), [close(1005), "close.data-after"], [close(1002)]),
    (build_frame(8, b"\x03"), [("close", b"\x03"), "close.data-after"], [("close", b"")]),
    (build_frame(8, code(1000) + b"\xff"), [close(1000, b"\xff"), "close.data-after"], [close(1000)]),
    (b"\x81\x7f" + b"\xff" * 8, ["frame.length-top-bit"], [close(1002, b"frame.length-top-bit")]),
]


@pytest.mark.parametrize(("data", "heard", "answers"), LENIENT)
def test_leniently_it_goes_on(data: bytes, heard: list[object], answers: list[tuple[str, bytes]]) -> None:
    async def play(socket: WebSocket, server: Server, log: Log) -> None:
        socket.start()
        server.send(HELLO, data, HELLO)
        await pass_time()
        assert server.told() == answers
        await pass_time(3)

    log = play_session(play, Setting(Manner(limit_bytes=1000, lenient=True)))
    is_over = any(name == "close" for name, _ in answers)
    assert log.words == [b"hello", *heard] + [b"hello"] * (not is_over)
    assert log.mortems[0].faults
    assert log.mortems[0].cause == ("aborted" if not is_over else "close" if data[0] == 0x88 else "protocol-error")


def test_of_many_faults_the_first_are_told() -> None:
    async def play(socket: WebSocket, server: Server, log: Log) -> None:
        socket.start()
        server.send(build_frame(3) * (FAULTS_TOLD + 5))
        await pass_time()
        assert socket.stats.faults == {"frame.reserved-opcode": FAULTS_TOLD + 5}

    assert len(play_session(play, Setting(Manner(lenient=True))).mortems[0].faults) == FAULTS_TOLD


# When we close


def test_our_close_is_answered() -> None:
    """Until the server has closed as well, it is listened to and its pings are answered; we send nothing more."""

    async def play(socket: WebSocket, server: Server, log: Log) -> None:
        socket.start()
        socket.close(4000, "done")
        socket.close(4001)
        socket.send(b"late")
        socket.send_raw(b"late")
        socket.ping()
        socket.pong()
        socket.manner = Manner(ping_interval_s=0.001)
        await pass_time()
        assert (server.told(), socket.state) == ([close(4000, b"done")], "closing")
        server.send(HELLO, build_frame(9, b"?"))
        await pass_time()
        assert server.told() == [("pong", b"?")]
        server.send(build_frame(8, code(4000)))
        server.peer.eof()
        await pass_time()
        assert server.told() == []

    log = play_session(play, Setting(Manner(ping_interval_s=0.001)))
    mortem = log.mortems[0]
    assert log.words == [b"hello", ("ping", b"?"), close(4000)]
    assert (mortem.by, mortem.code, mortem.reason, mortem.clean, mortem.cause) == ("client", 4000, "", True, "close")
    assert (mortem.code_sent, mortem.code_received, mortem.link_ending) == (4000, 4000, Ending.FIN)


def test_a_close_without_a_code() -> None:
    async def play(socket: WebSocket, server: Server, log: Log) -> None:
        socket.start()
        socket.close(None)
        await pass_time()
        assert server.told() == [("close", b"")]

    mortem = play_session(play).mortems[0]
    assert (mortem.code, mortem.code_sent, mortem.code_received, mortem.clean) == (1005, 1005, None, False)


def test_a_code_that_must_not_be_sent_changes_nothing() -> None:
    async def play(socket: WebSocket, server: Server, log: Log) -> None:
        socket.start()
        with pytest.raises(ValueError, match="1006"):
            socket.close(1006)
        assert socket.state == "open"

    assert play_session(play).mortems[0].cause == "aborted"


def test_our_close_has_no_answer() -> None:
    async def play(socket: WebSocket, server: Server, log: Log) -> None:
        socket.start()
        socket.close()
        await pass_time(1.9)
        assert socket.state == "closing"
        await pass_time(0.2)
        assert socket.state == "closed"

    mortem = play_session(play, Setting(Manner(close_timeout_s=2.0))).mortems[0]
    assert (mortem.by, mortem.cause, mortem.clean, mortem.code) == ("client", "close-timeout", False, 1000)
    assert (mortem.duration_s, mortem.silence_in_s, mortem.silence_out_s) == (2.0, 2.0, 2.0)


def test_a_server_that_ends_without_an_answer() -> None:
    async def play(socket: WebSocket, server: Server, log: Log) -> None:
        socket.start()
        socket.close()
        await pass_time()
        server.peer.close()
        await pass_time()

    mortem = play_session(play).mortems[0]
    assert (mortem.by, mortem.cause, mortem.clean, mortem.link_ending) == ("client", "fin", False, Ending.FIN)


def test_a_fault_while_we_close_has_no_second_close_frame() -> None:
    async def play(socket: WebSocket, server: Server, log: Log) -> None:
        socket.start()
        socket.close()
        server.send(build_frame(3))
        await pass_time()
        assert server.told() == [close(1000)]
        await pass_time(FIN_S)

    mortem = play_session(play).mortems[0]
    assert (mortem.by, mortem.cause, mortem.code_sent, mortem.clean) == ("client", "protocol-error", 1000, False)


def test_a_server_that_stays_is_left() -> None:
    async def play(socket: WebSocket, server: Server, log: Log) -> None:
        socket.start()
        server.send(BYE)
        await pass_time(FIN_S / 2)
        assert (socket.state, server.told()) == ("closing", [close(1000)])
        socket.close()
        await pass_time(FIN_S)
        assert server.peer.at_eof

    mortem = play_session(play).mortems[0]
    assert (mortem.by, mortem.clean, mortem.cause, mortem.link_ending) == ("server", True, "close", Ending.OURS)


@pytest.mark.parametrize("reads", [[BYE, HELLO], [BYE + HELLO]])
def test_data_behind_a_close_is_a_fault_and_no_reason_to_fail(reads: list[bytes]) -> None:
    async def play(socket: WebSocket, server: Server, log: Log) -> None:
        socket.start()
        for data in reads:
            server.send(data)
            await pass_time()
        server.peer.close()
        await pass_time()
        assert server.told() == [close(1000)]

    log = play_session(play)
    assert log.words == [("close", b"\x03\xe8bye"), "close.data-after"]
    assert (log.mortems[0].clean, log.mortems[0].cause, len(log.mortems[0].faults)) == (True, "close", 1)


def test_a_close_in_the_midst_of_a_message_is_clean_and_said() -> None:
    async def play(socket: WebSocket, server: Server, log: Log) -> None:
        socket.start()
        server.send(build_frame(1, b"he", fin=False), BYE)
        server.peer.eof()
        await pass_time()

    log = play_session(play)
    assert log.words == [("close", b"\x03\xe8bye"), "message.unfinished"]
    assert (log.mortems[0].clean, len(log.mortems[0].faults)) == (True, 1)


# When nobody closes

BROKEN = [  # bytes; how they end; who and why; what is heard; half a frame
    (b"", "close", ("server", "fin", Ending.FIN), [], 0),
    (b"", "reset", ("network", "reset", Ending.RESET), [], 0),
    (HELLO + HELLO[:4], "close", ("server", "fin", Ending.FIN), [b"hello", "frame.truncated"], 4),
    (HELLO[:1], "reset", ("network", "reset", Ending.RESET), ["frame.truncated"], 1),
    (build_frame(9, b"abc")[:3], "close", ("server", "fin", Ending.FIN), [("ping", b"a")], 3),
    (build_frame(1, b"he", fin=False), "close", ("server", "fin", Ending.FIN), ["message.unfinished"], 0),
]


@pytest.mark.parametrize(("data", "how", "why", "heard", "half"), BROKEN)
def test_an_end_without_a_close(
    data: bytes, how: str, why: tuple[str, str, Ending], heard: list[object], half: int
) -> None:
    async def play(socket: WebSocket, server: Server, log: Log) -> None:
        socket.start()
        if data:
            server.send(data)
        await pass_time(3)
        getattr(server.peer, how)()
        await pass_time()
        assert server.told() == []

    log = play_session(play)
    mortem = log.mortems[0]
    assert log.words == heard
    assert ((mortem.by, mortem.cause, mortem.link_ending), mortem.half_frame_bytes) == (why, half)
    assert (mortem.code, mortem.clean, mortem.silence_in_s) == (None, False, 3.0)
    assert len(mortem.faults) == (heard[-1:] != []) and mortem.duration_s == 3.0


def test_a_link_that_somebody_else_closed() -> None:
    async def play(socket: WebSocket, server: Server, log: Log) -> None:
        socket.start()
        socket._link.shut()

    mortem = play_session(play).mortems[0]
    assert (mortem.by, mortem.cause, mortem.link_ending) == ("client", "aborted", Ending.OURS)


def test_abort() -> None:
    async def play(socket: WebSocket, server: Server, log: Log) -> None:
        socket.start()
        server.send(HELLO[:3])
        await pass_time()
        socket.abort()
        socket.abort()
        assert socket.state == "closed"

    log = play_session(play)
    assert (log.words, log.mortems[0].by, log.mortems[0].cause) == ([], "client", "aborted")
    assert (log.mortems[0].half_frame_bytes, log.mortems[0].faults) == (3, ())


def test_abort_from_within_what_is_heard() -> None:
    async def play(socket: WebSocket, server: Server, log: Log) -> None:
        log.then = lambda _items: socket.abort()
        socket.start()
        server.send(HELLO, BYE)
        await pass_time()
        assert server.told() == []

    assert play_session(play).mortems[0].cause == "aborted"


def test_abort_before_the_start() -> None:
    async def play(socket: WebSocket, server: Server, log: Log) -> None:
        server.send(HELLO)
        await pass_time()
        socket.abort()
        assert (log.items, socket.state) == ([], "closed")

    assert play_session(play, Setting(rest=HELLO)).mortems[0].cause == "aborted"


def test_abort_from_within_what_came_with_the_101() -> None:
    async def play(socket: WebSocket, server: Server, log: Log) -> None:
        log.then = lambda _items: socket.abort()
        server.send(HELLO)
        await pass_time()
        socket.start()

    assert play_session(play, Setting(rest=HELLO)).words == [b"hello"]


@pytest.mark.parametrize("told", ["heard", "said", "ponged", "ended"])
def test_what_a_listener_raises_is_for_whoever_waits(told: str) -> None:
    async def play(socket: WebSocket, server: Server, log: Log) -> None:
        def fail(*_what: object) -> None:
            raise LookupError(told)

        setattr(log, told, fail)
        socket.start()
        socket.ping(b"?")
        server.send(build_frame(10, b"?"), HELLO)
        await pass_time()
        socket.abort()
        with pytest.raises(LookupError, match=told):
            await socket.over()
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        play_session(play, Setting(wants=Wants(own=True)))


# Alive


def test_pings_are_timed() -> None:
    async def play(socket: WebSocket, server: Server, log: Log) -> None:
        def is_told_before(items: list[Heard]) -> None:
            assert len(log.pongs) == 1

        log.then = is_told_before
        socket.start()
        socket.ping(b"mine")
        await pass_time(0.5)
        assert server.told() == [("ping", b"mine")]
        server.send(build_frame(10, b"not mine") + build_frame(10, b"mine"))
        await pass_time(0.5)

    log = play_session(play, Setting(latency_s=0.25))
    assert log.pongs == [(b"mine", 0.75)]
    assert log.words == [("pong", b"not mine"), ("pong", b"mine")]


def test_a_silent_server_is_given_up() -> None:
    async def play(socket: WebSocket, server: Server, log: Log) -> None:
        socket.start()
        await pass_time(60)
        assert server.told() == [("ping", b"rtcli 1"), ("ping", b"rtcli 2")]

    mortem = play_session(play, Setting(Manner(ping_interval_s=10.0, ping_timeout_s=15.0))).mortems[0]
    assert (mortem.by, mortem.cause, mortem.pings_unanswered) == ("network", "ping-timeout", 2)
    assert (mortem.duration_s, mortem.code) == (25.0, None)


@pytest.mark.parametrize(
    ("manner", "told"),
    [
        (Manner(pong="off"), []),
        (Manner(pong="wrong"), [("pong", b">")]),
        (Manner(pong_delay_s=1.0), []),
    ],
)
def test_pongs_as_the_manner_has_them(manner: Manner, told: list[tuple[str, bytes]]) -> None:
    async def play(socket: WebSocket, server: Server, log: Log) -> None:
        socket.start()
        server.send(build_frame(9, b"?"))
        await pass_time()
        assert server.told() == told
        await pass_time(2)
        assert server.told() == [("pong", b"?")] * bool(manner.pong_delay_s)
        socket.manner = Manner()
        assert socket.manner == Manner()
        server.send(build_frame(9, b"!"))
        socket.pong(b"unasked")
        await pass_time()
        assert server.told() == [("pong", b"unasked"), ("pong", b"!")]

    play_session(play, Setting(manner))


def test_a_late_pong_is_not_sent_after_a_close() -> None:
    async def play(socket: WebSocket, server: Server, log: Log) -> None:
        socket.start()
        server.send(build_frame(9, b"?"), BYE)
        await pass_time(0.9)
        assert server.told() == [close(1000)]

    play_session(play, Setting(Manner(pong_delay_s=0.1)))


# In and out


def test_nothing_is_heard_before_the_start() -> None:
    async def play(socket: WebSocket, server: Server, log: Log) -> None:
        server.send(build_frame(1, b"third"))
        await pass_time()
        assert log.items == []
        socket.start()
        await pass_time()

    rest = build_frame(1, b"first") + build_frame(1, b"second") + build_frame(1, b"x")[:2]
    log = play_session(play, Setting(rest=rest[:-2]))
    assert log.words == [b"first", b"second", b"third"]


def test_what_is_answered_to_one_read_is_one_write() -> None:
    writes: list[bytes] = []

    async def play(socket: WebSocket, server: Server, log: Log) -> None:
        def answer(items: list[Heard]) -> None:
            for item in items:
                if isinstance(item, Bulk):
                    socket.send_all(item.payloads, item.opcode)

        log.then = answer
        socket._link.tap = lambda direction, _t_s, data: writes.append(data) if direction == "out" else None
        socket.start()
        server.send(HELLO * 3, build_frame(9, b"?"), build_frame(2, b"x"))
        await pass_time()
        assert server.told() == [("pong", b"?"), *[("text", b"hello")] * 3, ("binary", b"x")]
        assert len(writes) == 1

    assert play_session(play, Setting(wants=Wants(bulk=True))).words == [[b"hello"] * 3, ("ping", b"?"), [b"x"]]


def test_wants_may_change() -> None:
    async def play(socket: WebSocket, server: Server, log: Log) -> None:
        socket.start()
        for wants in (Wants(), Wants(frames=True, own=True), Wants(bulk=True), Wants(messages=False)):
            log.wants = wants
            socket.send(b"mine")
            server.send(HELLO)
            await pass_time()

    log = play_session(play)
    assert log.words == [b"hello", ("text", b"hello"), b"hello", [b"hello"]]
    assert [frame.payload for frame in log.own] == [b"mine"]


def test_a_peer_that_takes_nothing_is_felt() -> None:
    async def play(socket: WebSocket, server: Server, log: Log) -> None:
        socket.start()
        server.peer.pause()
        socket.send(bytes(1_000_000), 2)
        await pass_time()
        assert log.room == [False]
        server.peer.resume()
        await socket.drain()
        assert log.room == [False, True]
        await pass_time()
        assert [len(payload) for _, payload in server.told()] == [1_000_000]

    play_session(play)


def test_what_is_not_read_waits() -> None:
    async def play(socket: WebSocket, server: Server, log: Log) -> None:
        socket.start()
        socket.ping()
        socket.pause()
        server.send(HELLO)
        await pass_time(100)
        assert log.items == []
        socket.resume()
        await pass_time()
        assert log.words == [b"hello"]
        server.send(build_frame(10, b"rtcli 1"))
        await pass_time(100)

    assert play_session(play, Setting(Manner(ping_timeout_s=5.0))).mortems[0].cause == "aborted"


def test_bytes_as_they_are() -> None:
    async def play(socket: WebSocket, server: Server, log: Log) -> None:
        socket.start()
        socket.send_raw(b"\xff\xff")
        await pass_time()
        assert bytes(server.peer.received) == b"\xff\xff"

    play_session(play)


def test_everything_is_counted_and_counts_go_on() -> None:
    stats = Stats()

    async def play(socket: WebSocket, server: Server, log: Log) -> None:
        assert socket.stats is stats
        socket.start()
        socket.send(b"four")
        socket.ping()
        await pass_time(1)
        server.send(HELLO * 3, build_frame(10, b"rtcli 1"))
        await pass_time(1)
        server.send(build_frame(2, Deflater().deflate(bytes(1000)), rsv=4), build_frame(9))
        await pass_time(1)
        server.send(build_frame(3))
        await pass_time(1)

    for _ in range(2):
        play_session(play, Setting(wants=Wants(bulk=True), deflate=DEFLATE, stats=stats))
    size = len(build_frame(2, Deflater().deflate(bytes(1000)), rsv=4))
    assert stats.received == Flow(messages=8, frames=14, bytes=2030, wire_bytes=2 * (21 + 9 + size + 2 + 2), control=4)
    assert (stats.sent.messages, stats.sent.frames, stats.sent.bytes, stats.sent.control) == (2, 8, 8, 6)
    assert (stats.rtt.course(), stats.gaps.course()) == ([1.0] * 2, [1.0] * 4)
    assert (stats.pings_received, stats.pings_unanswered) == (2, 0)
    assert stats.faults == {"frame.reserved-opcode": 2}
