"""Lines of input, in the form they are written in, into what they send: text, binary, hex, base64, objects of JSON."""

from collections.abc import Callable, Iterator

from rtcli.talk.input_objects import Batch, Mistake, decode_base64, read_object

BINARY_FIX = "send bytes that are not text with --binary, or written out with --stdin-as hex or base64"

Form = Callable[[list[bytes]], Iterator[Batch]]


def read_text(lines: list[bytes]) -> Iterator[Batch]:
    """UTF-8 as it is; all of it is looked at in one go, as what ends a line ends a character."""
    whole = b"\n".join(lines)
    try:
        if not whole.isascii():
            whole.decode()
    except UnicodeDecodeError:
        yield from _line_by_line(lines, _text)
    else:
        yield Batch("text", lines)


def read_binary(lines: list[bytes]) -> Iterator[Batch]:
    yield Batch("binary", lines)


def read_hex(lines: list[bytes]) -> Iterator[Batch]:
    return _line_by_line(lines, _hex)


def read_base64(lines: list[bytes]) -> Iterator[Batch]:
    return _line_by_line(lines, _base64)


def read_json_lines(lines: list[bytes]) -> Iterator[Batch]:
    return _line_by_line(lines, read_object)


FORMS: dict[str, Form] = {
    "text": read_text,
    "binary": read_binary,
    "hex": read_hex,
    "base64": read_base64,
    "json-lines": read_json_lines,
}


def _line_by_line(lines: list[bytes], read: Callable[[bytes], Batch | None]) -> Iterator[Batch]:
    """What the lines mean, neighbours of one kind together; what stands before a mistake comes first."""
    kind, payloads = "", list[bytes]()
    for index, line in enumerate(lines):
        try:
            batch = read(line)
        except Mistake as mistake:
            if payloads:
                yield Batch(kind, payloads)
            mistake.index = index
            raise
        if batch is None:
            continue
        if batch.kind != kind and payloads:
            yield Batch(kind, payloads)
            payloads = []
        kind = batch.kind
        payloads += batch.payloads
    if payloads:
        yield Batch(kind, payloads)


def _text(line: bytes) -> Batch:
    try:
        line.decode()
    except UnicodeDecodeError as error:
        raise Mistake(f"byte {error.start + 1} of it is not UTF-8", BINARY_FIX) from error
    return Batch("text", [line])


def _hex(line: bytes) -> Batch:
    try:
        return Batch("binary", [bytes.fromhex(line.decode("ascii"))])
    except ValueError as error:
        why = f"{_shown(line)} is not hex, two digits a byte"
        raise Mistake(why, "spaces may stand between bytes: 48 65 6c6c6f") from error


def _base64(line: bytes) -> Batch:
    try:
        return Batch("binary", [decode_base64(line)])
    except ValueError as error:
        raise Mistake(f"{_shown(line)} is not base64", "both alphabets are taken, padding may be left out") from error


def _shown(line: bytes) -> str:
    return ascii(line[:40].decode("utf-8", "replace"))
