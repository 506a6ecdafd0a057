"""What can be said of frames on a command line, as click types: opcodes, bytes in hex, parameters of compression."""

from typing import TYPE_CHECKING, Any

import click

from rtcli.wire.frames import OPCODES

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from rtcli.wire.deflate import DeflateParameters


class Opcode(click.ParamType[int | str]):
    """The name of an opcode, or any number that four bits can hold; and the words that may stand in its place."""

    name = "opcode"

    def __init__(self, **words: str) -> None:
        self.words = words  # each with what it means

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | str:
        if value in self.words:
            return str(value)
        try:
            number = OPCODES[value] if value in OPCODES else int(value, 0)
        except ValueError:
            number = -1
        if not 0 <= number <= 15:
            names = ", ".join((*OPCODES, *self.words))
            self.fail(f"{value!r} is not one of {names}, nor a number from 0 to 15", param, ctx)
        return number

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> "list[CompletionItem[str]]":
        from rtcli.cli.candidates import offered

        return offered({name: f"opcode {code}" for name, code in OPCODES.items()} | self.words, incomplete)


class HexDigits(click.ParamType[bytes]):
    """Bytes as hex digits, with any blanks between them."""

    name = "hex"

    def __init__(self, size: int | None = None) -> None:
        self.size = size  # in bytes, where only one will do

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> bytes:
        try:
            data = bytes.fromhex(value)
        except ValueError:
            self.fail(f"{value!r} is not an even number of hex digits", param, ctx)
        if self.size not in (None, len(data)):
            self.fail(f"{value!r} has {len(data)} bytes, not {self.size}", param, ctx)
        return data


class Deflate(click.ParamType["DeflateParameters"]):
    """permessage-deflate as it was agreed on, in the words of its header; empty for the defaults."""

    name = "deflate"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> "DeflateParameters":
        from rtcli.wire.extensions import parse_deflate

        found, faults = parse_deflate(value)
        if faults:
            self.fail(faults[0].says, param, ctx)
        return found


class Pong(click.ParamType[tuple[str, float]]):
    """How a ping is answered, and after how many seconds."""

    name = "pong"
    words = ("auto", "off", "wrong", "delay:")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, float]:
        from rtcli.cli.options import DURATION

        if isinstance(value, tuple):
            return value
        word, colon, delay = value.partition(":")
        if word == "delay" and colon:
            return "auto", DURATION.convert(delay, param, ctx)
        if value not in self.words:
            self.fail(f"{value!r} is not one of auto, off, wrong, delay:TIME", param, ctx)
        return value, 0.0

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> "list[CompletionItem[str]]":
        from rtcli.cli.candidates import offered

        return offered(dict.fromkeys(self.words, ""), incomplete)
