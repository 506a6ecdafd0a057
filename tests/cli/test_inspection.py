"""What an inspection writes, reports and raises; the bytes go in by hand, piece by piece."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from rtcli.cli import inspection, output
from rtcli.cli.inspection import AREAS, ONLY_WITH, Inspection, Wanted, runs
from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.report.model import Judged, Policy
from rtcli.report.rules import RULES
from rtcli.show.json_lines import JsonLines
from rtcli.wire.capture import Capture
from rtcli.wire.deflate import DeflateParameters
from rtcli.wire.fault import Fault
from rtcli.wire.frames import BINARY, CONTINUATION, PING, TEXT, Frame, build_frame
from rtcli.wire.messages import Message
from rtcli.wire.plain import Item
from rtcli.wire.reader import Reading, Rest, Tally
from tests.command import streams

HELLO = build_frame(TEXT, b"Hello")
MASKED = build_frame(TEXT, b"Hello", key=b"1234")
BAD = build_frame(3)
FAILED = RtError("input x", "broken off", kind="bad-input")
STOPPED = RtError("run", "interrupted", kind="interrupted", exit=Exit.INTERRUPTED)
GONE = RtError("output", "its reader went away", kind="closed-pipe", exit=Exit.CLOSED_PIPE)
REQUEST = b"GET /chat?token=abc HTTP/1.1\r\nHost: x\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
ANSWER = b"HTTP/1.1 101 Fine\nSec-WebSocket-Extensions: permessage-deflate\n\n"


class Names:
    """A view that names what it is given."""

    def batch(self, items: list[Item], origin: str | None) -> str:
        names = {Frame: "f", Message: "m", Fault: "!"}
        return f"{origin}: {''.join([names[type(item)] for item in items])}\n"

    def end(self, tally: Tally, rests: Sequence[Rest], exit_code: int, /) -> str:
        return f"{sum(tally.frames.values())} frames, {len(rests)} rests, exit {exit_code}\n"


class Written(bytearray):
    """What came to stdout."""

    def write(self, data: bytes | str) -> None:
        self += data.encode() if isinstance(data, str) else data


@pytest.fixture
def out(monkeypatch: pytest.MonkeyPatch) -> Written:
    written = Written()
    output.begin([])
    monkeypatch.setattr(output, "write", written.write)
    return written


def inspect(*pieces: bytes, how: Reading | None = None, skip: int = 0, **settings: Any) -> Inspection:
    """An inspection that has taken these pieces."""
    settings = {"view": Names()} | settings
    done = Inspection(Capture(how, skip=skip), settings.pop("policy", Policy()), **settings)
    for piece in pieces:
        done.take(piece, None)
    return done


def test_what_a_piece_completes_is_written_at_once(out: Written) -> None:
    asked = inspect(HELLO[:3], how=Reading(messages=True))
    assert out == b""
    asked.take(HELLO[3:] + HELLO[:1], None)
    assert out == b"None: fm\n"
    asked.take(MASKED, "client")
    assert out == b"None: fm\nclient: fm\n"


def test_the_end_shows_what_it_broke_off_then_the_sum(out: Written) -> None:
    assert inspect(HELLO + b"\x81").finish("x") is Exit.FOUND
    assert out == b"None: f\nNone: !\n1 frames, 1 rests, exit 1\n"
    assert output.asked.ended


@pytest.mark.parametrize(
    ("data", "fail_on", "code"),
    [(HELLO, "note", 0), (BAD, "fail", 1), (BAD, "never", 0), (HELLO + MASKED, "fail", 0), (HELLO + MASKED, "warn", 1)],
)
def test_the_exit_code_is_that_of_the_policy(data: bytes, fail_on: Any, code: int, out: Written) -> None:
    assert inspect(data, policy=Policy(fail_on)).finish("x") == code
    assert out.endswith(b"exit %d\n" % code)


def test_a_sum_alone_shows_no_items(out: Written) -> None:
    inspect(BAD + HELLO, how=Reading(frames=False)).finish("x")
    assert out == b"2 frames, 0 rests, exit 1\n"


def test_without_a_view_nothing_is_written(out: Written) -> None:
    assert inspect(BAD + HELLO, view=None).finish("x") is Exit.FOUND
    assert out == b""
    assert not output.asked.ended


@pytest.mark.parametrize("json", [False, True])
@pytest.mark.parametrize(
    ("pieces", "error", "drawn", "lines"),
    [
        ((HELLO, b"\x81"), FAILED, "1 frames, 0 rests, exit 2\n", ""),
        ((HELLO, b"\x81"), STOPPED, "1 frames, 0 rests, exit 130\n", "1 frames, 0 rests, exit 130\n"),
        ((HELLO, b"\x81"), GONE, "", ""),
        ((b"\x81",), FAILED, "", ""),
        ((), FAILED, "", ""),
        ((), STOPPED, "", "0 frames, 0 rests, exit 130\n"),
    ],
)
def test_what_ends_it_early_is_raised_and_shown_for_what_it_is(
    pieces: tuple[bytes, ...], error: RtError, drawn: str, lines: str, json: bool, out: Written
) -> None:
    output.asked.json = json
    asked = inspect(*pieces)
    with pytest.raises(RtError) as raised:
        asked.finish("x", error)
    assert raised.value is error
    assert out.decode().removeprefix("None: f\n") == (lines if json else drawn)
    assert "frame.truncated" not in asked.capture.tally.faults, "it was broken off by us"


@pytest.mark.parametrize(
    ("data", "skip", "error"),
    [
        (HELLO, 100, "input x: --offset 100 leaves nothing of it"),
        (REQUEST + ANSWER, 0, "input x: nothing follows its handshake"),
    ],
)
def test_an_input_without_frames_is_an_error(data: bytes, skip: int, error: str, out: Written) -> None:
    with pytest.raises(RtError) as raised:
        inspect(data, skip=skip).finish("x")
    assert (str(raised.value), raised.value.kind, raised.value.exit) == (error, "empty-input", 2)
    assert raised.value.fix
    assert out == b""


def test_a_handshake_is_said_without_its_secrets_and_with_its_faults() -> None:
    with streams() as (_out, err):
        output.begin([])
        asked = inspect(REQUEST, ANSWER + HELLO)
        asked.take(HELLO, None)
        asked.finish("x")
    said = err.taken().decode().splitlines()
    assert said[:3] == [
        "handshake: GET /chat?token=*** HTTP/1.1, permessage-deflate",
        "handshake: HTTP/1.1 101 Fine, permessage-deflate",
        "handshake: warn http.bare-lf: 3 of 3 lines end in LF without CR",
    ]
    assert "handshake: fail handshake.upgrade-missing: no Upgrade field" in said
    assert len(set(said)) == len(said)


def report(tmp_path: Path, *pieces: bytes, error: RtError | None = None, **settings: Any) -> Any:
    """The report as JSON of an inspection that has taken these pieces."""
    file = tmp_path / "report.json"
    asked = inspect(*pieces, reports=[("json", str(file))], **settings)
    try:
        asked.finish("x", error)
    except RtError:
        assert error
    return json.loads(file.read_text())


@pytest.mark.usefixtures("out")
class TestReports:
    def test_a_fault_is_a_finding_with_its_place_and_its_header(self, tmp_path: Path) -> None:
        document = report(tmp_path, HELLO + BAD)
        (broken,) = [finding for finding in document["findings"] if not finding["ok"]]
        assert broken == {
            "code": "frame.reserved-opcode",
            "verdict": "fail",
            "ok": False,
            "says": "opcode is 0x3",
            "seen": ["header 83 00"],
            "offset": 7,
        }
        assert document["target"] == "x"
        assert document["facts"] == {"frames": {"text": 1, "reserved-3": 1}, "messages": 1, "rest_bytes": 0}
        assert document["exit_code"] == 1

    def test_a_message_tells_nothing_that_its_frames_have_not(self, tmp_path: Path) -> None:
        document = report(tmp_path, build_frame(TEXT, b"\xff"), how=Reading(messages=True))
        assert sum(finding["code"] == "message.bad-utf8" for finding in document["findings"]) == 1

    def test_a_fault_without_a_frame_has_no_header(self, tmp_path: Path) -> None:
        document = report(tmp_path, b"HTTP/1.1 502 Bad Gateway\r\n\r\n")
        (broken,) = [finding for finding in document["findings"] if not finding["ok"]]
        assert (broken["code"], broken["offset"], broken["seen"]) == ("frame.not-websocket", 0, [])

    def test_of_many_faults_the_first_are_told_and_the_rest_counted(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(inspection, "MOST_TOLD", 2)
        document = report(tmp_path, BAD * 3, BAD * 2)
        broken = [finding["says"] for finding in document["findings"] if not finding["ok"]]
        assert broken == ["opcode is 0x3", "opcode is 0x3", "3 times more"]

    @pytest.mark.parametrize(
        ("how", "left_out"),
        [
            (Reading(), {"client", "server", "deflate"}),
            (Reading(origin="client"), {"server", None, "deflate"}),
            (Reading(origin="server", deflate=DeflateParameters()), {"client", None}),
        ],
    )
    def test_a_rule_is_kept_only_where_it_could_be_broken(
        self, tmp_path: Path, how: Reading, left_out: set[str | None]
    ) -> None:
        data = MASKED if how.origin == "client" else HELLO
        kept = {finding["code"]: finding["says"] for finding in report(tmp_path, data, how=how)["findings"]}
        assert set(kept.values()) == {"not seen in 1 frame"}
        judged = {code for code in RULES if code.partition(".")[0] in AREAS}
        assert judged - kept.keys() == {code for code, needs in ONLY_WITH.items() if needs in left_out}

    def test_nothing_is_kept_where_the_input_was_not_read_to_its_end(self, tmp_path: Path) -> None:
        document = report(tmp_path, HELLO + BAD, error=FAILED)
        assert [finding["code"] for finding in document["findings"]] == ["frame.reserved-opcode"]
        assert document["error"]["says"] == "input x: broken off"
        assert document["exit_code"] == 2

    def test_it_is_written_also_where_nobody_reads_on(self, tmp_path: Path) -> None:
        assert report(tmp_path, HELLO, error=GONE)["error"]["kind"] == "closed-pipe"

    def test_one_that_cannot_be_written_is_an_error_and_the_sum_still_comes(self, tmp_path: Path, out: Written) -> None:
        asked = inspect(HELLO, reports=[("json", str(tmp_path))])
        with pytest.raises(RtError, match="Is a directory"):
            asked.finish("x")
        assert out == b"None: f\n1 frames, 0 rests, exit 2\n"

    def test_what_ended_it_early_comes_before_that(self, tmp_path: Path) -> None:
        asked = inspect(HELLO, reports=[("json", str(tmp_path))])
        with pytest.raises(RtError) as raised:
            asked.finish("x", STOPPED)
        assert raised.value is STOPPED


def test_a_judgement_needs_no_report() -> None:
    judged: Judged = inspect(BAD * 2, view=None).judged("x", None)
    assert [verdict.finding.says for verdict in judged.verdicts if verdict.fails] == ["2 times more"]


FRAMES = {opcode: Frame(0, bytes((0x80 | opcode, 0)), b"") for opcode in (CONTINUATION, TEXT, BINARY, PING, 3, 11)}
WHOLE = Message(0, "server", TEXT, b"", 0, 0, 1, False, True, ())
ITEMS: list[Item] = [*FRAMES.values(), WHOLE]
FAULT = Fault("frame.truncated", 0, "x")


@pytest.mark.parametrize(
    ("kinds", "shown"),
    [
        ([TEXT], [FRAMES[TEXT], WHOLE]),
        ([PING, CONTINUATION], [FRAMES[CONTINUATION], FRAMES[PING]]),
        (["reserved"], [FRAMES[3], FRAMES[11]]),
        ([3], [FRAMES[3]]),
        (["messages"], [WHOLE]),
        (["faults"], []),
        ([BINARY, "messages"], [FRAMES[BINARY], WHOLE]),
    ],
)
def test_only_what_is_wanted(kinds: list[int | str], shown: list[Item]) -> None:
    wanted = Wanted(kinds)
    assert [item for item in ITEMS if wanted(item)] == shown
    assert wanted(FAULT), "what is in no frame is of any kind"


def test_whatever_is_at_fault_can_be_wanted() -> None:
    wanted = Wanted(["faults"])
    assert wanted(Frame(0, b"\x81\x00", b"", (FAULT,)))
    assert wanted(Message(0, "server", TEXT, b"", 0, 0, 1, False, True, (FAULT,)))


@pytest.mark.parametrize("count", [0, 1, 999, 1000, 1001, 2500])
def test_no_run_is_long_and_none_parts_a_message_from_its_frame(count: int) -> None:
    pair: list[Item] = [FRAMES[TEXT], WHOLE]
    items = [FRAMES[PING], *pair * count]
    parts = list(runs(items))
    assert sum(parts, []) == items
    assert all(len(part) <= inspection.AT_ONCE + 1 and not isinstance(part[0], Message) for part in parts)


def test_any_number_of_frames_is_written_bit_by_bit(out: Written) -> None:
    inspect(build_frame(TEXT) * 5000, view=JsonLines()).finish("x")
    documents = [json.loads(line) for line in out.splitlines()]
    assert [document["index"] for document in documents[:-1]] == list(range(5000))
    assert documents[-1]["frames"] == 5000
