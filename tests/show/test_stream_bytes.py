"""Reads as rows of hex, with the borders in them."""

import pytest

from rtcli.show.look import Look
from rtcli.show.paint import paint
from rtcli.show.stream_bytes import Border, Read, draw_read
from rtcli.wire.fault import Fault


def rows(read: Read, noun: str = "chunk") -> list[str]:
    """The lines without the rule, short of what is said on the right."""
    title, *lines = paint(draw_read(read, noun, Look()), False).splitlines()
    assert title.startswith("── read · ")
    return [line.strip() if "┄" in line else " ".join(line.split()[:-1]) for line in lines]


@pytest.mark.parametrize(
    ("read", "lines"),
    [
        (Read("1 s", 16, b"ab"), ["0010 61 62"]),
        (Read("1 s", 0, b"ab", [Border(0, 2, 0)]), ["┄┄ chunk of 2 bytes at 0 on the wire", "0000 61 62"]),
        (
            Read("1 s", 0, b"abc", [Border(1, 1, 7, ";x=\x1b"), Border(2, 9, 13)]),
            [
                "0000 61",
                "┄┄ chunk of 1 byte at 7 on the wire ;x=\\u001b",
                "0001 62",
                "┄┄ chunk of 9 bytes at 13 on the wire",
                "0002 63",
            ],
        ),
        (Read("1 s", 5, b"", [Border(5, 0, 20)]), ["┄┄ last chunk at 20 on the wire"]),
        (Read("1 s", 5, b"", [Border(5, 3, 20)]), ["┄┄ chunk of 3 bytes at 20 on the wire"]),
        (
            Read("1 s", 9, b"ab", [Border(40, 2, 0)], coded_bytes=2),
            ["┄┄ chunk of 2 bytes at 0 on the wire", "0009 61 62"],
        ),
    ],
)
def test_reads(read: Read, lines: list[str]) -> None:
    assert rows(read) == lines


def test_frames_are_called_by_their_name() -> None:
    assert rows(Read("1 s", 0, b"", [Border(0, 0, 9)]), "DATA") == ["┄┄ DATA of 0 bytes at 9 on the wire"]


def test_a_rule_says_when_and_what_is_wrong() -> None:
    read = Read("1.5 s", 0, b"ab", faults=[Fault("chunk.truncated", 0, "")], coded_bytes=30)
    title = paint(draw_read(read, "chunk", Look()), False).splitlines()[0]
    assert title.startswith("── read · 2 bytes · 1.5 s · decoded from 30 ──")
    assert title.endswith(" 1 fail ──")
