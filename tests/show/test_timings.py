import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.show.cells import line_cells
from rtcli.show.paint import STYLES, paint
from rtcli.show.timings import Phase, draw_waterfall, draw_waterfalls
from tests.golden import golden

REFUSED = "[::1]:8765: connection refused"
SECURE = "TLSv1.3 TLS_AES_256_GCM_SHA384, certificate of localhost"
OPENING: list[Phase] = [  # in the order in which they ended
    ("name", 5.0, 5.0123, "localhost: ::1, 127.0.0.1", True),
    ("connect", 5.0123, 5.02, REFUSED, False),
    ("connect", 5.016, 5.022, "127.0.0.1:8765", True),
    ("tls", 5.022, 5.07, SECURE, True),
    ("upgrade", 5.07, 5.075, "302", True),
]
SECOND: list[Phase] = [("connect", 5.08, 5.09, "", True), ("upgrade", 5.09, 5.1, "", False)]


@pytest.mark.parametrize("width", [30, 50, 80, 120])
def test_a_redirect_is_a_second_group(width: int) -> None:
    groups = [("ws://chat.example/old", OPENING), ("ws://chat.example/new?token=***", SECOND)]
    lines = draw_waterfalls(groups, width)
    assert all(line_cells(line) <= width for line in lines)
    golden(f"show/waterfall-{width}.txt", paint(lines, False))


def test_a_waterfall_has_its_colours() -> None:
    golden("show/waterfall-80-colour.txt", paint(draw_waterfall(OPENING, 80), True))


@pytest.mark.parametrize(
    ("spans", "rows"),
    [
        ([], []),
        (
            [("connect", 1.0, 1.0, "10.0.0.1:80", True)],
            ["connect  ▌                       0.00 ms  10.0.0.1:80", "total                            0.00 ms"],
        ),
        (
            [("connect", 0.0, 4.0, "", True), ("proxy", 4.0, 4.0, "", True)],
            [
                "connect  █████████████████████  4,000 ms",
                "proxy                        ▐      0 ms",
                "total                           4,000 ms",
            ],
        ),
    ],
)
def test_what_took_no_time_still_shows(spans: list[Phase], rows: list[str]) -> None:
    assert [row.rstrip() for row in paint(draw_waterfall(spans, 64), False).splitlines()] == rows


PHASES = st.tuples(
    st.sampled_from(("name", "connect", "proxy", "tls", "upgrade")),
    st.floats(0, 1e4),
    st.floats(0, 1e4),
    st.text(max_size=60),
    st.booleans(),
).map(lambda phase: (phase[0], min(phase[1:3]), max(phase[1:3]), *phase[3:]))


@given(st.lists(PHASES, max_size=6), st.text(max_size=30), st.integers(30, 150))
def test_whatever_was_timed_keeps_to_its_page(spans: list[Phase], title: str, width: int) -> None:
    for line in draw_waterfalls([(title, spans)], width):
        assert all(text.isprintable() and style in STYLES for text, style in line)
        assert line_cells(line) <= width
