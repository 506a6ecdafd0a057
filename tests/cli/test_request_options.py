"""The flags of a request over HTTP on the left, what is asked on the right."""

from pathlib import Path
from typing import Any

import pytest

from rtcli.session.request import Request
from tests.cli.planning import refused, tailed

FORM = ("Content-Type", "application/x-www-form-urlencoded")
JSON = ("Content-Type", "application/json")


def asked(*argv: str, **how: Any) -> Request:
    return tailed(*argv, **how)[0].request()


@pytest.mark.parametrize(
    ("argv", "method"),
    [
        ([], "GET"),
        (["-X", "PUT"], "PUT"),
        (["--request", "PATCH"], "PATCH"),
        (["-X", "QUERY", "-d", "x"], "QUERY"),
        (["-d", "x"], "POST"),
        (["-d", ""], "POST"),
        (["--json-body", "{}"], "POST"),
        (["-X", "GET", "-d", "x"], "GET"),
    ],
)
def test_a_body_asks_for_a_post_unless_it_is_said_otherwise(argv: list[str], method: str) -> None:
    assert asked(*argv).method == method


@pytest.mark.parametrize(
    ("argv", "body", "headers"),
    [
        (["-d", "a=1"], b"a=1", (FORM,)),
        (["-d", "a=1", "--data", "b=ü"], "a=1&b=ü".encode(), (FORM,)),
        (["-d", "@FILE"], b'{"from": "file"}\n', (FORM,)),
        (["-d", "@@FILE"], b"@FILE", (FORM,)),
        (["--data-binary", "@-"], b"from stdin\n", (FORM,)),
        (["-d", "@env:SOME_BODY"], b"of the environment", (FORM,)),
        (["--json-body", '{"a": 1}'], b'{"a": 1}', (JSON,)),
        (["--json-body", "@FILE"], b'{"from": "file"}\n', (JSON,)),
        (["-d", "{}", "-H", "content-type: text/x"], b"{}", (("content-type", "text/x"),)),
        (["-d", "{}", "-H", "Content-Type:"], b"{}", (("Content-Type", None),)),
        (["-d", "{}", "-H", "X: 1"], b"{}", (FORM, ("X", "1"))),
    ],
)
def test_a_body_and_what_is_said_of_its_type(
    argv: list[str],
    body: bytes,
    headers: tuple[tuple[str, str | None], ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "FILE").write_bytes(b'{"from": "file"}\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOME_BODY", "of the environment")
    found = asked(*argv, stdin=b"from stdin\n")
    assert (found.body, found.headers) == (body, headers)


def test_stdin_is_a_body_as_often_as_it_is_asked() -> None:
    plan, _ran = tailed("-d", "@-", stdin=b"once")
    assert plan.request().body == plan.request().body == b"once"


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["-L"], {}),
        (["--no-location"], {"redirects": 0}),
        (["--max-redirs", "3"], {"redirects": 3}),
        (["--http1.1"], {"http": "1.1"}),
        (["--http2"], {"http": "2"}),
        (["--http2-prior-knowledge"], {"http": "2"}),
        (["--http2", "--http1.1"], {"http": "1.1"}),
        (["--head-timeout", "10s"], {"head_timeout_s": 10.0}),
        (
            ["-u", "me:secret", "-b", "a=1", "-A", "mine/1"],
            {"user": "me:secret", "cookie": "a=1", "user_agent": "mine/1"},
        ),
        (["-A", ""], {"headers": (("User-Agent", None),)}),
        (["--oauth2-bearer", "tok"], {"headers": (("Authorization", "Bearer tok"),)}),
        (["--header-cmd", "echo X: 1"], {"headers": (("X", "1"),)}),
    ],
)
def test_a_flag_tells_what_is_asked(argv: list[str], told: dict[str, Any]) -> None:
    found = asked(*argv)
    assert found == Request(found.url, **told)


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["-X", "GET IT"], "invalid value for '-X' / '--request': 'GET IT' is no method"),
        (["-X", ""], "invalid value for '-X' / '--request': '' is no method"),
        (["-d", "x", "--json-body", "{}"], "give one of --data and --json-body"),
        (["--json-body", "{a: 1}"], "input --json-body: this is no JSON: Expecting property name"),
        (["--json-body", "\udcff"], "input --json-body: this is no JSON: 'utf-8' codec"),
        (["-d", "@/nowhere"], "input --data: /nowhere: No such file or directory"),
        (["--head-timeout", "soon"], "invalid value for '--head-timeout': 'soon' is not a duration"),
    ],
)
def test_what_cannot_be_sent_is_a_wrong_command_line(argv: list[str], says: str) -> None:
    assert refused(*argv, command="sse tail").startswith(f"error: {says}")
