from hypothesis import given

from rtcli.report import markdown
from rtcli.report.github import KEPT, render, step_summary
from rtcli.report.model import Finding, Report
from tests.golden import golden
from tests.report.samples import BROKEN_OFF, EMPTY, FATAL, REPORT, hostile_reports, judged, safe


def test_the_annotations() -> None:
    golden("report/github.txt", render(judged()))


def test_the_summary_is_the_page_of_all_of_it() -> None:
    assert step_summary(judged()) == markdown.render(judged())


def test_a_run_that_broke_off_is_the_first_error() -> None:
    assert render(judged(BROKEN_OFF)).splitlines() == [
        "::error title=rtcli could not finish::tls chat.example:443: certificate expired 3 days ago"
        "%0Ahint: renew it, or look anyway with --insecure",
        "1 ok",
    ]
    assert "%0A" not in render(judged(FATAL))


def test_nothing_judged_is_an_error() -> None:
    assert render(judged(EMPTY)) == "::error title=rtcli::nothing was judged\nnothing was judged\n"


def test_ten_of_each_and_the_rest_is_counted() -> None:
    codes = ["sse.unknown-field"] * 12 + ["sse.bad-utf8"] * 11 + ["frame.too-big"] * 13
    many = Report("x", "0", tuple(Finding(code, False, str(number)) for number, code in enumerate(codes)))
    *lines, total = render(judged(many)).splitlines()
    kinds = [line.split(" ")[0] for line in lines]
    assert kinds == ["::error"] * KEPT + ["::warning"] * KEPT + ["::notice"] * KEPT
    assert total == "13 failures, 11 warnings, 12 notes; 6 more in the step summary"


def test_what_divides_a_command_is_escaped() -> None:
    report = Report("x", "0", (Finding("a:b,c%", False, "100%\nof ::it, all"),))
    assert render(judged(report)).splitlines()[0] == "::warning title=a%3Ab%2Cc%25::100%25\\nof ::it, all"


@given(hostile_reports)
def test_no_command_but_ours(report: Report) -> None:
    text = render(judged(report))
    assert safe(text)
    *lines, total, end = text.split("\n")
    assert end == "" and not total.lstrip().startswith("::")
    for line in lines:
        _, command, message = line.split("::", 2)
        kind, title = command.split(" title=", 1)
        assert kind in ("error", "warning", "notice")
        assert "," not in title and ":" not in title


def test_the_most_severe_comes_first() -> None:
    kinds = [line.split(" ")[0] for line in render(judged(REPORT)).splitlines()]
    assert kinds[:-1] == ["::error", "::error", "::warning", "::notice"]
