"""Messages to what stands in a pipe for each: the bare payload, or as it was asked for, with what goes around it.

Text is put out as it is on the wire. Only where a terminal stands in the place of the pipe it is made safe to print.
"""

import json
from codecs import utf_8_decode
from collections.abc import Callable
from typing import NoReturn

from pybase64 import b64encode

from rtcli.report.text import printable_lines
from rtcli.talk.plan import Look
from rtcli.wire.expr import compile_path
from rtcli.wire.frames import BINARY as BINARY_OPCODE
from rtcli.wire.frames import TEXT

INDENT = "  "
LARGE_BYTES = 64 * 1024  # from here on another write costs less than another copy


def hexdump(payload: bytes) -> bytes:
    """Rows of hex; each message begins at 0 anew."""
    from rtcli.show.hexdump import Stretch, draw_dump
    from rtcli.show.look import Look as Page
    from rtcli.show.paint import paint

    lines = draw_dump(Stretch(0, payload, len(payload)), Page(max_dump=len(payload)))
    return paint(lines, False).removesuffix("\n").encode()


def raw(payload: bytes) -> bytes:
    return payload


def hexadecimal(payload: bytes) -> bytes:
    return payload.hex().encode()


BINARY: dict[str, Callable[[bytes], bytes]] = {
    "raw": raw,
    "hex": hexadecimal,
    "base64": b64encode,
    "hexdump": hexdump,
}


class Shape:
    """What stands for a message, each end with the separator."""

    def __init__(self, look: Look, *, terminal: bool = False) -> None:
        self.separator = look.separator
        self.terminal = terminal
        self._most = look.max_payload
        self._pretty = look.pretty
        self._path = compile_path(look.select, where="input --select") if look.select else None
        form = look.binary or ("hexdump" if terminal else "raw")
        self._binary = BINARY[form]
        whole = not terminal and self._path is None and self._most is None
        self._plain = {TEXT: whole and not self._pretty, BINARY_OPCODE: whole and form == "raw"}  # the bare payload

    def write(self, opcode: int, payload: bytes, stamp: bytes = b"") -> bytes:
        """The message, with the stamp before whatever of it stands by itself."""
        if self._path is not None:
            texts = [bare(value) for value in self._path.select(payload.decode("utf-8", "replace"))]
        else:
            texts = [self.payload(opcode, payload)]
        if self.terminal:
            texts = [printable_lines(text.decode("utf-8", "backslashreplace")).encode() for text in texts]
        return b"".join([stamp + text + self.separator for text in texts])

    def write_all(self, opcode: int, payloads: list[bytes], stamp: bytes = b"") -> list[bytes]:
        """Many of them at once, as pieces to be written one after the other; a large one is not copied."""
        if not self._plain[opcode]:
            return [b"".join([self.write(opcode, payload, stamp) for payload in payloads])]
        if len(payloads) == 1 and len(payloads[0]) >= LARGE_BYTES and not stamp:
            return [payloads[0], self.separator]
        return [stamp + (self.separator + stamp).join(payloads) + self.separator]

    def payload(self, opcode: int, payload: bytes) -> bytes:
        """The payload alone, in its form and cut where that is asked for."""
        if opcode != TEXT:
            return self._binary(payload[: self._most])
        text = indented(payload) if self._pretty else payload
        if self._most is None or len(text) <= self._most:
            return text
        whole, _ = utf_8_decode(text[: self._most], "surrogateescape", False)  # but for a character that was cut
        return whole.encode("utf-8", "surrogateescape")


def indented(payload: bytes) -> bytes:
    """JSON over several lines, each token as it was written; what is not JSON stays as it is."""
    from rtcli.show.payload import TOKEN

    try:
        text = payload.decode()
        json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return payload
    parts: list[str] = []
    depth = 0
    for token in TOKEN.finditer(text):
        word = token.group()
        depth += {"open": 1, "close": -1}.get(str(token.lastgroup), 0)
        line = f"\n{INDENT * depth}"
        parts += {
            "open": (word, line),
            "close": (line, word),
            "comma": (word, line),
            "colon": (word, " "),
            "empty": (word[0], word[-1]),
        }.get(str(token.lastgroup), (word,))
    return "".join(parts).encode()


def bare(value: object) -> bytes:
    """A string as it is, and what else JSON has as JSON."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
