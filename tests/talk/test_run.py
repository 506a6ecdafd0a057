"""Plans carried out from the first connection to the exit code, against a server of a few lines."""

import asyncio
import json
import os
import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.lab.embedded import running
from rtcli.net.way import Way
from rtcli.session.asked import Asked
from rtcli.talk.bare import BareTeller
from rtcli.talk.plan import Ends, Expect, Input, Look, Plan, Send, Stay, Streams
from rtcli.talk.run import run
from rtcli.wire.expr import compile_expression
from rtcli.wire.url import parse_target
from tests.talk.scene import NOBODY_THERE, Came, Scene, Visit, clock, echoing, silent

ABC = "a", "b", "c", "d", "e"


def failures(came: Came) -> str:
    return "\n".join(came.warnings)


def test_a_pipe_is_sent_drained_and_closed(scene: Scene) -> None:
    came = scene.play(echoing, input=Input(), stdin=b"one\ntwo\n")
    assert (came.exit, came.lines) == (Exit.OK, ["one", "two"])
    assert came.heard == [("text", "one"), ("text", "two"), ("close", "1000")]
    assert 2.0 <= came.ended_s < 2.1


def test_answers_that_come_late_put_the_end_off(scene: Scene) -> None:
    came = scene.play(clock(1.5, most=3), input=Input(), stdin=b"go\n")
    assert (came.exit, came.lines) == (Exit.OK, ["1", "2", "3"])
    assert 6.5 <= came.ended_s < 6.6


def test_without_input_it_listens_until_the_server_closes(scene: Scene) -> None:
    async def says_and_closes(visit: Visit) -> None:
        await asyncio.sleep(3600)
        visit.say("at last")
        visit.close(1000)

    came = scene.play(says_and_closes)
    assert (came.exit, came.lines, came.heard) == (Exit.OK, ["at last"], [("close", "1000")])


@pytest.mark.parametrize(
    "code, exit_code",
    [(1000, Exit.OK), (1001, Exit.OK), (None, Exit.OK), (1008, Exit.FOUND), (1011, Exit.FOUND), (4000, Exit.FOUND)],
)
def test_the_close_code_is_the_exit_code(scene: Scene, code: int | None, exit_code: Exit) -> None:
    async def closes(visit: Visit) -> None:
        visit.close(code)

    assert scene.play(closes).exit is exit_code


def test_a_lost_connection_is_no_clean_end(scene: Scene) -> None:
    async def drops(visit: Visit) -> None:
        visit.say("so far")
        visit.peer.close()

    async def resets(visit: Visit) -> None:
        await asyncio.sleep(1)
        visit.peer.reset()

    came = scene.play(drops)
    assert (came.exit, came.lines) == (Exit.FOUND, ["so far"])
    assert scene.play(resets).exit is Exit.FOUND


@pytest.mark.parametrize("ends", [Ends(max_messages=3), Ends(until=compile_expression("text == c"))])
@pytest.mark.parametrize("look", [Look(), Look(filter=compile_expression("text != zero")), Look(frames=True)])
def test_no_message_is_shown_behind_the_last_that_was_asked_for(scene: Scene, ends: Ends, look: Look) -> None:
    async def says_five(visit: Visit) -> None:
        visit.say(*ABC)

    came = scene.play(says_five, ends=ends, look=look)
    assert (came.exit, came.lines, came.heard) == (Exit.OK, ["a", "b", "c"], [("close", "1000")])


def test_messages_that_are_hidden_do_not_count(scene: Scene) -> None:
    look, ends = Look(filter=compile_expression("text =~ /[ce]/")), Ends(max_messages=2)

    async def says_five(visit: Visit) -> None:
        visit.say(*ABC)

    came = scene.play(says_five, ends=ends, look=look)
    assert (came.exit, came.lines) == (Exit.OK, ["c", "e"])


@pytest.mark.parametrize(
    "ends, says",
    [
        (Ends(max_messages=2), "error: expected 2 messages; 1 came before the end: 2s of silence, as --drain has it"),
        (Ends(until=compile_expression("text == y")), "error: expected a message that passes text == y"),
    ],
)
def test_what_was_asked_for_and_did_not_come_is_said(scene: Scene, ends: Ends, says: str) -> None:
    came = scene.play(echoing, input=Input(), stdin=b"x\n", ends=ends)
    assert (came.exit, came.lines) == (Exit.FOUND, ["x"])
    assert says in failures(came)


def test_a_time_limit_closes_an_open_session(scene: Scene) -> None:
    came = scene.play(clock(1.0), ends=Ends(max_time_s=2.5))
    assert (came.exit, came.lines, came.heard) == (Exit.OK, ["1", "2"], [("close", "1000")])
    assert 2.5 <= came.ended_s < 2.6


