"""How findings come about, and how they speak."""

import pytest

from rtcli.probe.examination import count, found, ms, unsure
from rtcli.report.model import Finding


def test_a_finding_is_broken_kept_or_unsure() -> None:
    assert found("a.b", "broken", "fine", "", "line") == Finding("a.b", False, "broken", ("line",))
    assert found("a.b", None, "fine", "line") == Finding("a.b", True, "fine")
    assert unsure("a.b", "why") == Finding("a.b", None, "why")


@pytest.mark.parametrize(
    ("seconds", "says"),
    [(0, "0 ms"), (0.0124, "12 ms"), (0.5, "500 ms"), (1, "1 s"), (2.046, "2.05 s"), (61.24, "61.2 s")],
)
def test_a_time_is_as_exact_as_it_need_be(seconds: float, says: str) -> None:
    assert ms(seconds) == says


def test_one_is_not_many() -> None:
    assert (count(1, "event"), count(1200, "event")) == ("1 event", "1,200 events")
