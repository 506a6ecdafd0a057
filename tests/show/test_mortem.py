from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.report.closes import close_of
from rtcli.show.mortem import CAUSES, close_words, code_words, draw_mortem, in_order
from rtcli.show.paint import STYLES, paint
from rtcli.wire.fault import Fault


@dataclass(frozen=True)
class Mortem:
    by: str = "server"
    code: int | None = 1000
    reason: str = ""
    clean: bool = True
    cause: str = "close"
    silence_in_s: float = 0.5
    silence_out_s: float = 1.0
    pings_unanswered: int = 0
    half_frame_bytes: int = 0
    faults: tuple[Fault, ...] = ()
    duration_s: float = 61.2


BROKEN = Mortem("server", None, clean=False, cause="fin")
PASSED = "* last byte received 500 ms before, sent 1.00 s before"


def drawn(mortem: Mortem) -> list[str]:
    return paint(draw_mortem(mortem), False).splitlines()


@pytest.mark.parametrize(
    ("mortem", "rows"),
    [
        (Mortem(), ["* closed by the server: 1000 normal closure"]),
        (Mortem("client", 1001), ["* closed by us: 1001 going away"]),
        (Mortem(code=1005), ["* closed by the server without a code"]),
        (Mortem(code=None), ["* closed by the server without a code"]),
        (
            Mortem(code=1008, reason='"bye"\x1b[31m'),
            ['* closed by the server: 1008 policy violation ""bye"\\u001b[31m"', f"* hint: {close_of(1008).cure}"],
        ),
        (Mortem(code=4321), ["* closed by the server: 4321 for private use", f"* hint: {close_of(4321).cure}"]),
    ],
)
def test_a_close_takes_a_line_and_a_hint_where_it_means_trouble(mortem: Mortem, rows: list[str]) -> None:
    assert drawn(mortem) == rows


@pytest.mark.parametrize(
    ("mortem", "rows"),
    [
        (
            BROKEN,
            [
                "* broken off after 61.2 s: the other side ended TCP (FIN) without a close frame",
                PASSED,
                f"* hint: {close_of(1006).cure}",
            ],
        ),
        (
            Mortem("network", None, "", False, "reset", 60.0, 61.0, 2, 37),
            [
                "* broken off after 61.2 s: the connection was reset (RST) without a close frame",
                "* last byte received 60.0 s before, sent 61.0 s before; 2 pings unanswered; 37 bytes of a "
                "frame that never was complete",
                "* hint: nothing passed for 60.0 s: a limit on idle links is likely, and --ping-interval keeps it away",
            ],
        ),
        (
            Mortem("network", 1008, "bye", False, "close"),
            [
                '* broken off after 61.2 s: the close handshake was not finished in order: 1008 policy violation "bye"',
                PASSED,
                f"* hint: {close_of(1008).cure}",
            ],
        ),
        (
            Mortem("client", None, "", False, "aborted"),
            ["* broken off after 61.2 s: we ended it without a close handshake", PASSED],
        ),
        (Mortem(clean=False, cause="eclipse"), ["* broken off after 61.2 s: eclipse: 1000 normal closure", PASSED]),
    ],
)
def test_a_break_says_what_ended_it_and_what_was_going_on(mortem: Mortem, rows: list[str]) -> None:
    assert drawn(mortem)[: len(rows)] == rows


@pytest.mark.parametrize("cause", [cause for cause, (_, cure) in CAUSES.items() if cure])
def test_causes_that_have_a_cure_of_their_own(cause: str) -> None:
    what, cure = CAUSES[cause]
    rows = drawn(Mortem("network", None, clean=False, cause=cause))
    assert rows == [f"* broken off after 61.2 s: {what}", PASSED, f"* hint: {cure}"]


def test_a_protocol_error_names_its_fault() -> None:
    faults = (Fault("frame.masked-by-server", 1, "MASK is 1"), Fault("frame.masked-by-server", 9, "MASK is 1"))
    assert drawn(Mortem("client", 1002, "", False, "protocol-error", faults=faults)) == [
        "* broken off after 61.2 s: we ended it because of a protocol error: frame.masked-by-server, MASK is 1",
        PASSED,
        "* hint: rtcli explain frame.masked-by-server tells more; --lenient goes on",
    ]
    assert drawn(Mortem("client", 1009, "", False, "protocol-error"))[0].endswith("error: 1009 message too big")
    assert drawn(Mortem(clean=False, cause="fin", faults=faults))[1] == f"{PASSED}; seen before: frame.masked-by-server"


@pytest.mark.parametrize(
    ("mortem", "is_in_order"),
    [
        (Mortem(), True),
        (Mortem(code=1005), True),
        (Mortem(code=1011), False),
        (BROKEN, False),
        (Mortem(clean=False), False),
    ],
)
def test_what_is_in_order(mortem: Mortem, is_in_order: bool) -> None:
    assert in_order(mortem) is is_in_order


@pytest.mark.parametrize(
    ("code", "reason", "words"),
    [(None, "x", ""), (1005, "", ""), (1001, "", "1001 going away"), (3000, "no", '3000 unauthorized "no"')],
)
def test_a_code_in_words(code: int | None, reason: str, words: str) -> None:
    assert code_words(code, reason) == words


@given(st.integers(0, 65535) | st.none(), st.text(max_size=60), st.sampled_from(sorted(CAUSES)), st.booleans())
def test_no_reason_comes_out_raw(code: int | None, reason: str, cause: str, clean: bool) -> None:
    mortem = Mortem("moon", code, reason, clean, cause)
    assert close_words(mortem).isprintable()
    for line in draw_mortem(mortem):
        assert all(text.isprintable() and style in STYLES for text, style in line)
