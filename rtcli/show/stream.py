"""What passes in an event stream to live lines: when, how long after the last event, type, id, size, data.

A batch becomes one text for one write; short plain data is put together by hand. Nothing leaves here unescaped.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rtcli.report.text import printable
from rtcli.show.amounts import amount, duration
from rtcli.show.http import RECEIVED
from rtcli.show.json_line import BRACKETS, paint_json
from rtcli.show.look import Look
from rtcli.show.paint import STARTS, STOP, paint
from rtcli.show.payload import draw_text
from rtcli.wire.quantity import format_duration
from rtcli.wire.sse import Comment, Event, Retry, Value

GAP_WIDTH = len("+123 ms")
TYPE_WIDTH = len("message")
ID_WIDTH = 4  # it grows with the ids that come, up to
ID_MOST = 24
SIZE_WIDTH = 7
TOGETHER = "+0"  # with the event before it, in one read


@dataclass(frozen=True)
class StreamPage:
    """How a stream looks."""

    page: Look = field(default_factory=Look)  # width and limits
    colour: bool = False
    began: datetime | None = None  # when the command began: lines then bear the time of day, else seconds since
    pretty: bool = False  # JSON and other text of several lines over several lines


class StreamLines:
    """The lines of one command; times are in seconds since it began."""

    def __init__(self, page: StreamPage) -> None:
        self._page = page
        self._id_width = ID_WIDTH
        self._type_width = TYPE_WIDTH
        self._dim, self._stop = (STARTS["dim"], STOP) if page.colour else ("", "")

    def batch(self, values: Sequence[Value], t_s: float, gap_s: float | None) -> str:
        """What one read brought; the gap stands before its first event."""
        parts: list[str] = []
        start, together = self._start(t_s, "" if gap_s is None else f"+{duration(gap_s)}"), self._start(t_s, TOGETHER)
        for value in values:
            if isinstance(value, Event):
                parts.append(start + self._event(value))
                start = together
            elif isinstance(value, Comment):
                parts.append(self._aside("comment", value.text, t_s))
            elif isinstance(value, Retry):
                parts.append(self._aside("retry", format_duration(value.retry_ms / 1000), t_s))
        return "".join(parts)

    def _event(self, event: Event) -> str:
        """The rest of its line, or where its data takes several that and they beneath it."""
        look, data = self._page.page, event.data
        kind, id = printable(event.type, ID_MOST), printable(event.id or "", ID_MOST)
        self._type_width = max(self._type_width, len(kind))
        self._id_width = max(self._id_width, len(id))
        head = (
            f"{kind:<{self._type_width}}{look.gap}{self._dim}{id:<{self._id_width}}{self._stop} "
            f"{event.size_bytes:>{SIZE_WIDTH},}"
        )
        if self._page.pretty and ("\n" in data or data.lstrip()[:1] in BRACKETS):
            raw = data.encode()
            return f"{head}\n{paint(draw_text(raw, look, length=len(raw)), self._page.colour)}"
        words = printable(data[: look.max_payload], None)
        if self._page.colour and words.startswith(BRACKETS):
            words = paint_json(words)
        left = len(data) - look.max_payload
        more = f" … {amount(left, 'more character')}" if left > 0 else ""
        return f"{head}{look.gap}{words}{more}\n"

    def _aside(self, kind: str, words: str, t_s: float) -> str:
        """A line of what is no event, dimmed."""
        text = printable(words[: self._page.page.max_payload], None)
        return f"{self._start(t_s, '')}{self._dim}{kind}{self._page.page.gap}{text}{self._stop}\n"

    def _start(self, t_s: float, gap: str) -> str:
        """The columns before the type."""
        if self._page.began is None:
            when = f"{t_s:>9.3f}"
        else:
            when = f"{self._page.began + timedelta(seconds=t_s):%H:%M:%S.%f}"[:-3]
        space = self._page.page.gap
        return paint([[RECEIVED, (f" {when}{space}{gap:>{GAP_WIDTH}}{space}", "dim")]], self._page.colour)[:-1]
