"""The text of an input in parts that its form may be read in, each with its line and column, so that an error can name
its place. UTF-8 and UTF-16 with a byte order mark come out as UTF-8; what word processors do to ASCII is undone."""

import codecs
import re
from collections.abc import Callable, Iterator

from rtcli.errors import RtError
from rtcli.intake.feed import BLOCK_BYTES, Feed
from rtcli.intake.forms import KNOWN_FORMS

PART_BYTES = 64 * 1024  # a line longer than this is read in parts where its form allows it
UNBROKEN_BYTES = 4 * BLOCK_BYTES  # and where it does not, this is the most that is kept in memory
CONTROLS = bytes([*range(9), *range(14, 32), 127])  # not in text, but in nearly every frame
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
TYPOGRAPHY = str.maketrans(
    dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f", " ")
    | dict.fromkeys("\u200b\u2060\ufeff", "")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
    | dict.fromkeys("\u201c\u201d", '"')
    | dict.fromkeys("\u2018\u2019", "'")
    | {"\u00b7": "."}  # Wireshark's sign for a byte that cannot be printed
)


def as_text(head: bytes, ended: bool) -> bytes | None:
    """The head as UTF-8 text, or None where it is not text; ``ended`` says that it is all there is."""
    encoding = _encoding(head)
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(head, ended)
    except UnicodeDecodeError:
        return None
    plain = text.translate(TYPOGRAPHY).encode()
    foreign = encoding == "utf-16" and not plain.isascii()
    return None if foreign or plain.translate(None, CONTROLS) != plain else plain


def line_end(window: bytes) -> int:
    """Where the last complete line ends."""
    return window.rfind(b"\n") + 1


class Text:
    def __init__(self, feed: Feed, *, verbatim: bool = False) -> None:
        """``verbatim`` leaves typographic characters alone: in a literal they are content."""
        self.feed = feed
        self.ended = False
        self.window = b""  # come, and not used yet
        self.line, self.column = 1, 1  # of the window's first character
        self._blocks = _plain_blocks(feed, None if verbatim else TYPOGRAPHY)

    def more(self) -> bool:
        """Widen the window by one block; False at the end of the text, and when the window is wide enough."""
        if len(self.window) > UNBROKEN_BYTES:
            return False
        block = next(self._blocks, None)
        if block is None:
            self.ended = True
            return False
        self.window += block
        return True

    def use(self, size: int) -> None:
        """Move on by so many bytes."""
        self.line, self.column = self.place(size)
        self.window = self.window[size:]

    def parts(self, cut: Callable[[bytes], int]) -> Iterator[bytes]:
        """The text in parts that end where ``cut`` allows it, 0 meaning nowhere yet. While a part is out, it is the
        start of the window."""
        while self.window or not self.ended:
            size = len(self.window) if self.ended else cut(self.window)
            if size:
                yield self.window[:size]
                self.use(size)
            elif len(self.window) > UNBROKEN_BYTES:
                raise self.wrong(0, f"over {UNBROKEN_BYTES >> 20} MiB without a line end")
            if not self.ended:
                self.more()

    def search(self, start: re.Pattern[bytes]) -> re.Match[bytes] | None:
        """Look on, line by line, for where something starts; what comes before it stays in the window."""
        seen = 0
        while True:
            whole = self.ended or len(self.window) > PART_BYTES
            end = len(self.window) if whole else line_end(self.window)
            found = start.search(self.window[:end]) if whole or end > seen else None
            if found or whole:
                return found
            seen = end
            self.more()

    def lines(self, part: bytes) -> Iterator[tuple[int, bytes]]:
        """The lines of the part that is out, each with its number."""
        return enumerate(part.replace(b"\r\n", b"\n").split(b"\n"), self.line)

    def place(self, at: int) -> tuple[int, int]:
        """Line and column of the window's byte ``at``, counted from 1."""
        lines = self.window.count(b"\n", 0, at)
        if not lines:
            return self.line, self.column + _characters(self.window[:at])
        return self.line + lines, 1 + _characters(self.window[self.window.rfind(b"\n", 0, at) + 1 : at])

    def wrong(self, at: int, why: str, fix: str = "") -> RtError:
        return self.wrong_at(*self.place(at), why, fix)

    def wrong_at(self, line: int, column: int, why: str, fix: str = "") -> RtError:
        return RtError(f"{self.feed.name} line {line} column {column}", why, fix or KNOWN_FORMS)


def _encoding(head: bytes) -> str:
    return "utf-16" if head.startswith(UTF16_MARKS) else "utf-8-sig"


def _plain_blocks(feed: Feed, typography: dict[int, str] | None) -> Iterator[bytes]:
    """The blocks as UTF-8 without a byte order mark, bytes that are not UTF-8 left as they are."""
    encoding = _encoding(feed.peek(4))
    errors = "replace" if encoding == "utf-16" else "surrogateescape"
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    for block in feed.blocks():
        if encoding != "utf-16" and block.isascii() and not decoder.getstate()[0]:
            yield block  # the usual case, at no cost
        else:
            yield _encoded(decoder.decode(block), typography)
    yield _encoded(decoder.decode(b"", True), typography)


def _encoded(text: str, typography: dict[int, str] | None) -> bytes:
    return (text.translate(typography) if typography else text).encode("utf-8", "surrogateescape")


def _characters(text: bytes) -> int:
    return len(text) if text.isascii() else len(text.decode("utf-8", "replace"))
