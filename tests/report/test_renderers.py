import subprocess
import sys

import pytest
from hypothesis import given

from rtcli.report.model import Report
from rtcli.report.renderers import RENDERERS
from tests.report.samples import hostile_reports, judged, safe


@pytest.mark.parametrize("name", RENDERERS)
def test_each_ends_with_one_line_break_and_has_a_suffix(name: str) -> None:
    page = RENDERERS[name].render(judged())
    assert page.endswith("\n") and not page.endswith("\n\n")
    assert RENDERERS[name].suffix.startswith(".")


@pytest.mark.parametrize("name", RENDERERS)
@given(report=hostile_reports)
def test_none_lets_through_what_a_terminal_would_act_on(name: str, report: Report) -> None:
    assert safe(RENDERERS[name].render(judged(report)))


def test_the_table_alone_loads_no_renderer() -> None:
    code = "import sys, rtcli.report.renderers; print(*(name for name in sys.modules if name.startswith('rtcli')))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert sorted(loaded) == ["rtcli", "rtcli.report", "rtcli.report.renderers"]
