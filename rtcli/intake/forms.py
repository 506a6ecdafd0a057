"""The forms an input may be pasted in, by name, in the order they are tried. Data only, so that help, docs and
completion read it without loading a decoder."""

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from rtcli.intake.feed import Feed, Piece


class Form(NamedTuple):
    help: str  # one line
    module: str  # of this package

    def recognise(self, text: bytes, ended: bool) -> str | None:
        """What the text is, in words, if it is of this form; ``ended`` says that it is all there is."""
        says: str | None = import_module(self.module).recognise(text, ended)
        return says

    def decode(self, feed: "Feed") -> "Iterator[Piece]":
        pieces: Iterator[Piece] = import_module(self.module).decode(feed)
        return pieces


FORMS = {
    "raw": Form("the bytes themselves", "rtcli.intake.raw"),
    "curl-trace": Form("what curl --trace FILE wrote", "rtcli.intake.curltrace"),
    "tcpdump": Form("packets printed by tcpdump -x, -X, -xx or -XX", "rtcli.intake.tcpdump"),
    "hexdump": Form("rows of xxd, hexdump, od or Wireshark, offset first", "rtcli.intake.hexdump"),
    "json": Form("JSON array of numbers, hex or base64 string, Node's Buffer", "rtcli.intake.jsontext"),
    "literal": Form("C, Python, Go, Rust or JavaScript literal: string or array", "rtcli.intake.literal"),
    "hex": Form("hex digits, with any spacing, colons, commas, 0x or \\x", "rtcli.intake.hextext"),
    "base64": Form("base64, standard or URL-safe, padded or not", "rtcli.intake.base64text"),
}
KNOWN_FORMS = f"known forms: {', '.join(FORMS)}; force one with --as FORM"
