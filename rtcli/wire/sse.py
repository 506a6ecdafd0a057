"""What the lines of an event stream mean, WHATWG HTML 9.2.6: comments, retries, fields, and the events they add up to.

Values come in the order in which they were complete on the wire, a fault ahead of the value that it is about.
"""

import io
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from rtcli.wire.fault import Fault
from rtcli.wire.http1 import quoted

RETRY_CAP_MS = 24 * 60 * 60 * 1000
BAD_UTF8_LIMIT = 16  # so many ill-formed sequences of a field are named one by one, the others in one more fault


class Event(NamedTuple):
    offset: int  # of its first field
    size_bytes: int  # from there to the byte of the blank line that dispatched it
    type: str  # "message" where no field says otherwise
    data: str
    id: str | None  # as its own fields set it: None is no id field, an empty one resets the last id
    last_event_id: str  # that holds from here on


class Comment(NamedTuple):
    offset: int
    text: str


class Retry(NamedTuple):
    offset: int
    retry_ms: int  # capped


class UnknownField(NamedTuple):
    offset: int
    name: str
    value: str


Value = Event | Comment | Retry | UnknownField | Fault
Line = bytes | bytearray


class Block:
    """What the fields since the last blank line have set; comments and retries stand for themselves."""

    def __init__(self) -> None:
        self.begun = 0  # the offset of its first field
        self.size = 0  # its bytes so far
        self.type: str | None = None
        self.id: str | None = None
        self.data: str | None = None  # one line of it: that and the two above are all that a plain block has
        self.odd = False  # whether it has more than that; from then on its data is gathered below
        self.lost = False  # whether it met a limit and will be no event
        self._gathered: io.StringIO | None = None  # compact, however many and short the lines are
        self._strange = False  # whether it has an unknown field

    def is_open(self) -> bool:
        return self.odd or not (self.type is self.id is self.data is None)

    def read(self, line: Line, values: list[Value]) -> None:
        """Take a line that is not blank, and that `size` does not count yet."""
        offset = self.begun + self.size
        colon = line.find(b":")
        name_end = colon if colon >= 0 else len(line)
        value_start = name_end + (2 if line.startswith(b" ", name_end + 1) else 1)
        view = memoryview(line)  # a line may be long: what it says is copied once
        name = decode(view[:name_end], offset, values)
        if name == "id" and (nul := line.find(0, value_start)) >= 0:
            values.append(Fault("sse.id-with-nul", offset + nul, "a NUL character in an id"))
            return
        value = decode(view[value_start:], offset + value_start, values)
        take = _TAKE.get(name)
        if take:
            take(self, value, offset, values)
            return
        self._turn_odd()
        self._strange = True
        values.append(Fault("sse.unknown-field", offset, f"a field named {quoted(name)}"))
        values.append(UnknownField(offset, name, value))

    def end(self, values: list[Value]) -> str | None:
        """Empty a block that is not plain, and return its data if there is an event to dispatch."""
        data = self._gathered.getvalue() if self._gathered else None
        # WHATWG HTML 9.2.6, dispatch, step 2: no data, no event; an id does its work all the same
        if data is None and not self.lost and (self._strange or self.type is not None):
            values.append(Fault("sse.empty-block", self.begun, "fields, but no data among them"))
        self.odd = self.lost = self._strange = False
        self._gathered = None
        return data

    def lose(self) -> None:
        """Forget the data, and what more of it is to come."""
        self.odd = self.lost = True
        self.data = self._gathered = None

    def _turn_odd(self) -> None:
        self.odd = True
        if self.data is not None:
            self._gather(self.data)
            self.data = None

    def _gather(self, data: str) -> None:
        if self.lost:
            return
        if self._gathered is None:
            self._gathered = io.StringIO()
        else:
            self._gathered.write("\n")
        self._gathered.write(data)

    def _take_comment(self, text: str, offset: int, values: list[Value]) -> None:
        values.append(Comment(offset, text))

    def _take_data(self, data: str, offset: int, values: list[Value]) -> None:
        if self.data is None and not self.odd:
            self.data = data
        else:
            self._turn_odd()
            self._gather(data)

    def _take_type(self, type: str, offset: int, values: list[Value]) -> None:
        self.type = type

    def _take_id(self, id: str, offset: int, values: list[Value]) -> None:
        self.id = id

    def _take_retry(self, digits: str, offset: int, values: list[Value]) -> None:
        if not (digits.isascii() and digits.isdigit()):  # int() takes signs, underscores and full-width digits, too
            values.append(Fault("sse.bad-retry", offset, f"{quoted(digits)} is not made of digits alone"))
            return
        # twenty digits are over the cap, and int() refuses some thousands
        retry_ms = int(digits.lstrip("0")[:20] or "0")
        if retry_ms > RETRY_CAP_MS:
            values.append(Fault("sse.retry-capped", offset, f"{quoted(digits)} ms, taken as {RETRY_CAP_MS}"))
        values.append(Retry(offset, min(retry_ms, RETRY_CAP_MS)))


_TAKE: dict[str, Callable[[Block, str, int, list[Value]], None]] = {
    "": Block._take_comment,
    "data": Block._take_data,
    "event": Block._take_type,
    "id": Block._take_id,
    "retry": Block._take_retry,
}


def decode(view: memoryview, offset: int, values: list[Value]) -> str:
    """The text of a name or a value, U+FFFD in place of what is ill-formed, and faults that say where that was."""
    text = str(view, "utf-8", "replace")
    if "\ufffd" not in text:
        return text
    raw = bytes(view)
    places = list(islice(_ill_formed(raw), BAD_UTF8_LIMIT + 1))
    for start, end in places[:BAD_UTF8_LIMIT]:
        values.append(Fault("sse.bad-utf8", offset + start, f"ill-formed: {raw[start:end].hex(' ')}"))
    if len(places) > BAD_UTF8_LIMIT:
        more = text.count("\ufffd") - raw.count("\ufffd".encode()) - BAD_UTF8_LIMIT
        values.append(Fault("sse.bad-utf8", offset + places[-1][0], f"ill-formed: {more} more sequences in this field"))
    return text


def _ill_formed(raw: bytes) -> Iterator[tuple[int, int]]:
    """Where each ill-formed sequence starts and ends: as WHATWG Encoding has it, a maximal subpart of a character."""
    at = 0
    while True:
        try:
            raw[at:].decode()
            return
        except UnicodeDecodeError as error:
            yield at + error.start, at + error.end
            at += error.end
