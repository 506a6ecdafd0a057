"""What passes in a session to live lines: a gutter, when, what kind, how large, the payload; faults beneath.

A batch becomes one text for one write; short plain text is put together by hand. A payload is not cut to the width, so
that it can be copied as it came, but a frame's preview is; nothing leaves here unescaped.
"""

from base64 import b64encode
from codecs import utf_8_decode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import zip_longest

from rtcli.report.text import printable
from rtcli.show.amounts import amount, duration
from rtcli.show.cells import cut, line_cells
from rtcli.show.faults import draw_faults
from rtcli.show.frame import PREVIEW_BYTES, PREVIEW_WIDTH, draw_frame, flags, one_line, preview
from rtcli.show.hexdump import Stretch, draw_dump
from rtcli.show.http import RECEIVED, SENT
from rtcli.show.json_line import BRACKETS, paint_json
from rtcli.show.look import Look
from rtcli.show.mortem import code_words
from rtcli.show.paint import Line, paint
from rtcli.show.payload import NOT_UTF8, draw_text, text_line
from rtcli.show.place import Place, Places
from rtcli.wire.close import read_close
from rtcli.wire.fault import Fault
from rtcli.wire.frames import CLOSE, OPCODE_NAMES, PONG, TEXT, Frame
from rtcli.wire.messages import Message
from rtcli.wire.plain import Bulk, Heard, Item

GUTTERS = {"server": RECEIVED, "client": SENT}
KIND_WIDTH = len("binary")
FRAME_KIND_WIDTH = len("continuation")
BINARY_FORMS: dict[str, Callable[[bytes], str]] = {"hex": bytes.hex, "base64": lambda data: b64encode(data).decode()}


@dataclass(frozen=True)
class LiveLook:
    """What is shown of a session, and how."""

    page: Look = field(default_factory=Look)  # width, limits, and which faults have been explained
    colour: bool = False
    began: datetime | None = None  # when the session began: lines then bear the time of day, else seconds since
    frames: bool = False  # each frame in a line, instead of messages
    dump: bool = False  # with its header and its bytes beneath
    control: bool = False  # ping, pong, close
    pretty: bool = False  # JSON and other text of several lines over several lines
    binary: str | None = None  # hex, base64, or raw: as text with escapes; None: rows of a hexdump


