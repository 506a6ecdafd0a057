import json
import os
import stat
from pathlib import Path

import pytest

from rtcli.report import github
from rtcli.report import json as saved_form
from rtcli.report.markdown import render as page
from rtcli.report.model import Finding, Report, judge
from rtcli.report.rules import RULES
from tests.command import cli
from tests.golden import golden
from tests.report.samples import REPORT, judged

SAVED = saved_form.render(judged()).encode()


def saved(*findings: Finding) -> bytes:
    return saved_form.render(judge(Report("x", "0", findings), RULES)).encode()


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "saved.json"
    path.write_bytes(SAVED)
    return str(path)


def test_its_help() -> None:
    golden("report/help.txt", cli("report", "--help").out)


def test_text_is_the_answer(file: str) -> None:
    ran = cli("report", file)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out == (Path(__file__).parents[1] / "golden/report/text.txt").read_text()
    assert cli("report", "-", stdin=SAVED) == ran


def test_at_a_terminal_it_is_coloured_and_as_wide_as_that(file: str) -> None:
    ran = cli("report", file, tty=True, columns=60)
    assert "\x1b[1;31mfail" in ran.out
    plain = cli("report", file, "--color", "never", tty=True, columns=60)
    assert "\x1b" not in plain.out
    assert max(map(len, plain.out.splitlines())) == 60


def test_colour_can_be_had_in_a_pipe(file: str) -> None:
    assert "\x1b[1;31mfail" in cli("report", file, "--color", "always").out


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ([], 1),
        (["--fail-on", "never"], 4),
        (["--level", "frame.*=note"], 4),
        (["--level", "frame.*=note", "--level", "resume.ids=ignore"], 0),
        (["--level", "frame.*=note", "--fail-on", "note"], 1),
        ([word for area in ("handshake", "frame", "sse", "resume") for word in ("--level", f"{area}.*=ignore")], 5),
    ],
)
def test_what_counts_is_asked_anew(file: str, options: list[str], code: int) -> None:
    assert cli("report", file, *options).code == code


def test_the_last_run_of_a_report_that_broke_off_counts_too() -> None:
    stopped = saved().replace(b'"error": null', b'"error": {"where": "dns x", "says": "", "kind": "", "exit_code": 3}')
    assert cli("report", "-", stdin=stopped).code == 3


def test_json_is_the_report_under_the_new_policy(file: str) -> None:
    ran = cli("report", file, "--json", "--fail-on", "never")
    (document,) = ran.documents
    assert document["policy"] == {"fail_on": "never", "levels": {}}
    assert (document["type"], document["exit_code"], ran.code) == ("report", 4, 4)
    assert document["findings"] == json.loads(SAVED)["findings"]


def test_reports_go_where_they_are_sent(file: str, tmp_path: Path) -> None:
    ran = cli("report", file, "--report", f"junit={tmp_path}/a.xml", "--report", f"json={tmp_path}/b.json")
    assert ran.out.startswith("ok    handshake.accept")
    assert (tmp_path / "a.xml").read_text().startswith("<?xml")
    assert (tmp_path / "b.json").read_bytes() == SAVED
    assert stat.S_IMODE(os.stat(tmp_path / "a.xml").st_mode) == 0o600


@pytest.mark.parametrize("target", ["tap", "tap=-"])
def test_one_sent_to_stdout_is_the_answer(file: str, target: str, tmp_path: Path) -> None:
    ran = cli("report", file, "--report", target, "--report", f"text={tmp_path}/t.txt", tty=True)
    assert ran.out.startswith("TAP version 14\n") and "1 warning" not in ran.out
    assert (tmp_path / "t.txt").read_text().endswith("1 skipped, 1 ok in 61.4 s\n")


def test_github_gets_its_summary_behind_what_stands_there(
    file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("# before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    assert cli("report", file, "--report", "github").out == github.render(judged())
    assert summary.read_text() == "# before\n" + page(judged())


def test_without_a_summary_file_github_gets_its_annotations(file: str) -> None:
    assert cli("report", file, "--report", "github").out == github.render(judged())


@pytest.mark.parametrize(
    ("argv", "stdin", "stage"),
    [
        (["report", "/nowhere/saved.json"], b"", "input /nowhere/saved.json: No such file or directory"),
        (["report", "/"], b"", "input /: Is a directory"),
        (["report", "-"], b"", "input -: not a saved report"),
        (["report", "-"], b"\xff\xff", "input -: not a saved report"),
        (["report"], b"", "missing argument"),
        (["report", "-", "--report", "html"], SAVED, "'html' is not one of"),
        (["report", "-", "--level", "frame.msked=note"], SAVED, "no rule is called 'frame.msked'"),
        (["report", "-", "--level", "frame=note"], SAVED, "no rule is called 'frame'"),
    ],
)
def test_what_is_wrong_with_the_command_line_is_two_lines(argv: list[str], stdin: bytes, stage: str) -> None:
    ran = cli(*argv, stdin=stdin)
    assert ran.code == 2 and ran.out == ""
    first, second = ran.err.splitlines()
    assert first.startswith("error: ") and stage in first
    assert second.startswith("hint: ")


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/nowhere/a.xml", "No such file or directory"),
        pytest.param(
            "/dev/full",
            "No space left on device",
            marks=pytest.mark.skipif(not os.path.exists("/dev/full"), reason="none"),
        ),
    ],
)
def test_a_file_that_cannot_be_written_does_not_take_the_answer_with_it(path: str, why: str) -> None:
    ran = cli("report", "-", "--report", f"junit={path}", stdin=SAVED)
    assert ran.code == 2 and ran.out.endswith("1 skipped, 1 ok in 61.4 s\n")
    assert ran.err.splitlines()[0] == f"error: output {path}: {why}"


def test_a_summary_that_cannot_be_written_is_said(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "/nowhere/summary.md")
    ran = cli("report", file, "--report", "github")
    assert ran.code == 2 and "output /nowhere/summary.md" in ran.err


def test_with_json_a_fatal_error_is_a_document_too() -> None:
    ran = cli("report", "--json", "-", stdin=b"{}")
    assert ran.documents[0]["type"] == "error" and ran.code == 2


def test_a_level_may_name_a_code_that_only_the_report_knows() -> None:
    newer = saved(Finding("future.thing", False, "x"))
    assert cli("report", "-", "--level", "future.thing=fail", stdin=newer).code == 1
    assert cli("report", "-", "--level", "future.*=note", stdin=newer).code == 0


def test_the_sample_has_a_finding_of_each_kind() -> None:
    assert {verdict.word for verdict in judged(REPORT).verdicts} == {"ok", "fail", "warn", "note", "skip"}
