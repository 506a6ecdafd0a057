import io

import pytest
from hypothesis import given
from rich.console import Console

from rtcli.report import plain
from rtcli.report.console import draw
from rtcli.report.model import Judged, Report
from tests.golden import golden
from tests.report.samples import BROKEN_OFF, EMPTY, hostile_reports, judged, safe


def printed(report: Judged, *, width: int, color: bool = False) -> str:
    screen = io.StringIO()
    Console(file=screen, width=width, force_terminal=color, color_system="standard" if color else None).print(
        draw(report)
    )
    return screen.getvalue()


@pytest.mark.parametrize("width", [40, 80, 140])
def test_it_fits_its_terminal(width: int) -> None:
    text = printed(judged(), width=width)
    assert max(map(len, text.split("\n"))) <= width
    golden(f"report/console-{width}.txt", text)


@pytest.mark.parametrize("report", [None, BROKEN_OFF, EMPTY])
def test_it_has_the_words_of_the_plain_text(report: Report | None) -> None:
    given = judged(report) if report else judged()
    assert printed(given, width=300).split() == plain.render(given).split()


def test_colour_repeats_what_the_words_say() -> None:
    text = printed(judged(), width=80, color=True)
    for code, word in (("31", "fail"), ("33", "warn"), ("36", "note"), ("35", "skip"), ("32", "ok  ")):
        assert f"\x1b[1;{code}m{word}" in text


@given(hostile_reports)
def test_nothing_hostile_gets_through(report: Report) -> None:
    assert safe(printed(judged(report), width=80))
