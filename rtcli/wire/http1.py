"""HTTP/1.1 heads, RFC 9112: bytes into a start line and fields, kept as they stood, and broken grammar into faults.

Reading stops at the blank line, so that frames behind a 101 stay untouched; what a field means others judge.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from rtcli.wire.fault import Fault
from rtcli.wire.secrets import redact_url

HEAD_LIMIT_BYTES = 64 * 1024
TOKEN = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"  # RFC 9110 5.6.2

_CONTENT = re.compile(rb"[^\r\n]")
_BLANK_LINE = re.compile(rb"\n\r?\n")
_BARE_LF = re.compile(rb"(?<!\r)\n")
_FIELD_LINE = re.compile(rb"[^\n]+(?:\n[ \t][^\n]*)*\n?")  # with the lines it is folded into
_BAD_IN_NAME = re.compile(r"[^!#$%&'*+\-.^_`|~0-9A-Za-z]")
_BAD_IN_VALUE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")

_START_LINE = re.compile(r"([^ \t]*)([ \t]*)([^ \t]*)([ \t]?)(.*)", re.DOTALL)  # matches whatever stands there
_REQUEST_LINE = ("method", "space", "target", "space", "version")
_STATUS_LINE = ("version", "space", "status", "space", "reason")
_SHAPES = {  # RFC 9112 2.3, 3 and 4
    "method": (re.compile(TOKEN), "a method"),
    "target": (re.compile(r"[!-~]+"), "a target in visible ASCII"),
    "version": (re.compile(r"HTTP/[0-9]\.[0-9]"), "a version like HTTP/1.1"),
    "status": (re.compile(r"[0-9]{3}"), "a status of three digits"),
    "reason": (re.compile(r"[\t -~\x80-\xff]*"), "a reason without control characters"),
    "space": (re.compile(" "), "one space"),
}


class StartLine(NamedTuple):
    offset: int
    raw: bytes  # without its line end
    version: str = ""
    method: str = ""
    target: str = ""
    status: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    offset: int  # of its line
    raw: bytes  # the line with its end, and with the lines it is folded into
    name: str  # in the case in which it stood; empty where the line has no colon
    value: str  # without the blanks around it, and as latin-1, in which every byte is a character
    value_offset: int


@dataclass(frozen=True, slots=True)
class Head:
    offset: int
    raw: bytes  # with the blank line that ends it
    start: StartLine
    fields: tuple[Field, ...]
    faults: tuple[Fault, ...]

    @property
    def version(self) -> str:
        return self.start.version

    @property
    def method(self) -> str:
        """Of a request; empty in a response."""
        return self.start.method

    @property
    def target(self) -> str:
        return self.start.target

    @property
    def status(self) -> int | None:
        """Of a response; None in a request, and where it is no number of three digits."""
        return int(self.start.status) if _SHAPES["status"][0].fullmatch(self.start.status) else None

    @property
    def reason(self) -> str:
        return self.start.reason

    def fields_named(self, name: str) -> list[Field]:
        """All fields of this name, in whatever case, in order."""
        return _named(self.fields, name)

    def get_all(self, name: str) -> list[str]:
        return [field.value for field in self.fields_named(name)]

    def tokens(self, name: str) -> list[str]:
        """The elements of all comma lists under this name, in their own case, empty ones left out."""
        elements = (element.strip(" \t") for value in self.get_all(name) for element in value.split(","))
        return [element for element in elements if element]


def parse_head(buf: bytes | bytearray, at: int = 0) -> Head | None:
    """The head that starts at `at`, or None while its blank line has yet to come."""
    content = _CONTENT.search(buf, at)
    blank = _BLANK_LINE.search(buf, content.start()) if content else None
    return _read(bytes(buf[at : blank.end()]), at) if blank else None


class HeadReader:
    """Feed it bytes in any cut until it gives the head; those that follow the blank line are in `rest`, untouched."""

    def __init__(self, offset: int = 0, limit: int = HEAD_LIMIT_BYTES) -> None:
        self.head: Head | None = None
        self.rest = b""
        self._offset = offset
        self._limit = limit
        self._buf = bytearray()
        self._begun = False  # empty lines that stand before the start line do not end the head
        self._seen = 0

    def feed(self, data: bytes) -> Head | None:
        """The head, once it is here or has outgrown the limit; what is fed after it is added to `rest`."""
        if self.head is not None:
            self.rest += data
            return self.head
        self._buf += data
        end = self._end_of_head()
        if 0 < end <= self._limit:
            return self._finish(end)
        if len(self._buf) > self._limit:
            says = f"no blank line in the first {self._limit} bytes"
            return self._finish(self._limit, Fault("http.head-too-big", self._offset + self._limit, says))
        return None

    def end(self) -> Head:
        """The head, also where the input ended inside it."""
        if self.head is not None:
            return self.head
        size = len(self._buf)
        says = f"the input ends after {size} bytes, before the blank line" if size else "no byte of a head came"
        return self._finish(size, Fault("http.head-truncated", self._offset + size, says))

    def _end_of_head(self) -> int:
        """Where the head ends, or 0; looks only at what is new."""
        if not self._begun and (content := _CONTENT.search(self._buf, self._seen)):
            self._begun = True
            self._seen = content.start()
        blank = _BLANK_LINE.search(self._buf, self._seen) if self._begun else None
        self._seen = max(self._seen, len(self._buf) - 2)
        return blank.end() if blank else 0

    def _finish(self, size: int, *faults: Fault) -> Head:
        self.head = _read(bytes(self._buf[:size]), self._offset, *faults)
        self.rest = bytes(self._buf[size:])
        self._buf.clear()
        return self.head


def parse_fields(raw: bytes, offset: int) -> tuple[tuple[Field, ...], list[Fault]]:
    """The field lines in `raw`, of a head or of trailers, and what is wrong with each."""
    fields: list[Field] = []
    faults: list[Fault] = []
    for line in _FIELD_LINE.finditer(raw):
        if line[0] not in (b"\r\n", b"\r"):  # the blank line, or the half of it that came
            field, found = _parse_field(line[0], offset + line.start())
            fields.append(field)
            faults += found if line[0].endswith(b"\n") else []  # what was cut short is not to blame
    return tuple(fields), faults


def quoted(text: str, limit: int = 60) -> str:
    """A peer's text in quotation marks, cut to size, with whatever cannot be printed as an escape."""
    return repr(text if len(text) <= limit else text[: limit - 1] + "…")


