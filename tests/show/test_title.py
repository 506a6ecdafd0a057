import pytest

from rtcli.show.look import Look
from rtcli.show.paint import Line, paint
from rtcli.show.title import draw_title
from rtcli.wire.fault import Fault

FAULTS = [Fault("frame.truncated", 0, ""), Fault("frame.mask-mixed", 0, ""), Fault("frame.truncated", 0, "")]


def title(width: int, *faults: Fault) -> str:
    line: Line = draw_title("frame 1", ("text", "head 2 + payload 5", "at 0"), faults, Look(width=width))
    return paint([line], False)[:-1]


@pytest.mark.parametrize(
    ("width", "faults", "drawn"),
    [
        (60, [], "── frame 1 · text · head 2 + payload 5 · at 0 ──────────────"),
        (61, FAULTS, "── frame 1 · text · head 2 + payload 5 ── 2 fail ── 1 warn ──"),
        (40, [], "── frame 1 · text · at 0 ───────────────"),
        (20, [], "── frame 1 · text ──"),
        (40, FAULTS, "── frame 1 · text ── 2 fail ── 1 warn ──"),
        (5, [], "── frame 1 ──"),
    ],
)
def test_a_rule_with_as_many_facts_as_fit(width: int, faults: list[Fault], drawn: str) -> None:
    assert title(width, *faults) == drawn


def test_the_badge_has_the_colours_of_its_levels() -> None:
    line = draw_title("frame 1", (), FAULTS, Look())
    assert line[-4:] == [(" 2 fail", "level.fail"), (" ──", "dim"), (" 1 warn", "level.warn"), (" ──", "dim")]
