"""A session for machines: a line of JSON for whatever happens, in the schema `rtcli/ws-connect/1`, and nothing else.

Messages of text are put together from bytes, because millions of them pass here; all else goes through its document.
All of it is ASCII, so that nothing a peer sent reaches a terminal raw.
"""

import json
from collections.abc import Iterator, Sequence
from json.encoder import encode_basestring_ascii as quoted

from rtcli.report.text import printable
from rtcli.session.listener import Wants
from rtcli.session.opening import Opened
from rtcli.session.post_mortem import PostMortem
from rtcli.talk import documents
from rtcli.talk.began import Began
from rtcli.talk.message_document import Document, message_document
from rtcli.talk.outlet import Sheet
from rtcli.talk.plan import Look, Streams
from rtcli.talk.teller import Outcome
from rtcli.wire.expr import compile_path
from rtcli.wire.fault import Fault
from rtcli.wire.frames import PING, PONG, TEXT, Frame
from rtcli.wire.messages import LIMIT_BYTES, Message
from rtcli.wire.plain import Heard

START = b'{"type":"message","t_s":%s,"dir":"%s","opcode":1,"opcode_name":"text","length":'
REST = b'%d,"wire_length":%d,"frames":%d,"compressed":%s,"readable":true,"payload_cut":false,"text":%s,'
NO_BYTES = b'"payload_b64":null}\n'
WORDS = (b"false", b"true")

_encode = json.JSONEncoder(separators=(",", ":")).encode


class JsonTeller:
    """See `Teller`."""

    def __init__(self, look: Look, outlet: Sheet, streams: Streams, *, began: Began) -> None:
        self._look = look
        self._outlet = outlet
        self._streams = streams
        self._began = began
        self._path = compile_path(look.select, where="input --select") if look.select else None
        self._most = LIMIT_BYTES if look.max_payload is None else look.max_payload
        # of a message that is put together by hand
        self._quick_bytes = -1 if look.filter or look.select else self._most
        self._is_first = True  # the line that carries the schema
        self._frames = self._connections = 0
        self._rtts_s: dict[bytes, float] = {}  # by payload, of pongs that are about to be heard
        self.wants = Wants(frames=look.frames or look.verbose > 1, own=True)

    def opened(self, opened: Opened, t_s: float, attempt: int) -> None:
        self._connections += 1
        secrets = self._look.show_secrets
        self._event("open", t_s, documents.open_document(opened, self._began, attempt=attempt, show_secrets=secrets))

    def heard(self, items: Sequence[Heard], t_s: float) -> None:
        self._tell(items, "in", t_s)

    def said(self, items: Sequence[Heard], t_s: float) -> None:
        self._tell(items, "out", t_s)

    def ponged(self, payload: bytes, rtt_s: float, t_s: float) -> None:
        self._rtts_s[payload] = rtt_s

    def closed(self, mortem: PostMortem, t_s: float) -> None:
        self._event("close", t_s, documents.mortem_document(mortem))

    def reconnecting(self, attempt: int, delay_s: float, reason: str, t_s: float) -> None:
        self._event("reconnect", t_s, {"attempt": attempt, "delay_ms": round(delay_s * 1000, 3), "reason": reason})

    def note(self, text: str) -> None:
        self._streams.talk(f"* {printable(text, None)}")

    def end(self, outcome: Outcome, t_s: float) -> None:
        """The last line, unless an error makes one of its own."""
        if outcome.error is None:
            stats, mortem, failures, exit_code = outcome.stats, outcome.mortem, outcome.failures, int(outcome.exit)
            document = documents.end_document(stats, mortem, failures=failures, exit_code=exit_code)
            self._event("end", t_s, {"connections": self._connections, **document})

    def _tell(self, items: Sequence[Heard], direction: str, t_s: float) -> None:
        """The lines of what one read or one write held."""
        since_s = self._began.since_s(t_s)
        start = START % (repr(since_s).encode(), direction.encode())
        parts: list[bytes] = []
        for item in items:
            if type(item) is Message:
                _, _, opcode, payload, length, wire_length, frames, compressed, readable, _ = item
                if opcode == TEXT and readable and len(payload) == length <= self._quick_bytes and not self._is_first:
                    try:
                        text = quoted(payload.decode()).encode()
                    except UnicodeDecodeError:
                        pass
                    else:
                        sizes = length, wire_length, frames, WORDS[compressed]
                        parts += (start, REST % (*sizes, text), NO_BYTES)
                        continue
            parts += [self._line(document) for document in self._documents(item, direction, since_s)]
        self._outlet.write(b"".join(parts))

    def _documents(self, item: Heard, direction: str, since_s: float) -> Iterator[Document]:
        """Those of one item that pass the filter; faults do in any case."""
        matches = self._look.filter.matches if self._look.filter else _always
        if isinstance(item, Message):
            document = message_document(item, direction, t_s=since_s, max_payload=self._look.max_payload)
            if matches(document):
                yield document | ({} if self._path is None else {"selected": self._path.values(document) or []})
        elif isinstance(item, Fault):
            yield documents.fault_line(item, direction, t_s=since_s)
        else:
            assert isinstance(item, Frame)  # what comes in bulk is not wanted
            for document in self._frame_documents(item, direction, since_s):
                if matches(document):
                    yield document
            for fault in item.faults:
                yield documents.fault_line(fault, direction, t_s=since_s)

    def _frame_documents(self, frame: Frame, direction: str, since_s: float) -> Iterator[Document]:
        """The frame itself where frames are wanted, and a ping or a pong as such in any case."""
        if self.wants.frames:
            index, self._frames = self._frames, self._frames + 1
            yield documents.frame_line(frame, direction, t_s=since_s, index=index, max_payload=self._most)
        if frame.opcode in (PING, PONG):
            rtt_s = self._rtts_s.pop(frame.payload, None) if frame.opcode == PONG and direction == "in" else None
            yield documents.control_document(frame, direction, t_s=since_s, rtt_s=rtt_s)

    def _event(self, kind: str, t_s: float, document: Document) -> None:
        self._outlet.write(self._line({"type": kind, "t_s": self._began.since_s(t_s), **document}))

    def _line(self, document: Document) -> bytes:
        if self._is_first:
            self._is_first = False
            started_at = self._began.date(self._began.instant_s)
            document = {"type": document["type"], "schema": documents.SCHEMA, "started_at": started_at, **document}
        return _encode(document).encode() + b"\n"


def _always(_document: Document) -> bool:
    return True
