"""A stream as the bytes of its body, in rows of hex with the borders of chunks or frames; talk on stderr."""

from collections.abc import Sequence

from rtcli.session.body import Piece
from rtcli.session.http import Response
from rtcli.show.look import Look as Page
from rtcli.show.paint import paint
from rtcli.show.stream_bytes import Border, Read, draw_read
from rtcli.talk.began import Began
from rtcli.talk.outlet import Sheet
from rtcli.talk.plan import Streams
from rtcli.talk.stream_lines import StreamTalk
from rtcli.talk.stream_teller import Return, StreamOutcome
from rtcli.talk.tail_plan import TailPlan
from rtcli.wire.fault import Fault
from rtcli.wire.sse import Value

DUMPED_BYTES = 1 << 20  # of a part, unless it is said how many


class RawStream:
    """See `StreamTeller`."""

    def __init__(self, plan: TailPlan, outlet: Sheet, streams: Streams, *, began: Began) -> None:
        look = plan.look
        self._outlet = outlet
        self._began = began
        self._colour = look.colour
        self._stamped = look.timestamps
        self._talk = StreamTalk(look, streams, began=began)
        self._page = Page(width=look.width, max_dump=DUMPED_BYTES if look.max_payload is None else look.max_payload)
        self._noun = "chunk"
        self._coded = False
        self._offset = 0

    def opened(self, response: Response, attempt: int, t_s: float) -> None:
        self._offset = 0
        self._noun = "DATA" if response.answer.http_version == "HTTP/2" else "chunk"
        self._coded = any(value.strip().lower() != "identity" for value in response.answer.get_all("Content-Encoding"))
        self._talk.opened(response)

    def arrived(self, values: Sequence[Value], piece: Piece) -> None:
        self._talk.passed(values)
        if not (piece.data or piece.chunks):
            return
        borders = [
            Border(chunk.body_offset, chunk.size, chunk.offset, chunk.extension.decode("latin-1"))
            for chunk in piece.chunks
        ]
        t_s = piece.t_s
        when = self._began.date(t_s) if self._stamped else f"{self._began.since_s(t_s):.3f} s"
        faults = [value for value in values if isinstance(value, Fault)]
        read = Read(when, self._offset, piece.data, borders, faults, piece.wire_bytes if self._coded else None)
        self._offset += len(piece.data)
        self._outlet.write(paint(draw_read(read, self._noun, self._page), self._colour).encode())

    def reconnecting(self, again: Return, t_s: float) -> None:
        self._talk.reconnecting(again)

    def note(self, text: str) -> None:
        self._talk.note(text)

    def end(self, outcome: StreamOutcome, t_s: float) -> None:
        self._talk.end(outcome, t_s)
