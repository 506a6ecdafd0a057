"""One frame to lines: a title, its header bit by bit, its payload as hex and as text, its faults; or all in one line.

Bytes that are in no frame are drawn here too. Nothing here judges: the faults are given.
"""

from rtcli.report.text import printable
from rtcli.show.cells import cut, line_cells
from rtcli.show.faults import draw_faults, level
from rtcli.show.fields import AT_FAULT
from rtcli.show.head import draw_head
from rtcli.show.hexdump import Stretch, draw_dump
from rtcli.show.look import Look
from rtcli.show.paint import Line
from rtcli.show.payload import draw_text
from rtcli.show.place import Place
from rtcli.show.title import draw_title
from rtcli.wire.close import close_name
from rtcli.wire.fault import Fault
from rtcli.wire.frames import CLOSE, OPCODE_NAMES, TEXT, Frame
from rtcli.wire.hexdump import Mark
from rtcli.wire.messages import Message

BAD_UTF8 = ("message.bad-utf8", "close.bad-utf8")
PREVIEW_BYTES = 512  # more than a line can show
PREVIEW_WIDTH = 8  # columns a preview has at least


def draw_frame(frame: Frame, place: Place, look: Look) -> list[Line]:
    """All there is to see of a frame; if the look is terse, a line and its faults."""
    faults = draw_faults(frame.faults, look)
    if look.terse:
        return [frame_line(frame._replace(faults=()), place, look), *faults]
    title = draw_title(f"frame {place.number:,}", _facts(frame, place), frame.faults, look)
    return [title, *draw_head(frame, look), *_draw_payload(frame, place, look), *faults, []]


def frame_line(frame: Frame, place: Place, look: Look) -> Line:
    """Number, offset, kind, FIN, RSV1-3 and MASK where they are set, size, as much of the payload as fits, faults."""
    line: Line = [
        (f"{place.number:>4} {look.offset(frame.offset)}{look.gap}", "dim"),
        (f"{frame.opcode_name:<12}{look.gap}", "field.opcode"),
        (flags(frame), "dim"),
        (f" {frame.length:>7,}{look.gap}", "field.length"),
    ]
    faults: Line = [(f"{look.gap}{fault.code}", f"level.{level(fault.code)}") for fault in frame.faults]
    room = look.width - line_cells(line) - line_cells(faults)
    return [*line, (cut(preview(frame, place), max(room, PREVIEW_WIDTH)), ""), *faults]


def flags(frame: Frame) -> str:
    """FIN, RSV1-3 and MASK, a dot for each that is not set."""
    bits = f"{frame.fin:b}{frame.rsv:03b}{frame.masked:b}"
    return "".join([name if bit == "1" else "·" for name, bit in zip("F123M", bits, strict=True)])


def preview(frame: Frame, place: Place) -> str:
    """The start of a payload in one line: a close with its name, text as text, all else in hex."""
    data = frame.payload[:PREVIEW_BYTES]
    if _code_size(frame):
        code = int.from_bytes(data[:2], "big")
        return " ".join(filter(None, (str(code), close_name(code), one_line(data[2:]))))
    return one_line(data) if _is_text(frame, place) else data.hex(" ")


def draw_rest(stretch: Stretch, faults: tuple[Fault, ...], look: Look) -> list[Line]:
    """Bytes that are in no frame: what stands where borders were lost, or a header that was broken off."""
    marks = tuple(Mark(fault.offset, fault.offset + 1, fault.code, True) for fault in faults)
    facts = (f"{stretch.length:,} byte{'s' * (stretch.length != 1)}", f"at {stretch.offset:,}")
    title = draw_title("no frame", facts, faults, look)
    return [title, *draw_dump(stretch._replace(marks=stretch.marks + marks), look), *draw_faults(faults, look), []]


def _facts(frame: Frame, place: Place) -> list[str]:
    kind = frame.opcode_name.replace("-", " ")
    if place.message is not None:
        kind += f" of {OPCODE_NAMES.get(place.message, 'a reserved kind')}"
    sizes = f"head {len(frame.head)} + payload {frame.length:,}"
    origin = [f"from {place.origin}"] if place.origin else []
    return [kind, *origin, sizes, f"at {frame.offset:,}"]


def _draw_payload(frame: Frame, place: Place, look: Look) -> list[Line]:
    coded = _code_size(frame)
    start = frame.offset + len(frame.head) + coded
    data, declared = frame.payload[coded:], frame.length - coded
    offsets = {fault.code: fault.offset for fault in frame.faults}
    here = offsets.get("frame.truncated", start + declared) - start
    if "frame.length-top-bit" in offsets:  # there is no such length: what follows is in no frame
        here = declared = len(data)
    lines = draw_dump(Stretch(start, data, here, _marks(frame, start)), look)
    if here < declared:
        missing = f"{declared - here:,} of {frame.length:,} bytes are missing"
        lines += look.block("…", "level.fail", [[(missing, "level.fail")]])
    if place.inflated is not None:
        return lines + _draw_inflated(place.inflated, look)
    if coded or _is_text(frame, place):
        lines += draw_text(data, look, length=here, bad=any(code in offsets for code in BAD_UTF8))
    return lines


def _code_size(frame: Frame) -> int:
    """How many bytes of the payload are a close code, which is drawn as a field."""
    return 2 if frame.opcode == CLOSE and len(frame.payload) > 1 else 0


def _opcode(frame: Frame, place: Place) -> int:
    return frame.opcode if place.message is None else place.message


def _is_text(frame: Frame, place: Place) -> bool:
    return _opcode(frame, place) == TEXT and not (place.compressed or frame.rsv & 4)


def _marks(frame: Frame, start: int) -> tuple[Mark, ...]:
    """The payload as one field, and each of its bytes that is at fault."""
    return (
        Mark(start, frame.end, "payload"),
        *(
            Mark(fault.offset, fault.offset + 1, fault.code, True)
            for fault in frame.faults
            if fault.offset >= start and fault.code not in AT_FAULT
        ),
    )


def _draw_inflated(message: Message, look: Look) -> list[Line]:
    says: Line = [(f"{message.wire_length:,} bytes inflate to {message.length:,}", "dim")]
    data, length = message.payload, message.length
    is_text = message.opcode == TEXT
    body = draw_text(data, look, length=length) if is_text else draw_dump(Stretch(0, data, length), look)
    return look.block("", "", [says]) + body


def one_line(data: bytes) -> str:
    """Text in one line, what is not UTF-8 in it as escapes."""
    return printable(data.decode("utf-8", "backslashreplace"), None)