class LiveLines:
    """The lines of one session; times are in seconds since it began."""

    def __init__(self, look: LiveLook) -> None:
        self.look = look
        self._places = Places()
        self._rtts: dict[bytes, float] = {}  # by payload, until the pong is shown
        self._size_width = 5 if look.page.narrow else 7

    def ponged(self, payload: bytes, rtt_s: float) -> None:
        """How long the answer to a ping took: it stands beside the pong, which is drawn next."""
        if self.look.control or self.look.frames:
            self._rtts[payload] = rtt_s

    def batch(self, items: Sequence[Heard], origin: str, t_s: float) -> str:
        """What one read or one write held, all of it sent by `origin`."""
        parts: list[str] = []
        borne = {fault for item in items if isinstance(item, (Frame, Message)) for fault in item.faults}
        told: set[Fault] = set()
        for item, after in zip_longest(items, items[1:]):
            if isinstance(item, Bulk):
                parts.append(self.bulk(item, origin, t_s))
                continue
            if isinstance(item, Fault) and item in borne:  # it stands beneath what it is seen in
                continue
            found = (item,) if isinstance(item, Fault) else item.faults
            faults = tuple([fault for fault in found if fault not in told])
            told.update(faults)
            if isinstance(item, Frame) and self.look.frames:
                parts.append(paint(self._frame(item._replace(faults=faults), after, origin, t_s), self.look.colour))
            else:
                parts.append(
                    self._item(item, origin, t_s) + paint(draw_faults(faults, self.look.page), self.look.colour)
                )
        return "".join(parts)

    def bulk(self, bulk: Bulk, origin: str, t_s: float) -> str:
        """Messages of one kind; those of short plain text are put together by hand."""
        most = self.look.page.max_payload if bulk.opcode == TEXT else -1
        start = self._start(OPCODE_NAMES[bulk.opcode], origin, t_s)
        width, gap = self._size_width, self.look.page.gap
        colour, pretty = self.look.colour, self.look.pretty
        parts: list[str] = []
        for payload in bulk.payloads:
            size = len(payload)
            if size <= most and payload.isascii():
                text = payload.decode()
                is_json = (colour or pretty) and text.startswith(BRACKETS)
                if text.isprintable() and not (is_json and pretty):
                    text = paint_json(text) if is_json else text
                    parts.append(f"{start}{size:>{width},}{gap}{text}\n")
                    continue
            parts.append(self._message(start, bulk.opcode, payload, size))
        return "".join(parts)

    def _item(self, item: Item, origin: str, t_s: float) -> str:
        """One item without its faults, which may be all that is to be seen of it."""
        look = self.look
        if isinstance(item, Message) and not look.frames:
            start = self._start(OPCODE_NAMES[item.opcode], origin, t_s)
            if item.compressed and not item.readable:
                return f"{start}{item.wire_length:>{self._size_width},}{look.page.gap}not inflated\n"
            return self._message(start, item.opcode, item.payload, item.length)
        if isinstance(item, Frame) and look.control and item.opcode >= CLOSE:
            start = self._start(item.opcode_name, origin, t_s)
            return f"{start}{item.length:>{self._size_width},}{look.page.gap}{self._control(item)}\n"
        return ""

    def _start(self, kind: str, origin: str, t_s: float) -> str:
        """The columns before the size."""
        return paint([self._columns(f"{kind:<{KIND_WIDTH}} ", origin, t_s)], self.look.colour)[:-1]

    def _columns(self, kind: str, origin: str, t_s: float) -> Line:
        if self.look.began is None:
            when = f"{t_s:>{7 if self.look.page.narrow else 9}.3f}"
        else:
            when = f"{self.look.began + timedelta(seconds=t_s):%H:%M:%S.%f}"[:-3]
        return [GUTTERS[origin], (f" {when}{self.look.page.gap}", "dim"), (kind, "")]

    def _message(self, start: str, opcode: int, payload: bytes, length: int) -> str:
        """A line, or where the payload takes several a line and they beneath it."""
        look = self.look
        head = f"{start}{length:>{self._size_width},}"
        if opcode != TEXT and look.binary is None:
            return f"{head}\n{paint(draw_dump(Stretch(0, payload, length), look.page), look.colour)}"
        if opcode == TEXT and look.pretty and (b"\n" in payload or payload.lstrip()[:1] in (b"{", b"[")):
            return f"{head}\n{paint(draw_text(payload, look.page, length=length), look.colour)}"
        shown = payload[: look.page.max_payload]
        form = None if opcode == TEXT else look.binary
        if form in BINARY_FORMS:
            words, used = BINARY_FORMS[form](shown), len(shown)
        else:
            words, used = self._text(shown, whole=len(shown) == length)
        left = paint([[(f" … {amount(length - used, 'more byte')}", "dim")]], look.colour) if used < length else "\n"
        return f"{head}{look.page.gap}{words}{left}"

    def _text(self, data: bytes, *, whole: bool) -> tuple[str, int]:
        """Text in one line, and how many bytes of it that is: not half a character where it was cut."""
        text, used = utf_8_decode(data, "surrogateescape", whole)
        if NOT_UTF8.search(text):
            return paint([text_line(text, "fault")], self.look.colour)[:-1], used
        text = printable(text, None)
        return paint_json(text) if self.look.colour and text.startswith(BRACKETS) else text, used

    def _frame(self, frame: Frame, after: Heard | None, origin: str, t_s: float) -> list[Line]:
        """A line with flags, and where dumps are asked for its header and its payload; then its faults."""
        page = self.look.page
        place = self._places.of(frame, origin)
        if place.compressed and frame.opcode < CLOSE and isinstance(after, Message) and after.readable:
            place = place._replace(inflated=after)
        line = self._columns(f"{frame.opcode_name:<{FRAME_KIND_WIDTH}}{page.gap}", origin, t_s)
        line += [(flags(frame), "dim"), (f" {frame.length:>{self._size_width},}{page.gap}", "")]
        room = max(page.width - line_cells(line), PREVIEW_WIDTH)
        line.append((cut(self._preview(frame, place), room), ""))
        return [line, *(draw_frame(frame, place, page)[1:] if self.look.dump else draw_faults(frame.faults, page))]

    def _preview(self, frame: Frame, place: Place) -> str:
        if frame.opcode >= CLOSE:
            return self._control(frame)
        if place.inflated is not None and place.inflated.opcode == TEXT:
            return one_line(place.inflated.payload[:PREVIEW_BYTES])
        return preview(frame, place)

    def _control(self, frame: Frame) -> str:
        """What a ping, pong or close says."""
        if frame.opcode == CLOSE:
            code, reason = read_close(frame.payload)
            return code_words(code, reason.decode("utf-8", "backslashreplace"))
        rtt_s = self._rtts.pop(frame.payload, None) if frame.opcode == PONG else None
        rtt = "" if rtt_s is None else f"rtt {duration(rtt_s)}"
        return self.look.page.gap.join(filter(None, (_words(frame.payload), rtt)))


def _words(data: bytes) -> str:
    """Bytes that may be text, such as what a ping carries."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return data.hex(" ")
    return text if printable(text, None) == text else data.hex(" ")
