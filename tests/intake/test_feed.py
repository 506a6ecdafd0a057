import io
from typing import BinaryIO, cast

import pytest

from rtcli.errors import RtError
from rtcli.intake.feed import BLOCK_BYTES, NOTES_LIMIT, Feed, Piece
from tests.intake.reading import stream


class Broken:
    def read(self, size: int) -> bytes:
        raise OSError(5, "Input/output error")


class Pipe:
    """What a buffered reader has beside read, which would wait for all it is asked for."""

    def read1(self, size: int) -> bytes:
        return b""


def test_the_head_is_looked_at_and_still_given_out() -> None:
    feed = Feed(stream(b"ab", b"cd", b"ef"))
    assert (feed.peek(1), feed.ended) == (b"ab", False)
    assert feed.peek(3) == b"abcd"
    assert list(feed.blocks()) == [b"abcd", b"ef"]
    assert (feed.peek(1), feed.ended) == (b"", True)


def test_a_short_stream_ends_while_it_is_looked_at() -> None:
    feed = Feed(stream(b"a"))
    assert (feed.peek(4), feed.ended) == (b"a", True)
    assert list(feed.blocks()) == [b"a"]


def test_nothing_gives_nothing() -> None:
    assert list(Feed(io.BytesIO()).blocks()) == []


def test_what_is_there_is_taken_and_not_waited_for() -> None:
    assert Feed(cast(BinaryIO, Pipe())).peek(1) == b""


def test_only_a_file_is_known_not_to_wait() -> None:
    assert not Feed(io.BytesIO()).live
    assert Feed(stream()).live


def test_a_read_takes_no_more_than_a_block() -> None:
    feed = Feed(io.BytesIO(bytes(BLOCK_BYTES + 1)))
    assert [len(block) for block in feed.blocks()] == [BLOCK_BYTES, 1]


def test_a_stream_that_cannot_be_read_is_an_error_that_names_it() -> None:
    with pytest.raises(RtError, match="input a.bin: cannot be read: Input/output error") as raised:
        Feed(cast(BinaryIO, Broken()), "input a.bin").peek(1)
    assert raised.value.kind == "unreadable"


def test_a_note_is_said_once_and_notes_come_to_an_end() -> None:
    feed = Feed(stream())
    for number in range(100):
        feed.note(f"note {number // 2}")
    assert feed.notes[:2] == ["note 0", "note 1"]
    assert len(feed.notes) == NOTES_LIMIT + 1
    assert "more to say" in feed.notes[-1]


def test_a_piece_has_no_origin_unless_it_is_told() -> None:
    assert Piece(b"a") == (b"a", None)
