"""`rtcli inspect-frame`: bytes in any form people paste, decoded frame by frame, with every clause they break."""

import os
import re
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from rtcli.cli import options, output
from rtcli.cli.frame_values import Deflate, Opcode
from rtcli.cli.given import Given, open_file
from rtcli.cli.help import command as named
from rtcli.cli.help import option
from rtcli.cli.report import STDOUT
from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.intake.forms import FORMS

if TYPE_CHECKING:
    from rtcli.cli.inspection import Inspection, View
    from rtcli.cli.interruptible import Interruptible
    from rtcli.wire.deflate import DeflateParameters

KIND = Opcode(
    reserved="opcodes without a meaning", faults="whatever is at fault", messages="messages, not their frames"
)
DRAWN_BYTES, JSON_BYTES, SUM_BYTES = 4 << 10, 64 << 10, 256 << 10  # what is read before it is shown
TELLS_ITSELF = "it tells who sent what, whatever --from says"
CURL_VERBOSE = re.compile(rb"(?m)^(?:[<>] ?|[*{}] .*\n?)")  # what curl -v puts before the lines of a head, and between


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
    type=Deflate(),
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
    help="What was agreed on stands in this file: the head of the server's answer.",
)
@option("--offset", type=options.SIZE, default="0", metavar="BYTES", group="Input", help="Leave out the first bytes.")
@option("--limit", type=click.IntRange(min=1), metavar="N", group="Input", help="Stop after N frames.")
@option("--messages", is_flag=True, group="Shown", help="Show messages as well, joined and inflated.")
@option("--summary", is_flag=True, group="Shown", help="Show the sum alone.")
@option(
    "--only",
    "kinds",
    type=KIND,
    metavar="KIND",
    multiple=True,
    group="Shown",
    help="Show nothing but these: an opcode (text, binary, close, ping, pong, continuation, 0 to 15), "
    f"{', '.join(KIND.words)}; repeatable. All is judged.",
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
def command(file: str | None, **asked: Any) -> Exit:
    """Decode raw frames and name every clause they break.

    FILE, or standard input, holds the bytes of a WebSocket in any form: raw, hex, base64, a literal of a programming
    language, JSON, rows of a hexdump, packets of tcpdump -X, curl --trace. A handshake that stands before the frames
    says how they are compressed. Offsets count from the first decoded byte.

    A report that goes to stdout takes the place of the frames there.
    """
    from rtcli.cli.ending import as_error
    from rtcli.cli.interruptible import Interruptible

    given = Given.chosen(file, asked)
    inspection = plan(asked)
    error = None
    with Interruptible(at_once(asked)) as source:
        try:
            read(given, source, inspection)
        except (RtError, KeyboardInterrupt, BrokenPipeError) as raised:
            error = as_error(raised)
        if source.stopped:
            error = as_error(source.stopped)
        return inspection.finish(given.name, error)


def read(given: Given, source: "Interruptible", inspection: "Inspection") -> None:
    """Take the input piece by piece, and say what there is to say of it before what comes of it is shown."""
    from rtcli.cli.progress import Progress
    from rtcli.intake.source import open_input

    with given.open() as stream, Progress("decoding", size(stream)) as progress:
        found = open_input(source.over(stream), given.form, name=f"input {given.name}")
        if given.form is None:
            output.talk(f"input: {found.says}")
        told = 0
        for data, origin in found.pieces:
            if origin and inspection.capture.how.origin and TELLS_ITSELF not in found.notes:
                found.notes.append(TELLS_ITSELF)
            told = tell(found.notes, told)
            inspection.take(data, origin)
            if not given.is_typed:
                progress.update(source.read_bytes)
            if inspection.capture.done or source.stopped:
                break
        tell(found.notes, told)


def tell(notes: list[str], told: int) -> int:
    """Say the notes that have come since; how many there are now."""
    for note in notes[told:]:
        output.talk(f"input: {note}")
    return len(notes)


def size(stream: BinaryIO) -> int | None:
    """How many bytes there are to read, where that is known."""
    try:
        return os.fstat(stream.fileno()).st_size or None
    except OSError:
        return None


def at_once(asked: dict[str, Any]) -> int:
    """How many bytes are read before what they show is written: fewer where much is made of each."""
    if asked["summary"]:
        return SUM_BYTES
    return JSON_BYTES if asked["as_json"] else DRAWN_BYTES


def plan(asked: dict[str, Any]) -> "Inspection":
    """What is to be read, shown and judged."""
    from rtcli.cli.inspection import Inspection
    from rtcli.report.model import Policy
    from rtcli.wire.capture import Capture
    from rtcli.wire.reader import KEEP_BYTES, Reading

    shown = not asked["summary"]
    messages = asked["messages"] or "messages" in asked["kinds"]
    most = KEEP_BYTES if asked["max_payload"] is None else int(asked["max_payload"])
    reading = Reading(
        origin=None if asked["origin"] == "auto" else asked["origin"],
        deflate=agreed(asked["deflate"], asked["handshake"]),
        frames=shown,
        messages=shown and (messages or not asked["as_json"]),  # the picture of a frame has what it inflates to
        keep=max(most, KEEP_BYTES),
        most=asked["limit"],
    )
    capture = Capture(reading, skip=int(asked["offset"]))
    view = view_of(asked, most, messages=messages)
    return Inspection(capture, Policy(asked["fail_on"]), view=view, reports=asked["reports"])


def view_of(asked: dict[str, Any], most: int, *, messages: bool) -> "View | None":
    """Lines of JSON, the picture that fits the terminal, or nothing where a report has stdout."""
    from rtcli.cli.inspection import Wanted

    claims = [f"--report {name}" for name, target in asked["reports"] if target in STDOUT]
    if asked["as_json"]:
        claims.insert(0, "--json")
    if len(claims) > 1:
        raise click.UsageError(f"{claims[0]} and {claims[1]} cannot both have stdout: write {claims[1]}=FILE")
    wanted = Wanted(asked["kinds"]) if asked["kinds"] else None
    if asked["as_json"]:
        from rtcli.show.json_lines import JsonLines

        return JsonLines(most, wanted)
    if claims:
        return None
    from rtcli.show.drawn import Drawn
    from rtcli.show.look import Look

    look = Look(output.width()) if asked["max_payload"] is None else Look(output.width(), most, most)
    return Drawn(look, colour=output.wants_color(), messages=messages, wanted=wanted)


def agreed(deflate: "DeflateParameters | None", path: str | None) -> "DeflateParameters | None":
    """The compression that --deflate names, or that the head in the file of --handshake agrees to."""
    if path is None:
        return deflate
    if deflate is not None:
        raise click.UsageError("give one of --deflate and --handshake")
    from rtcli.cli.inspection import say_fault
    from rtcli.wire.handshake import read_handshake
    from rtcli.wire.http1 import HEAD_LIMIT_BYTES

    fix = "give a file with the head of the server's answer, from HTTP/1.1 101 to the blank line"
    with open_file(f"handshake {path}", path, fix) as stream:
        handshake = read_handshake(CURL_VERBOSE.sub(b"", stream.read(2 * HEAD_LIMIT_BYTES)))
    if handshake.response is None or handshake.response.status != 101:
        raise RtError(f"handshake {path}", "holds no answer with status 101", fix, kind="no-handshake")
    output.talk(f"handshake: {handshake.says}")
    for fault in handshake.faults:
        say_fault(fault)
    return handshake.deflate
