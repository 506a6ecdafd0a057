from pathlib import Path

import pytest

from tests import golden as tool


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tool, "FOLDER", tmp_path)
    monkeypatch.delenv("UPDATE_GOLDEN", raising=False)
    return tmp_path


def test_the_same_text_passes(folder: Path) -> None:
    (folder / "same.txt").write_bytes(b"caf\xc3\xa9\r\n")
    tool.golden("same.txt", "café\r\n")


def test_a_missing_file_fails_and_says_how_to_make_it() -> None:
    with pytest.raises(AssertionError, match="no tests/golden/new.txt: `make golden` writes it"):
        tool.golden("new.txt", "text")


def test_a_difference_is_a_readable_diff(folder: Path) -> None:
    (folder / "old.txt").write_text("one\ntwo\n")
    with pytest.raises(AssertionError) as failure:
        tool.golden("old.txt", "one\n\x1b[1mtwo\n")
    assert "-two\n+\\x1b[1mtwo" in str(failure.value)


def test_an_update_writes_the_file_and_its_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UPDATE_GOLDEN", "1")
    tool.golden("deep/new.txt", "text\n")
    assert (folder / "deep/new.txt").read_bytes() == b"text\n"
