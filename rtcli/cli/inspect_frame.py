"""`rtcli inspect-frame`: bytes in any form people paste, decoded frame by frame, with every clause they break."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from rtcli.cli import options, output
from rtcli.cli.help import command as named
from rtcli.cli.help import option
from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.intake.forms import FORMS

if TYPE_CHECKING:
    from rtcli.cli.inspection import Inspection, View, Wanted
    from rtcli.wire.deflate import DeflateParameters

KINDS = ("continuation", "text", "binary", "close", "ping", "pong", "reserved", "faults", "messages")


@named(
    "inspect-frame",
    examples=(
        "rtcli inspect-frame --hex '81 85 37fa213d 7f9f4d5158'",
        "rtcli inspect-frame --hex '81 7e 00 02 68 69' --fail-on never",
        "rtcli inspect-frame --base64 gQVIZWxsbw== --json",
        "rtcli make-frame --close-code 1002 --reason bye | rtcli inspect-frame",
    ),
)
@click.argument("file", metavar="[FILE|-]", required=False, type=click.Path())
@option("--as", "form", type=click.Choice(list(FORMS)), group="Input", help="Read the input as this form.")
@option("--hex", "hex_digits", metavar="HEX", group="Input", help="Decode these hex digits instead of a file.")
@option("--base64", metavar="BASE64", group="Input", help="Decode this base64 instead of a file.")
@option(
    "--from",
    "origin",
    type=click.Choice(["client", "server", "auto"]),
    default="auto",
    group="Input",
    help="Who sent the frames; auto: as the input says, else masked ones are the client's.",
)
@option(
    "--deflate",
    metavar="PARAMS",
    bare="",
    group="Input",
    help="permessage-deflate was agreed on, with PARAMS such as server_no_context_takeover; client_max_window_bits=10.",
)
@option(
    "--handshake",
    metavar="FILE",
    type=click.Path(),
    group="Input",
    help="Take the parameters from the response head in FILE.",
)
@option("--offset", type=options.SIZE, default="0", metavar="BYTES", group="Input", help="Leave out the first bytes.")
@option("--limit", type=click.IntRange(min=1), metavar="N", group="Input", help="Stop after N frames.")
@option("--messages", is_flag=True, group="Shown", help="Show messages as well, joined and inflated.")
@option("--summary", is_flag=True, group="Shown", help="Show the sum alone.")
@option(
    "--only",
    type=click.Choice(KINDS),
    metavar="KIND",
    multiple=True,
    group="Shown",
    help=f"Show nothing but these: {', '.join(KINDS)}; repeatable. All is judged.",
)
@option(
    "--max-payload",
    type=options.SIZE,
    metavar="BYTES",
    group="Shown",
    help="Show so much of a payload (256 B in hex, 1 KiB of text, 1 MiB in JSON). All is judged.",
)
@options.fail_on
@options.json
@options.report
@options.output_file
@options.color
@options.quiet
def command(file: str | None, *, limit: int | None, reports: list[tuple[str, str]], **asked: Any) -> Exit:
    """Decode raw frames and name every clause they break.

    FILE, or standard input, holds the bytes of a WebSocket in any form: raw, hex, base64, a literal of a programming
    language, JSON, rows of a hexdump, packets of tcpdump -X, curl --trace. A handshake that stands before the frames
    says how they are compressed. Offsets count from the first decoded byte.
    """
    from rtcli.cli.progress import Progress
    from rtcli.intake.source import open_input

    inspection = plan(asked, limit)
    with opened(file, asked["hex_digits"], asked["base64"]) as (stream, name, form):
        given = open_input(stream, asked["form"] or form, name=f"input {name}")
        if asked["form"] is form is None:
            output.talk(f"input: {given.says}")
        done = 0
        try:
            with Progress("decoding", size(stream)) as progress:
                for data, origin in given.pieces:
                    inspection.take(data, origin)
                    done += len(data)
                    progress.update(done)
                    if inspection.capture.done:
                        break
        except KeyboardInterrupt as stop:
            from rtcli.cli.ending import as_error

            error = as_error(stop)
            inspection.finish(target=name, reports=reports, stopped=error.exit if error else None)
            raise
        for note in given.notes:
            output.talk(f"input: {note}")
    return inspection.finish(target=name, reports=reports)


@contextmanager
def opened(file: str | None, hex_digits: str | None, base64: str | None) -> Iterator[tuple[BinaryIO, str, str | None]]:
    """The input as a stream, what it is called, and its form where that is known."""
    import io

    if sum(given is not None for given in (file, hex_digits, base64)) > 1:
        raise click.UsageError("give one of FILE, --hex and --base64")
    if hex_digits is not None:
        yield io.BytesIO(hex_digits.encode()), "--hex", "hex"
    elif base64 is not None:
        yield io.BytesIO(base64.encode()), "--base64", "base64"
    elif file in (None, "-"):
        if sys.stdin.isatty():
            output.talk("reading from the terminal: paste, then press Enter and Ctrl-D")
        yield sys.stdin.buffer, "stdin", None
    else:
        with open_file(str(file)) as stream:
            yield stream, str(file), None


def open_file(path: str) -> BinaryIO:
    try:
        return open(path, "rb", buffering=0)  # read in large blocks, by whoever reads
    except OSError as exc:
        raise RtError(f"input {path}", exc.strerror or "cannot be read", "name a file", kind="unreadable") from exc


def size(stream: BinaryIO) -> int | None:
    """How many bytes there are to read, where that is known."""
    try:
        return os.fstat(stream.fileno()).st_size or None
    except OSError:
        return None


def plan(asked: dict[str, Any], limit: int | None) -> "Inspection":
    """What is to be read, shown and judged."""
    from rtcli.cli.inspection import Inspection, Wanted
    from rtcli.report.model import Policy
    from rtcli.wire.capture import Capture
    from rtcli.wire.reader import KEEP_BYTES, Reading

    kinds = asked["only"]
    asked["messages"] = asked["messages"] or "messages" in kinds
    most = KEEP_BYTES if asked["max_payload"] is None else int(asked["max_payload"])
    reading = Reading(
        origin=None if asked["origin"] == "auto" else asked["origin"],
        deflate=parameters(asked["deflate"], asked["handshake"]),
        frames=not asked["summary"],
        messages=not asked["summary"] and (asked["messages"] or not asked["as_json"]),
        keep=max(most, KEEP_BYTES),
        most=limit,
    )
    capture = Capture(reading, skip=int(asked["offset"]))
    view = view_of(asked, most, Wanted(kinds) if kinds else None)
    return Inspection(capture, view, Policy(asked["fail_on"]), sum_only=asked["summary"])


def view_of(asked: dict[str, Any], most: int, wanted: "Wanted | None") -> "View":
    """Lines of JSON, or the picture that fits the terminal."""
    if asked["as_json"]:
        from rtcli.show.json_lines import JsonLines

        return JsonLines(most, wanted)
    from rtcli.show.drawn import Drawn
    from rtcli.show.look import Look

    look = Look(output.width()) if asked["max_payload"] is None else Look(output.width(), most, most)
    return Drawn(look, colour=output.wants_color(), messages=asked["messages"], wanted=wanted)


def parameters(deflate: str | None, handshake: str | None) -> "DeflateParameters | None":
    """What --deflate or --handshake says about compression."""
    if deflate is not None and handshake is not None:
        raise click.UsageError("give one of --deflate and --handshake")
    if handshake is not None:
        return agreed(handshake)
    if deflate is None:
        return None
    from rtcli.wire.extensions import parse_deflate

    found, faults = parse_deflate(deflate)
    if faults:
        raise click.BadParameter(faults[0].says, param_hint="--deflate")
    return found


def agreed(path: str) -> "DeflateParameters | None":
    """The parameters in the response head in a file."""
    from rtcli.wire.handshake import read_handshake
    from rtcli.wire.http1 import HEAD_LIMIT_BYTES

    with open_file(path) as stream:
        handshake = read_handshake(stream.read(2 * HEAD_LIMIT_BYTES))
    if handshake.response is None:
        raise RtError(f"input {path}", "holds no response head", "it starts with HTTP/1.1 101", kind="no-handshake")
    output.talk(f"handshake: {handshake.says}")
    return handshake.deflate
