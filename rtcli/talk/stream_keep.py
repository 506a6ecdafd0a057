"""What passes in event streams, to a record: each exchange with its heads, and behind them the bytes of the bodies.

Of HTTP/1.1 they stand as they passed, chunks and all; of HTTP/2 only what DATA frames held, since what is around it
has the credentials of the heads in it.
"""

from collections.abc import Iterator, Sequence

from rtcli.session.http import HttpAnswer, Response
from rtcli.session.sse import NotAStream
from rtcli.talk.began import Began
from rtcli.talk.record_file import RecordFile
from rtcli.talk.stream_heads import exchanged
from rtcli.wire.http1 import HeadReader
from rtcli.wire.http2 import DATA, HEAD_BYTES, PREFACE, FrameHeadReader
from rtcli.wire.record import Direction

Passed = tuple[Direction, float, bytes]


class StreamRecorder(RecordFile):
    """`tap` sees the bytes of all connections; until one of them is a stream, they are held."""

    def __init__(self, path: str, began: Began, *, show_secrets: bool = False) -> None:
        super().__init__(path, began, show_secrets=show_secrets)
        self._held: list[Passed] = []
        self._bodies: dict[Direction, Body] | None = None  # of the stream that is open

    def tap(self, direction: Direction, t_s: float, data: bytes) -> None:
        if self._bodies is None:
            self._held.append((direction, t_s, data))
        else:
            self._keep_body(direction, t_s, data)

    def opened(self, response: Response, t_s: float) -> None:
        self._keep((*response.earlier, response.answer), t_s)

    def refused(self, error: NotAStream, t_s: float) -> None:
        """A server that answered something else leaves its answer."""
        self._keep((*error.earlier, *([error.answer] if error.answer else [])), t_s)
        self._bodies = None

    def closed(self, t_s: float) -> None:
        self.keep_bytes("in", t_s, b"")
        self._bodies = None

    def _keep(self, answers: Sequence[HttpAnswer], t_s: float) -> None:
        """These, and what belongs to each of what was held; requests that were not answered are not kept."""
        exchanges = [*[[] for _ in answers], *_exchanges(self._held)]
        self._held = []
        for answer, passed in zip(answers, exchanges[len(exchanges) - len(answers) :], strict=True):
            self.keep_exchange(exchanged(answer), t_s)
            kind = DataFrames if answer.http_version == "HTTP/2" else BehindHead
            self._bodies = {"in": kind(), "out": kind()}
            for each in passed:
                self._keep_body(*each)

    def _keep_body(self, direction: Direction, t_s: float, data: bytes) -> None:
        assert self._bodies is not None
        if body := self._bodies[direction].feed(data):
            self.keep_bytes(direction, t_s, body)


class BehindHead:
    """One direction of an HTTP/1.1 exchange without its head, and without those of status 1xx."""

    def __init__(self) -> None:
        self._reader: HeadReader | None = HeadReader()

    def feed(self, data: bytes) -> bytes:
        while self._reader is not None:
            head = self._reader.feed(data)
            if head is None:
                return b""
            data = self._reader.rest
            self._reader = HeadReader() if head.status is not None and head.status < 200 else None
        return data


class DataFrames:
    """What the DATA frames of one direction of an HTTP/2 connection hold."""

    def __init__(self) -> None:
        self._reader: FrameHeadReader | None = None
        self._offset = 0
        self._spans: list[tuple[int, int]] = []  # of data that is not all here

    def feed(self, data: bytes) -> bytes:
        if self._reader is None:
            self._reader = FrameHeadReader(preface=data.startswith(PREFACE[:3]))
        heads = [head for head in self._reader.feed(data).heads if head.type == DATA]
        self._spans += [(head.offset + HEAD_BYTES, head.offset + HEAD_BYTES + head.length) for head in heads]
        begun, self._offset = self._offset, self._offset + len(data)
        held = b"".join([data[max(start - begun, 0) : end - begun] for start, end in self._spans])
        self._spans = [(start, end) for start, end in self._spans if end > self._offset]
        return held


Body = BehindHead | DataFrames


def _exchanges(held: Sequence[Passed]) -> Iterator[list[Passed]]:
    """One after the other: a request follows an answer, or begins a connection of HTTP/2, where both pass at once."""
    exchange: list[Passed] = []
    is_http2 = has_answer = False
    for direction, t_s, data in held:
        begins = direction == "out" and (data.startswith(PREFACE) or (has_answer and not is_http2))
        if begins and exchange:
            yield exchange
            exchange = []
        if begins or not exchange:
            is_http2, has_answer = data.startswith(PREFACE), False
        has_answer = has_answer or direction == "in"
        exchange.append((direction, t_s, data))
    if exchange:
        yield exchange
