"""The flags of a request on the left, what is asked of the opening on the right."""

import getpass
from pathlib import Path
from typing import Any

import pytest

from rtcli.cli import request
from rtcli.errors import RtError
from rtcli.session.asked import Asked
from tests.cli.planning import planned, refused


def asked(*argv: str, **more: Any) -> Asked:
    return planned(*argv, **more).plan.asked()


@pytest.mark.parametrize(
    ("argv", "sent"),
    [
        ([], ()),
        (["-H", "X-One: 1", "-H", "x-one:2"], (("X-One", "1"), ("x-one", "2"))),
        (["-H", "Accept;"], (("Accept", ""),)),
        (["-H", "Origin:"], (("Origin", None),)),
        (["-H", "X: a: b ; c"], (("X", "a: b ; c"),)),
        (["-H", "@FILE", "-H", "Last: 3"], (("From-File", "1"), ("Other", "ü"), ("Last", "3"))),
        (["--header-cmd", "printf 'X-Now: %s\\n' then; echo more >&2"], (("X-Now", "then"),)),
        (["--oauth2-bearer", "tok"], (("Authorization", "Bearer tok"),)),
        (["--oauth2-bearer", "@env:SOME_TOKEN"], (("Authorization", "Bearer of the environment"),)),
        (["--host", "other.example"], (("Host", "other.example"),)),
        (["-A", ""], (("User-Agent", None),)),
    ],
)
def test_headers_are_sent_as_often_as_given(
    argv: list[str], sent: tuple[tuple[str, str], ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "headers").write_text("# mine\nFrom-File: 1\r\n\nOther:  ü \n", encoding="utf-8")
    monkeypatch.setenv("SOME_TOKEN", "of the environment")
    assert asked(*(word.replace("FILE", f"{tmp_path}/headers") for word in argv)).headers == sent


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["-A", "mine/1"], {"user_agent": "mine/1"}),
        (["-b", "a=1"], {"cookie": "a=1"}),
        (["-b", "a=1; b=2;", "--cookie", "c=3"], {"cookie": "a=1; b=2; c=3"}),
        (["-b", "FILE"], {"cookie": "a=1; b=2"}),
        (["-b", "@FILE", "-b", "c=3"], {"cookie": "a=1; b=2; c=3"}),
        (["-u", "me:secret"], {"user": "me:secret"}),
        (["--auth", "@FILE"], {"user": "a=1; b=2"}),
        (["-L"], {"redirects": 20}),
        (["-L", "--max-redirs", "3"], {"redirects": 3}),
        (["--max-redirects", "3"], {"redirects": 0}),
    ],
)
def test_a_flag_tells_what_is_asked(argv: list[str], told: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "cookies").write_text("a=1; b=2\n")
    found = asked(*(word.replace("FILE", f"{tmp_path}/cookies") for word in argv))
    assert found == Asked(found.url, **told)


def test_a_file_is_read_and_a_command_run_anew_for_each_connection(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("old\n")
    command = f"echo X-Count: $(wc -l < {tmp_path}/token)"
    plan = planned("--oauth2-bearer", f"@{tmp_path}/token", "--header-cmd", command).plan
    assert plan.asked().headers == (("X-Count", "1"), ("Authorization", "Bearer old"))
    (tmp_path / "token").write_text("\nnew\n")
    assert plan.asked().headers == (("X-Count", "2"), ("Authorization", "Bearer new"))


@pytest.mark.parametrize("written", ["no colon", ": no name", "two words: x", "X;: 1", "X-Ü: 1", ""])
def test_a_header_that_is_none_is_a_wrong_command_line(written: str) -> None:
    said = refused("-H", written)
    assert said.startswith(
        "error: invalid value for '--header': no header can be read in it\nhint: write 'Name: value'"
    )


@pytest.mark.parametrize(
    ("command", "why"),
    [("exit 3", "the command ended with exit code 3"), ("sleep 9", "the command did not end within")],
)
def test_a_command_that_fails_is_said(command: str, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request, "COMMAND_TIMEOUT_S", 0.01 if "sleep" in command else 60)
    with pytest.raises(RtError, match=f"input --header-cmd: {why}"):
        asked("--header-cmd", command)


def test_a_password_is_asked_for_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getpass", lambda prompt: f"typed at {prompt}")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert request.with_password("me") == "me:typed at password for me: "


def test_a_password_is_not_asked_of_nobody() -> None:
    said = refused("-u", "me")
    assert said.startswith("error: --user has no password, and nobody is there to be asked\nhint: write USER:PASSWORD")
