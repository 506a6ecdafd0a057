import re

import pytest
from hypothesis import given
from markdown_it import MarkdownIt

from rtcli.report.markdown import render
from rtcli.report.model import Finding, Report
from tests.golden import golden
from tests.report.samples import BROKEN_OFF, EMPTY, hostile_reports, judged, safe

OURS = {"", "h2", "h3", "p", "blockquote", "table", "thead", "tbody", "tr", "th", "td", "ul", "li"}


def test_the_page() -> None:
    golden("report/report.md", render(judged()))


def test_what_ended_the_run_stands_above_the_table() -> None:
    golden("report/broken-off.md", render(judged(BROKEN_OFF)))


def test_an_empty_report_says_so() -> None:
    assert render(judged(EMPTY)) == "## rtcli: nothing.bin\n\n**nothing was judged**\n"


@pytest.mark.parametrize(("count", "whole"), [(10, True), (5000, False)])
def test_a_page_has_an_end_and_says_what_it_leaves_out(count: int, whole: bool) -> None:
    findings = (Finding("frame.too-big", False, "\U0001f680" * 1000, ("y" * 1000,) * 9),) * count
    page = render(judged(Report("x", "0", findings)))
    assert len(page.encode()) < 2**20
    left_out = re.search(r"\| and (\d+) more \|", page)
    assert (left_out is None) == whole
    assert page.count("| fail |") == count - (int(left_out[1]) if left_out else 0)


@given(hostile_reports)
def test_a_reader_finds_our_markup_and_no_other(report: Report) -> None:
    page = render(judged(report))
    assert safe(page)
    tokens = MarkdownIt("commonmark").enable("table").parse(page)
    inside = [child for token in tokens for child in token.children or ()]
    assert {token.content for token in inside if token.type == "html_inline"} <= {"<br>"}
    assert {token.type for token in inside} <= {"text", "html_inline", "strong_open", "strong_close", "text_special"}
    assert {token.tag for token in tokens} <= OURS
    rows = sum(token.type == "tr_open" for token in tokens)
    assert rows == (len(report.findings) + 1 if report.findings else 0)
    assert sum(token.type in ("td_open", "th_open") for token in tokens) == 3 * rows