def test_a_time_limit_leaves_expectations_unmet(scene: Scene) -> None:
    came = scene.play(silent, ends=Ends(max_time_s=2.5), steps=(Expect("x", 9.0),))
    assert came.exit is Exit.FOUND
    assert "expected x, which did not come before the end: the time that -m allows" in failures(came)


def test_a_time_limit_before_the_opening_is_an_error(scene: Scene) -> None:
    scene.opening_s = 60.0
    came = scene.play(silent, ends=Ends(max_time_s=2.5))
    assert isinstance(came.error, RtError)
    assert (came.error.exit, came.error.kind, came.error.curl_code) == (Exit.UNREACHED, "time-limit", 28)
    assert came.ended_s == 2.5


@pytest.mark.parametrize("stay", [Stay(), Stay(reconnect=True)])
def test_a_first_connection_that_fails_is_an_error_at_once(scene: Scene, stay: Stay) -> None:
    scene.refusals = [NOBODY_THERE]
    came = scene.play(silent, stay=stay)
    assert (came.error, came.ended_s) == (NOBODY_THERE, 0.0)


def test_a_mistake_in_the_input_closes_the_session_and_is_raised(scene: Scene) -> None:
    came = scene.play(silent, input=Input("hex"), stdin=b"6869\nxyz\n")
    assert isinstance(came.error, RtError)
    assert (came.error.stage, came.error.exit) == ("input", Exit.USAGE)
    assert came.heard == [("binary", "hi"), ("close", "1000")]


def test_a_mistake_in_an_expectation_is_said_before_anything_opens(scene: Scene) -> None:
    came = scene.play(silent, steps=(Expect("/(/"),))
    assert isinstance(came.error, RtError)
    assert (came.error.exit, came.visits) == (Exit.USAGE, [])


def test_the_last_line_of_json_has_the_exit_code(scene: Scene) -> None:
    came = scene.play(silent, steps=(Send(b"x"), Expect("y", 1.0)), look=Look(json=True))
    last = json.loads(came.lines[-1])
    assert came.exit is Exit.FOUND
    assert (last["type"], last["exit_code"]) == ("end", 1)


def test_an_echo_sends_everything_back_with_its_type(scene: Scene) -> None:
    async def drives(visit: Visit) -> None:
        visit.say("a", "b")
        visit.say("\x01\x02", opcode=2)
        visit.say("c")
        while len(visit.heard) < 4:
            await visit.hear()
        visit.close(1000)

    came = scene.play(drives, echo=True, input=Input(), stdin=b"not read")
    assert came.exit is Exit.OK
    assert came.heard == [("text", "a"), ("text", "b"), ("binary", "\x01\x02"), ("text", "c"), ("close", "1000")]


# Signals


