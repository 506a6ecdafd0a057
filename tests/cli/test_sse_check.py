"""The command as a whole: what it prints, writes and ends with."""

import json
from pathlib import Path

import pytest

from rtcli.lab.embedded import running
from rtcli.report.rules import RULES
from tests.command import cli
from tests.golden import golden

IDS = "lab:sse/ids?every=10ms"


def check(target: str, *argv: str) -> tuple[int, dict[str, str]]:
    """The exit code, and the verdict of each code."""
    ran = cli("sse", "check", target, "--for", "300ms", "--json", *argv)
    (document,) = ran.documents
    assert document["exit_code"] == ran.code
    return ran.code, {finding["code"]: finding["verdict"] for finding in document["findings"]}


def test_the_help_page() -> None:
    golden("cli/help-sse-check.txt", cli("sse", "check", "--help").out)


def test_an_honest_stream_is_told_in_words() -> None:
    ran = cli("sse", "check", IDS, "--for", "300ms")
    assert (ran.code, ran.err) == (0, "")
    assert "ok    stream.status" in ran.out
    assert "\n1 note, 19 ok in " in ran.out


def test_json_is_one_report_with_what_was_measured() -> None:
    ran = cli("sse", "check", IDS, "--for", "300ms", "--json")
    (document,) = ran.documents
    assert (document["type"], document["schema"], document["target"]) == ("report", "rtcli/report/1", "lab:sse/ids")
    assert document["started_at"].endswith("+00:00") and 0.3 <= document["elapsed_s"] < 30
    facts = document["facts"]
    assert (facts["status"], facts["http_version"], facts["second"]["purpose"]) == (200, "HTTP/1.1", "resume")
    assert facts["events"] >= 1


def test_reports_go_where_they_are_to(tmp_path: Path) -> None:
    saved = tmp_path / "saved.json"
    ran = cli("sse", "check", IDS, "--for", "100ms", "--report", "tap", "--report", f"json={saved}")
    assert ran.out.startswith("TAP version")
    assert json.loads(saved.read_text())["target"] == "lab:sse/ids"


@pytest.mark.parametrize(
    ("argv", "code", "verdict"),
    [
        ((), 0, "warn"),
        (("--fail-on", "warn"), 1, "warn"),
        (("--level", "stream.resume-anew=fail"), 1, "fail"),
        (("--level", "stream.*=ignore"), 5, "ignored"),
    ],
)
def test_what_counts_is_up_to_whoever_asks(argv: tuple[str, ...], code: int, verdict: str) -> None:
    ended, verdicts = check("lab:sse/ignores-last-id?every=1ms", *argv)
    assert (ended, verdicts["stream.resume-anew"]) == (code, verdict)


def test_what_could_not_be_told_is_no_pass() -> None:
    assert check("lab:sse/no-ids?every=1ms")[0] == 4
    code, verdicts = check("lab:sse/no-ids?every=1ms", "--no-resume")
    assert code == 0 and "stream.resume-anew" not in verdicts


def test_a_post_is_not_sent_twice() -> None:
    code, verdicts = check("lab:sse/post?pace=1ms", "-d", "one two")
    assert code == 0 and "stream.resume-anew" not in verdicts


def test_what_is_no_stream_fails() -> None:
    assert check("lab:sse/404") == (1, {"stream.status": "fail"})


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (("--origin", "https://app.example"), "stream.cors-mismatch"),
        (("-H", "Origin: https://app.example"), "stream.cors-mismatch"),
        (("--origin", "https://elsewhere.example", "-b", "a=1"), "stream.cors-credentials"),
        (("--origin", "https://elsewhere.example", "--with-credentials"), "stream.cors-credentials"),
    ],
)
def test_a_page_of_an_origin_asks(argv: tuple[str, ...], code: str) -> None:
    assert check("lab:sse/other-origin?every=1ms", *argv)[1][code] == "fail"


def test_an_origin_is_no_url() -> None:
    ran = cli("sse", "check", IDS, "--origin", "https://app.example/page")
    assert (ran.code, ran.out) == (2, "")
    assert "an origin is scheme, host and port" in ran.err


def test_a_pasted_line_says_what_the_flags_do_not() -> None:
    with running() as (host, port):
        line = f"curl http://{host}:{port}/sse/other-origin?every=1ms -H 'Origin: https://app.example'"
        assert check(line)[1]["stream.cors-mismatch"] == "fail"


def test_an_unknown_rule_is_a_mistake() -> None:
    assert cli("sse", "check", IDS, "--level", "stream.nonsense=fail").code == 2


def test_where_nothing_answers_there_is_an_error_and_its_report() -> None:
    ran = cli("sse", "check", "http://127.0.0.1:1/", "--report", "junit")
    assert ran.code == 3
    assert "<error" in ran.out
    assert ran.err.startswith("error: connect 127.0.0.1:1: ")
    ran = cli("sse", "check", "http://127.0.0.1:1/", "--json")
    assert (ran.code, [document["type"] for document in ran.documents]) == (3, ["error"])


def test_the_time_can_be_over_before_or_after_the_head() -> None:
    ran = cli("sse", "check", "lab:sse/held-head?first=1h", "-m", "100ms")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err == "error: run: --max-time 100ms is over\nhint: give it more time\n"
    ran = cli("sse", "check", "lab:sse/clock?every=10ms", "-m", "500ms")
    assert ran.code == 4
    assert "the look was broken off" in ran.out


def test_every_rule_of_the_area_is_explained() -> None:
    for code in RULES:
        if code.startswith("stream."):
            assert cli("explain", code).code == 0
