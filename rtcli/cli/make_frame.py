"""`rtcli make-frame`: a frame built bit by bit, legal or not, for tests and for `rtcli inspect-frame`."""

import sys
from binascii import b2a_base64
from collections.abc import Callable
from typing import Any

import click

from rtcli.cli import options, output
from rtcli.cli.frame_values import Deflate, HexDigits, Opcode
from rtcli.cli.given import open_file
from rtcli.cli.help import command as named
from rtcli.cli.help import option

KEY_BYTES = 4
RSV = click.Choice(["1", "2", "3"])
FORM = click.Choice(["7", "16", "64"])
LENGTH = click.IntRange(0, (1 << 64) - 1)
FORMS: dict[str, Callable[[bytes], bytes]] = {
    "hex": lambda data: data.hex().encode() + b"\n",
    "base64": b2a_base64,
    "raw": bytes,
}


@named(
    "make-frame",
    examples=(
        "rtcli make-frame --opcode text --mask 37fa213d --payload Hello",
        "rtcli make-frame --opcode close --close-code 1006 --reason 'never sent' | rtcli inspect-frame --fail-on never",
        "rtcli make-frame --opcode ping --rsv 2 --no-fin | rtcli inspect-frame --fail-on never",
        "rtcli make-frame --payload 'in two pieces' --fragment 7 | rtcli inspect-frame --messages",
    ),
)
@option(
    "--opcode",
    type=Opcode(),
    metavar="NAME|0-15",
    group="Frame",
    show_default="text, or close with --close-code",
    help="What kind of frame it is.",
)
@option("--payload", metavar="TEXT", group="Frame", help="The payload, as UTF-8.")
@option("--payload-hex", type=HexDigits(), metavar="HEX", group="Frame", help="The payload, as hex digits.")
@option("--payload-file", type=click.Path(), metavar="FILE|-", group="Frame", help="The payload, from a file.")
@option("--close-code", type=click.IntRange(0, 0xFFFF), metavar="CODE", group="Frame", help="Close with this code.")
@option("--reason", metavar="TEXT", group="Frame", help="The reason, behind the close code.")
@option("--mask", "key", type=HexDigits(KEY_BYTES), metavar="KEY", group="Frame", help="Mask it with these four bytes.")
@option(
    "--fragment",
    type=click.IntRange(min=1),
    metavar="BYTES",
    group="Frame",
    help="Spread the payload over frames of so many bytes.",
)
@option(
    "--deflate",
    type=Deflate(),
    metavar="PARAMS",
    bare="",
    group="Frame",
    help="Compress the payload by these parameters, and set RSV1.",
)
@option("--fin/--no-fin", default=True, group="Bits", help="The FIN bit, of the last frame if there are several.")
@option("--rsv", type=RSV, metavar="1|2|3", multiple=True, group="Bits", help="Set this reserved bit; repeatable.")
@option("--mask-bit/--no-mask-bit", default=None, group="Bits", help="The MASK bit, key or no key.")
@option(
    "--mask-with",
    type=HexDigits(KEY_BYTES),
    metavar="KEY",
    group="Bits",
    help="Mask with these four bytes, whatever key stands in the header.",
)
@option("--length-form", type=FORM, metavar="7|16|64", group="Bits", help="Write the length in so many bits.")
@option("--declare", "declared", type=LENGTH, metavar="N", group="Bits", help="Write this length, whatever it is.")
@option(
    "--truncate", type=click.IntRange(min=0), default=0, metavar="N", group="Bits", help="Leave out the last N bytes."
)
@option(
    "--out",
    type=click.Choice(list(FORMS)),
    group="Output",
    show_default="hex at a terminal, raw in a pipe",
    help="How to write the bytes.",
)
@options.output_file
@options.color
@options.quiet
def command(truncate: int, out: str | None, **asked: Any) -> None:
    """Build a frame, legal or not.

    Without switches it is a legal text frame, unmasked as a server sends it. Every bit can be set against the rules.
    """
    try:
        data = build(payload(asked), asked)
    except ValueError as exc:
        raise click.UsageError(str(exc)) from exc
    form = out or ("hex" if output.at_terminal() else "raw")
    output.write(FORMS[form](data[: max(len(data) - truncate, 0)]))


def payload(asked: dict[str, Any]) -> bytes:
    """The one payload that was asked for."""
    text, digits, file, code = (asked[name] for name in ("payload", "payload_hex", "payload_file", "close_code"))
    if sum(given is not None for given in (text, digits, file, code)) > 1:
        raise click.UsageError("give one of --payload, --payload-hex, --payload-file and --close-code")
    if asked["reason"] is not None and code is None:
        raise click.UsageError("--reason stands behind a --close-code")
    if code is not None:
        return int(code).to_bytes(2, "big") + encoded(asked["reason"] or "")
    if file is not None:
        return read(file)
    return digits if digits is not None else encoded(text or "")


def encoded(text: str) -> bytes:
    """The bytes the shell gave, also where they are no UTF-8."""
    return text.encode("utf-8", "surrogateescape")


def read(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    with open_file(f"input {file}", file, "give a FILE, or - for standard input") as stream:
        return stream.read()


def build(data: bytes, asked: dict[str, Any]) -> bytes:
    """One frame, or as many as --fragment makes of the payload."""
    from rtcli.wire.deflate import Deflater
    from rtcli.wire.frames import CLOSE, CONTINUATION, TEXT, build_frame
    from rtcli.wire.mask import xor

    opcode = asked["opcode"]
    if opcode is None:
        opcode = TEXT if asked["close_code"] is None else CLOSE
    rsv = sum({8 >> int(bit) for bit in asked["rsv"]})  # RSV1 is the highest of the three
    if asked["deflate"] is not None:
        window_bits, takeover = asked["deflate"].of("client" if asked["key"] else "server")
        data, rsv = Deflater(window_bits, takeover=takeover).deflate(data), rsv | 4
    size = asked["fragment"] or max(len(data), 1)
    pieces = [data[at : at + size] for at in range(0, len(data), size)] or [b""]
    key, other = asked["key"] or b"", asked["mask_with"]
    last = len(pieces) - 1
    return b"".join(
        build_frame(
            CONTINUATION if index else opcode,
            piece if other is None else xor(xor(piece, other), key or bytes(KEY_BYTES)),
            fin=asked["fin"] and index == last,
            rsv=0 if index else rsv,
            key=key,
            length_form=asked["length_form"] and int(asked["length_form"]),
            declared=asked["declared"],
            mask_bit=asked["mask_bit"],
        )
        for index, piece in enumerate(pieces)
    )
