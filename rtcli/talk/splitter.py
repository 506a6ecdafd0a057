"""What comes from stdin, in whatever cuts, into the messages it stands for; the forms of one line are `input_forms`.

A line is a message, without its line feed; one that another system ended with CR LF loses both in text. The last line
counts without a line feed too, and an empty line is an empty message. A mistake is raised after what stood before it.
"""

from collections.abc import Iterator

from rtcli.errors import RtError
from rtcli.talk.input_forms import FORMS
from rtcli.talk.input_objects import Batch, Mistake
from rtcli.talk.plan import Input
from rtcli.wire.messages import LIMIT_BYTES

LINE_FEED = b"\n"


class Splitter:
    """Feed it, then say `end`; a batch is many messages of one kind."""

    def __init__(self, given: Input | None = None, *, limit_bytes: int = LIMIT_BYTES, name: str = "stdin") -> None:
        self.given = given = given or Input()
        self.limit_bytes = limit_bytes  # of one line
        self.where = f"input {name}"
        self.unit = "line" if given.separator == LINE_FEED else "message"
        self._read = FORMS.get(given.form)  # None: the bytes themselves are sent
        self._strip = given.form == "text" and given.separator == LINE_FEED
        self._done = 0  # lines
        self._begun: list[bytes] = []  # pieces of the line that has not ended
        self._begun_bytes = 0

    def feed(self, data: bytes) -> Iterator[Batch]:
        """The messages that end in these bytes."""
        if self._read is None and not self.given.one_shot:
            if data:
                yield Batch("frames", [data])
            return
        *ended, begun = [data] if self.given.one_shot else data.split(self.given.separator)
        if ended:
            self._begin(ended[0])
            ended[0] = self._take()
            if self._strip and (b"\r" in data or ended[0].endswith(b"\r")):
                ended = [line.removesuffix(b"\r") for line in ended]
            yield from self._batches(ended)
        self._begin(begun)

    def end(self) -> Iterator[Batch]:
        """The last message, which nothing has ended; where nothing came, there is none."""
        if self._begun_bytes:
            yield from self._batches([self._take()])

    def _begin(self, piece: bytes) -> None:
        self._begun.append(piece)
        self._begun_bytes += len(piece)
        if self._begun_bytes > self.limit_bytes:
            what = "it" if self.given.one_shot else f"{self.unit} {self._done + 1}"
            raise RtError(self.where, f"{what} is longer than {self.limit_bytes:,} bytes", "send it in parts")

    def _take(self) -> bytes:
        line = b"".join(self._begun)
        self._begun.clear()
        self._begun_bytes = 0
        return line

    def _batches(self, lines: list[bytes]) -> Iterator[Batch]:
        if self._read is None:
            yield Batch("frames", lines)
            return
        try:
            yield from self._read(lines)
        except Mistake as mistake:
            place = "" if self.given.one_shot else f"{self.unit} {self._done + mistake.index + 1}: "
            raise RtError(self.where, f"{place}{mistake}", mistake.fix) from mistake
        self._done += len(lines)
