from pathlib import Path

import pytest

from rtcli.cli import elsewhere
from rtcli.errors import RtError
from tests.command import streams


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("plain", b"plain"),
        ("", b""),
        ("@@all", b"@all"),
        ("a@@b", b"a@@b"),
        ("ü", "ü".encode()),
        ("\udcff", b"\xff"),
        ("@FILE", b"\xef\xbb\xbfin a file\r\n"),
        ("@env:SOME_NAME", b"in the environment"),
    ],
)
def test_a_value_is_itself_or_says_where_it_stands(
    value: str, found: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"\xef\xbb\xbfin a file\r\n")
    monkeypatch.setenv("SOME_NAME", "in the environment")
    assert elsewhere.content(value.replace("FILE", str(tmp_path / "file")), "--it") == found


def test_a_credential_is_a_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"\xef\xbb\xbf tok\xff \r\n")
    assert elsewhere.credential(f"@{tmp_path}/file", "--it") == " tok\udcff "
    assert elsewhere.text(f"@{tmp_path}/file", "--it") == " tok\udcff \r\n"


@pytest.mark.parametrize(
    ("value", "error", "fix"),
    [
        (
            "@/no/where",
            "input --it: /no/where: No such file or directory",
            "@ stands before the name of a file; for the text itself write @@/no/where",
        ),
        ("@env:NOT_THERE", "input --it: the environment has no variable NOT_THERE", "export it: export NOT_THERE=..."),
    ],
)
def test_what_is_not_there_is_an_error_with_a_hint(value: str, error: str, fix: str) -> None:
    with pytest.raises(RtError) as raised:
        elsewhere.content(value, "--it")
    assert (str(raised.value), raised.value.fix) == (error, fix)


def test_what_is_read_once_may_be_stdin() -> None:
    with streams(b"from stdin\n"):
        assert elsewhere.content_or_stdin("@-", "--data") == b"from stdin\n"
        assert elsewhere.content_or_stdin("@@-", "--data") == b"@-"