@pytest.fixture
def heeded() -> Iterator[None]:
    """Ctrl-C as it is in a shell's foreground, wherever the tests run."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    assert signal.signal(signal.SIGINT, before) is signal.default_int_handler


def interrupting(number: int, *, after_s: tuple[float, ...], answers: bool = True) -> Any:
    async def act(visit: Visit) -> None:
        for delay_s in after_s:
            await asyncio.sleep(delay_s)
            os.kill(os.getpid(), number)
        while not answers:
            await asyncio.sleep(1)

    return act


@pytest.mark.usefixtures("heeded")
@pytest.mark.parametrize("number, code", [(signal.SIGINT, Exit.INTERRUPTED), (signal.SIGTERM, Exit.TERMINATED)])
def test_a_signal_closes_the_session(scene: Scene, number: int, code: Exit) -> None:
    came = scene.play(interrupting(number, after_s=(1.0,)), ends=Ends(max_messages=1))
    assert (came.exit, came.heard, came.warnings) == (code, [("close", "1000")], [])
    assert 1.0 <= came.ended_s < 1.1


@pytest.mark.usefixtures("heeded")
def test_a_second_one_does_not_wait_for_the_server(scene: Scene) -> None:
    came = scene.play(interrupting(signal.SIGINT, after_s=(1.0, 0.5), answers=False))
    assert came.exit is Exit.INTERRUPTED
    assert 1.5 <= came.ended_s < 1.6


@pytest.mark.usefixtures("heeded")
def test_a_signal_ends_an_opening(scene: Scene) -> None:
    scene.opening_s = 60.0
    asked = lambda: asyncio.get_running_loop().call_later(1.0, os.kill, os.getpid(), signal.SIGINT)  # noqa: E731
    came = scene.play(silent, asked=asked)
    assert (came.exit, came.ended_s) == (Exit.INTERRUPTED, 1.0)


# The output


def test_a_reader_that_has_left_ends_it_quietly(scene: Scene) -> None:
    read_end, write_end = os.pipe()

    async def speaks(visit: Visit) -> None:
        visit.say("one")
        os.close(read_end)

    came = scene.play(speaks, stdout=write_end)
    os.close(write_end)
    assert isinstance(came.error, BrokenPipeError)
    assert (came.heard, came.warnings) == ([("close", "1000")], [])


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_ends_it(scene: Scene) -> None:
    with open("/dev/full", "wb") as full:
        came = scene.play(clock(1.0), stdout=full.fileno())
    assert isinstance(came.error, OSError)
    assert came.heard == [("close", "1000")]


@pytest.mark.usefixtures("heeded")
def test_a_reader_that_takes_nothing_is_waited_for_until_somebody_asks_again(scene: Scene) -> None:
    read_end, write_end = os.pipe()

    async def floods(visit: Visit) -> None:
        visit.say(*["x" * 30_000] * 10)
        visit.close(1000)
        for _ in range(2):
            await asyncio.sleep(60)
            os.kill(os.getpid(), signal.SIGINT)

    came = scene.play(floods, stdout=write_end)
    os.close(read_end)
    os.close(write_end)
    assert (came.error, came.exit, came.ended_s) == (None, Exit.INTERRUPTED, 60.0)


@pytest.mark.usefixtures("heeded")
def test_who_asks_twice_waits_for_no_reader_either(scene: Scene) -> None:
    read_end, write_end = os.pipe()

    async def floods(visit: Visit) -> None:
        visit.say(*["x" * 30_000] * 100)
        await interrupting(signal.SIGINT, after_s=(60.0, 1.0), answers=False)(visit)

    came = scene.play(floods, stdout=write_end)
    os.close(read_end)
    os.close(write_end)
    assert (came.error, came.exit, came.ended_s) == (None, Exit.INTERRUPTED, 61.0)


def test_a_bug_is_raised_and_not_only_logged(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def heard(*_args: object) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr(BareTeller, "heard", heard)
    came = scene.play(clock(1.0))
    assert isinstance(came.error, ZeroDivisionError)


# Over real sockets


@pytest.fixture(scope="module")
def lab() -> Iterator[str]:
    with running() as (host, port):
        yield f"ws://{host}:{port}"


def over_sockets(url: str, out: Path, **plan: Any) -> tuple[Exit, bytes]:
    given: dict[str, Any] = {"asked": lambda: Asked(parse_target(url)), "way": Way(environment={})}
    with out.open("wb") as file:
        code = asyncio.run(run(Plan(**given | plan), Streams(stdin=-1, stdout=file.fileno())))
    return code, out.read_bytes()


def test_the_lab_answers(lab: str, tmp_path: Path) -> None:
    steps = Send("grüße".encode()), Expect("grüße"), Send(b"\x00\xff", binary=True), Expect("/\x00/")
    assert over_sockets(f"{lab}/echo", tmp_path / "out", steps=steps) == (Exit.OK, "grüße\n".encode() + b"\x00\xff\n")


def test_a_flood_is_cut_to_the_message(lab: str, tmp_path: Path) -> None:
    code, out = over_sockets(f"{lab}/flood?size=20", tmp_path / "out", ends=Ends(max_messages=12_345))
    assert (code, out.count(b"\n"), len(out)) == (Exit.OK, 12_345, 12_345 * 21)


@pytest.mark.parametrize(
    "route, code",
    [
        ("close", Exit.OK),
        ("close?code=1008", Exit.FOUND),
        ("ws/rst?after=1ms", Exit.FOUND),
        ("ws/fin?after=1ms", Exit.FOUND),
        ("ws/masked", Exit.FOUND),
        ("flood?count=1000", Exit.OK),
    ],
)
def test_endings_over_sockets(lab: str, tmp_path: Path, route: str, code: Exit) -> None:
    assert over_sockets(f"{lab}/{route}", tmp_path / "out")[0] is code


def test_a_look_up_that_hangs_yields_to_a_time_limit(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    goes_on = threading.Event()

    def hang(*given: Any) -> None:
        if not given[-1] & socket.AI_NUMERICHOST:
            goes_on.wait(60)
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    with pytest.raises(RtError) as raised:
        over_sockets("ws://hung.test", tmp_path / "out", ends=Ends(max_time_s=0.01))
    goes_on.set()
    assert (raised.value.kind, raised.value.exit) == ("time-limit", Exit.UNREACHED)
