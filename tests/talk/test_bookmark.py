"""The last event id in a file: kept by stream, written whole, for nobody else to read."""

import json
import os
import stat
from pathlib import Path

import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.talk.bookmark import EVERY_S, SCHEMA, Bookmark
from tests import vloop

NAME = "http://example.com/events?token=***"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.json"


def write(path: Path, **ids: str) -> None:
    path.write_text(json.dumps({"schema": SCHEMA, "last_event_ids": ids}))


def read(path: Path) -> dict[str, str]:
    ids: dict[str, str] = json.loads(path.read_text())["last_event_ids"]
    return ids


def test_a_stream_goes_on_where_it_was_left(path: Path) -> None:
    async def leave() -> None:
        bookmark = Bookmark(str(path), NAME)
        assert bookmark.id == ""
        bookmark.note("4é2")
        assert not path.exists()
        bookmark.save()

    async def come_back() -> str:
        return Bookmark(str(path), NAME).id

    vloop.run(leave())
    assert vloop.run(come_back()) == "4é2"
    assert json.loads(path.read_text()) == {"schema": SCHEMA, "last_event_ids": {NAME: "4é2"}}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(path.parent) == [path.name]


def test_others_keep_theirs_also_if_they_wrote_meanwhile(path: Path) -> None:
    async def keep() -> None:
        write(path, other="1")
        bookmark = Bookmark(str(path), NAME)
        write(path, other="2")
        bookmark.note("7")
        bookmark.save()

    vloop.run(keep())
    assert read(path) == {"other": "2", NAME: "7"}


def test_what_has_not_changed_is_not_written(path: Path) -> None:
    async def keep() -> None:
        write(path, **{NAME: "7"})
        bookmark = Bookmark(str(path), NAME)
        path.unlink()
        bookmark.note("7")
        bookmark.save()

    vloop.run(keep())
    assert not path.exists()


def test_while_events_come_it_is_written_now_and_then(path: Path) -> None:
    import asyncio

    async def keep() -> list[str | None]:
        bookmark = Bookmark(str(path), NAME)
        seen = []
        for number in range(5):
            bookmark.note(str(number))
            seen.append(read(path)[NAME] if path.exists() else None)
            await asyncio.sleep(EVERY_S / 2)
        return seen

    assert vloop.run(keep()) == [None, None, "2", "2", "4"]


@pytest.mark.parametrize(
    "text", ["{", "[]", '"7"', "{}", '{"last_event_ids": ["7"]}', '{"last_event_ids": {"a": 7}}', "\xff"]
)
def test_another_file_is_left_alone(path: Path, text: str) -> None:
    path.write_text(text, "latin-1")

    async def look() -> None:
        Bookmark(str(path), NAME)

    with pytest.raises(RtError, match="holds no event ids") as raised:
        vloop.run(look())
    assert raised.value.exit is Exit.USAGE
    assert path.read_text("latin-1") == text


def test_an_empty_file_is_a_new_one(path: Path) -> None:
    path.touch()

    async def keep() -> None:
        bookmark = Bookmark(str(path), NAME)
        bookmark.note("7")
        bookmark.save()

    vloop.run(keep())
    assert read(path) == {NAME: "7"}


def test_a_folder_cannot_be_read(tmp_path: Path) -> None:
    async def look() -> None:
        Bookmark(str(tmp_path), NAME)

    with pytest.raises(RtError, match=r"input .*Is a directory"):
        vloop.run(look())


def test_a_place_that_cannot_be_written(tmp_path: Path, path: Path) -> None:
    async def nowhere() -> None:
        bookmark = Bookmark(str(tmp_path / "none" / "state.json"), NAME)
        bookmark.note("7")
        bookmark.save()

    async def in_the_way() -> None:
        bookmark = Bookmark(str(path), NAME)
        path.mkdir()
        bookmark.note("7")
        bookmark.save()

    with pytest.raises(RtError, match="output"):
        vloop.run(nowhere())
    with pytest.raises(RtError, match=r"input|output"):
        vloop.run(in_the_way())


def test_the_file_cannot_be_put_in_its_place(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_old: str, _new: str) -> None:
        raise PermissionError(13, "Permission denied")

    async def keep() -> None:
        bookmark = Bookmark(str(path), NAME)
        bookmark.note("7")
        monkeypatch.setattr(os, "replace", refuse)
        bookmark.save()

    with pytest.raises(RtError, match="output .*Permission denied"):
        vloop.run(keep())
