"""How wide and how much is drawn, and the grid that every row keeps to: a gutter, a gap, then what it is about."""

from dataclasses import dataclass, field
from functools import cached_property

from rtcli.show.cells import break_line, fold
from rtcli.show.paint import Line

NARROW = 60  # columns: below it gutter and gaps are as small as they can be
ROW_SIZES = (32, 16, 8, 4)  # bytes in a row of hex


@dataclass(frozen=True)  # not slotted: what follows from the width is worked out once
class Look:
    width: int = 80  # columns
    max_payload: int = 1024  # bytes of a payload shown as text
    max_dump: int = 256  # bytes of a payload shown as hex
    terse: bool = False  # one line a frame, and one a fault
    explained: set[str] = field(
        default_factory=set, compare=False
    )  # faults whose clause and cure have been said: it grows

    @cached_property
    def narrow(self) -> bool:
        return self.width < NARROW

    @cached_property
    def gutter(self) -> int:
        return 5 if self.narrow else 6

    @cached_property
    def gap(self) -> str:
        return " " if self.narrow else "  "

    @cached_property
    def room(self) -> int:
        """The columns to the right of gutter and gap."""
        return max(self.width - self.gutter - len(self.gap), 8)

    def row_size(self, offset: int, count: int) -> int:
        """How many bytes a row of hex has, for so many of them; short ones stay where narrower looks have them."""
        room = self.room - max(len(f"{offset + count:x}") - self.gutter, 0)
        sizes = ROW_SIZES if count > ROW_SIZES[1] else ROW_SIZES[1:]
        return next((size for size in sizes if hex_columns(size) + len(self.gap) + size <= room), sizes[-1])

    def offset(self, offset: int) -> str:
        """The gutter with an offset in it."""
        return f"{offset:04x}".rjust(self.gutter)

    def block(self, label: str, style: str, lines: list[Line]) -> list[Line]:
        """Lines beside a label in the gutter, cut wherever they are full."""
        rows = [row for line in lines for row in break_line(line, self.room)]
        starts = [(label.rjust(self.gutter), style)] + [(" " * self.gutter, "")] * (len(rows) - 1)
        return [[start, (self.gap, ""), *row] for start, row in zip(starts, rows, strict=False)]

    def prose(self, label: str, style: str, words: str) -> list[Line]:
        """Prose beside a label in the gutter, broken between words."""
        return self.block(label, style, [[(line, "")] for line in fold(words, self.room)])


def hex_columns(size: int) -> int:
    """How wide that many bytes are in hex: two digits and a space each, one more space after every eighth."""
    return 3 * size - 1 + (size - 1) // 8
