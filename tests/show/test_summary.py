import pytest

from rtcli.show.look import Look
from rtcli.show.paint import Line, paint
from rtcli.show.summary import draw_summary
from rtcli.wire.reader import Tally

MIXED = Tally(
    frames={"text": 8, "binary": 2, "continuation": 1, "close": 1},
    messages=10,
    head_bytes=45,
    payload_bytes=70_000,
    faults={"frame.mask-mixed": 1, "close.one-byte": 1, "frame.reserved-bits": 4},
    rest_bytes=47,
)


def drawn(tally: Tally, width: int = 80) -> list[str]:
    return paint(draw_summary(tally, Look(width=width)), False).splitlines()


def test_figures_are_aligned_and_the_worst_faults_come_first() -> None:
    assert drawn(MIXED) == [
        "── sum " + "─" * 73,
        "frames        12  continuation 1 · text 8 · binary 2 · close 1",
        "messages      10",
        "bytes     70,092",
        "payload   70,000  bytes, 5,833.3 a frame",
        "overhead      45  bytes of headers, 0.1 % of the frames, 4.5 a message",
        "rest          47  bytes that are in no frame",
        "fail           4  frame.reserved-bits",
        "fail           1  close.one-byte",
        "warn           1  frame.mask-mixed",
        "6 faults (5 fail, 1 warn) in 12 frames",
    ]


def test_a_stream_without_messages_or_frames() -> None:
    assert drawn(Tally()) == [
        "── sum " + "─" * 73,
        "frames    0",
        "messages  0",
        "bytes     0",
        "payload   0  bytes, 0.0 a frame",
        "overhead  0  bytes of headers, 0.0 % of the frames",
        "no faults in 0 frames",
    ]


@pytest.mark.parametrize(
    ("tally", "verdict", "style"),
    [
        (Tally(frames={"text": 1}), "no faults in 1 frame", "level.ok"),
        (
            Tally(frames={"text": 1}, faults={"frame.truncated": 1}),
            "1 fault (1 fail) in 1 frame",
            "level.fail",
        ),
        (
            Tally(frames={"text": 1200}, faults={"frame.mask-mixed": 1, "no.such-rule": 1000}),
            "1,001 faults (1,000 fail, 1 warn) in 1,200 frames",
            "level.fail",
        ),
        (Tally(faults={"message.unfinished": 2}), "2 faults (2 warn) in 0 frames", "level.warn"),
    ],
)
def test_the_last_line_is_the_verdict(tally: Tally, verdict: str, style: str) -> None:
    last: Line = draw_summary(tally, Look())[-1]
    assert last == [(verdict, style)]


def test_a_narrow_look_folds_what_stands_beside_the_figures() -> None:
    lines = drawn(MIXED, 40)
    assert lines[1:3] == ["frames       12 continuation 1 · text 8", "                · binary 2 · close 1"]
    assert all(len(line) <= 40 for line in lines)