def _read(raw: bytes, offset: int, *more: Fault) -> Head:
    """Judge a head that is here from its first byte to its last; `more` is what was wrong with its size."""
    content = _CONTENT.search(raw)
    begin = content.start() if content else len(raw)
    after = raw.find(b"\n", begin) + 1 or len(raw)
    start, faults = _parse_start(raw[begin:after], offset + begin)
    if content and begin:
        faults.insert(0, Fault("http.bad-start-line", offset, "empty lines stand before the start line"))
    fields, found = parse_fields(raw[after:], offset + after)
    faults += found
    if bare := [match.start() for match in _BARE_LF.finditer(raw)]:
        says = f"{len(bare)} of {raw.count(10)} lines end in LF without CR"
        faults.append(Fault("http.bare-lf", offset + bare[0], says))
    faults += (*_length_faults(fields), *more)
    return Head(offset, raw, start, fields, tuple(faults))


def _parse_start(line: bytes, at: int) -> tuple[StartLine, list[Fault]]:
    """Take the three parts as they come, and blame the first that has not the shape it must have."""
    raw = line.removesuffix(b"\n").removesuffix(b"\r")
    layout = _STATUS_LINE if raw[:5].upper() == b"HTTP/" else _REQUEST_LINE
    parts = list(zip(layout, _START_LINE.findall(raw.decode("latin-1"))[0], strict=True))
    start = StartLine(at, raw, **{part: text.strip() for part, text in parts if part != "space"})
    if not line.endswith(b"\n"):  # what was cut short is not to blame
        return start, []
    for part, text in parts:
        shape, words = _SHAPES[part]
        if not shape.fullmatch(text):
            return start, [Fault("http.bad-start-line", at, f"{quoted(redact_url(text))} where {words} belongs")]
        at += len(text)
    return start, []


def _parse_field(raw: bytes, at: int) -> tuple[Field, list[Fault]]:
    """One field line, with the lines it is folded into, and what is wrong with it."""
    text = raw.removesuffix(b"\n").removesuffix(b"\r").decode("latin-1")
    faults: list[Fault] = []
    if (fold := text.find("\n")) >= 0:
        faults.append(Fault("http.folded-line", at + fold + 1, "the value goes on in a second line"))
        text = text.replace("\r\n", "  ").replace("\n", " ")  # RFC 9112 5.2: a fold is read as blanks
    name, colon, value = text.partition(":")
    if text[0] in " \t":  # RFC 9112 2.2: not a field, nor part of one
        faults.append(Fault("http.folded-line", at, "a line begins with a blank, but no field stands before it"))
        name, value = "", text
    elif not colon:
        faults.append(Fault("http.no-colon", at, f"{quoted(text, 20)} has no colon"))
        name, value = "", text
    else:
        faults += _name_faults(name, at)
    value_at = len(text) - len(value)
    if bad := _BAD_IN_VALUE.search(text, value_at):
        says = f"control character 0x{ord(bad[0]):02x} in the value of {quoted(name)}"
        faults.append(Fault("http.bad-field-value", at + bad.start(), says))
    value_at += len(value) - len(value.lstrip(" \t"))
    return Field(at, raw, name.rstrip(" \t"), value.strip(" \t"), at + value_at), faults


def _name_faults(name: str, at: int) -> Iterator[Fault]:
    bare = name.rstrip(" \t")
    if bare != name:
        yield Fault("http.space-before-colon", at + len(bare), f"a blank between {quoted(bare)} and its colon")
    if not bare:
        yield Fault("http.bad-field-name", at, "no name before the colon")
    elif bad := _BAD_IN_NAME.search(bare):
        yield Fault("http.bad-field-name", at + bad.start(), f"{quoted(bad[0])} in the name {quoted(bare)}")


def _length_faults(fields: tuple[Field, ...]) -> Iterator[Fault]:
    """RFC 9112 6.1 and 6.3: a body has one length, and whoever reads another one reads another message."""
    lengths = _named(fields, "content-length")
    sizes = {size.strip(" \t"): field.value_offset for field in lengths for size in field.value.split(",")}
    for size, at in sizes.items():
        if not (size.isascii() and size.isdigit()):
            yield Fault("http.conflicting-length", at, f"Content-Length is {quoted(size)}, not a number of bytes")
    if len(sizes) > 1:
        says = f"Content-Length is at once {quoted(', '.join(sizes))}"
        yield Fault("http.conflicting-length", lengths[-1].value_offset, says)
    if lengths and (codings := _named(fields, "transfer-encoding")):
        yield Fault("http.conflicting-length", codings[0].offset, "both Content-Length and Transfer-Encoding")


def _named(fields: tuple[Field, ...], name: str) -> list[Field]:
    return [field for field in fields if field.name.lower() == name.lower()]
