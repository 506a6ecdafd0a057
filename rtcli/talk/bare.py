"""A session for a pipe: messages alone on stdout, a line each unless asked otherwise, and all talk on stderr.

What one read brought is one write; messages that came in bulk are joined without being looked at.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rtcli.session.listener import Wants
from rtcli.session.opening import Opened
from rtcli.session.post_mortem import PostMortem
from rtcli.talk.began import Began
from rtcli.talk.message_document import message_document
from rtcli.talk.outlet import Sheet
from rtcli.talk.plan import Look, Streams
from rtcli.talk.shapes import LARGE_BYTES, Shape
from rtcli.talk.talk_lines import TalkLines
from rtcli.talk.teller import Outcome
from rtcli.wire.messages import Message
from rtcli.wire.plain import Bulk, Heard

if TYPE_CHECKING:
    from rtcli.talk.template import Template


class BareTeller:
    """See `Teller`."""

    def __init__(self, look: Look, outlet: Sheet, streams: Streams, *, began: Began) -> None:
        self._outlet = outlet
        self._began = began
        self._lines = TalkLines(look, streams, began=began)
        self._filter = look.filter
        self._stamped = look.timestamps
        self._shape = Shape(look, terminal=outlet.terminal)
        self._template: Template | None = None
        if look.template is not None:
            from rtcli.talk.template import compile_template

            self._template = compile_template(look.template, terminal=outlet.terminal)
        frames = look.frames or look.verbose > 1
        bulk = not frames and self._filter is None and self._template is None
        self.wants = Wants(frames=frames, bulk=bulk, own=frames or look.control)

    def opened(self, opened: Opened, t_s: float, attempt: int) -> None:
        self._lines.opened(opened)

    def heard(self, items: Sequence[Heard], t_s: float) -> None:
        stamp = self._began.date(t_s).encode() + b"\t" if self._stamped else b""
        parts: list[bytes] = []
        for item in items:
            if isinstance(item, Bulk):
                parts += self._shape.write_all(item.opcode, item.payloads, stamp)
            elif isinstance(item, Message) and item.readable:
                parts.append(self._message(item, stamp, t_s))
        if parts and len(parts[0]) < LARGE_BYTES:
            parts = [b"".join(parts)]
        for part in parts:
            self._outlet.write(part)
        self._lines.passed(items, "server", t_s)

    def said(self, items: Sequence[Heard], t_s: float) -> None:
        self._lines.passed(items, "client", t_s)

    def ponged(self, payload: bytes, rtt_s: float, t_s: float) -> None:
        self._lines.ponged(payload, rtt_s)

    def closed(self, mortem: PostMortem, t_s: float) -> None:
        self._lines.closed(mortem)

    def reconnecting(self, attempt: int, delay_s: float, reason: str, t_s: float) -> None:
        self._lines.reconnecting(attempt, delay_s, reason)

    def note(self, text: str) -> None:
        self._lines.note(text)

    def end(self, outcome: Outcome, t_s: float) -> None:
        self._lines.end(outcome, t_s)

    def _message(self, message: Message, stamp: bytes, t_s: float) -> bytes:
        """What stands for it, if it passes the filter."""
        if self._filter is None and self._template is None:
            return self._shape.write(message.opcode, message.payload, stamp)
        record = message_document(message, "in", t_s=self._began.since_s(t_s))
        if self._filter is not None and not self._filter.matches(record):
            return b""
        if self._template is None:
            return self._shape.write(message.opcode, message.payload, stamp)
        text = self._shape.payload(message.opcode, message.payload).decode("utf-8", "surrogateescape")
        return stamp + self._template.write(record | {"time": self._began.date(t_s), "text": text})
