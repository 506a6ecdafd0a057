"""Figures of several ways on the left, the page on the right."""

import pytest

from rtcli.show.comparison import WayFacts, draw_comparison
from rtcli.show.paint import paint
from tests.golden import golden

WAYS = (
    WayFacts("ws", 120, 120, 0.0021, 0.0105, 0.013, 0.003, 1, 1, 120, 3400, 0, 0.02),
    WayFacts("poll", 5, 4, -0.0004, 0.9, 1.2, 0.04, 3, 1, 4, 620, 480, 0.004),
    WayFacts("sse", 3, opening_s=0.01, requests=2, connections=2, counted=3, bytes_in=141, trouble="EOF \x1b[2J"),
    WayFacts("long-poll", trouble="connect example.com:80: refused"),
)
DOUBTS = ("all at once, each in a thread of its own; bytes are those above TLS",)


@pytest.mark.parametrize("width", [80, 40])
def test_the_page(width: int) -> None:
    golden(f"show/comparison-{width}.txt", paint(draw_comparison(WAYS, DOUBTS, width), False))


def test_one_way_is_one_column_however_narrow() -> None:
    lines = paint(draw_comparison(WAYS[:1], (), 10), False).splitlines()
    assert lines[1].split() == ["messages", "120"]
