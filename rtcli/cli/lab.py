"""`rtcli lab`: the laboratory as a server of its own, until it is interrupted; or the table of its routes."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

import click

from rtcli.cli import options, output
from rtcli.cli.candidates import lab_routes
from rtcli.cli.help import command as named
from rtcli.cli.help import option
from rtcli.exits import Exit

if TYPE_CHECKING:
    from queue import SimpleQueue

    from rtcli.cli.lab_table import Table
    from rtcli.lab.server import Happening
    from rtcli.lab.tls import Certified

PORT = 8765
NAP_S = 0.5
Told = TypeVar("Told")
STOPS: dict[int, Exit] = {signal.SIGINT: Exit.INTERRUPTED, signal.SIGTERM: Exit.TERMINATED}


@named(
    "lab",
    examples=(
        "rtcli lab --list",
        "rtcli lab --log",
        "rtcli lab --port 0 --only echo --only sse/clock",
        "rtcli lab --tls --ca-out lab-ca.pem",
    ),
)
@option("--host", metavar="ADDRESS", default="127.0.0.1", group="Where", help="Listen on this address.")
@option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    metavar="N",
    group="Where",
    help="Listen on this port; 0 picks a free one.",
)
@option("--tls", is_flag=True, group="Where", help="Serve over TLS, HTTP/2 too, with a certificate made at start.")
@option(
    "--ca-out",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    group="Where",
    help="Write what clients have to trust to FILE, as PEM; with --tls.",
)
@option(
    "--only",
    metavar="ROUTE",
    multiple=True,
    shell_complete=lab_routes,
    group="What",
    help="Serve this route alone, and show its parameters; repeatable.",
)
@option("--list", "listing", is_flag=True, group="What", help="Print the table of routes, and serve nobody.")
@option("--log", is_flag=True, group="Output", help="Say on stderr what each connection does.")
@options.json
@options.output_file
@options.color
@options.quiet
def command(only: tuple[str, ...], listing: bool, *, tls: bool, ca_out: str | None, **served: Any) -> Exit:
    """Serve honest and misbehaving endpoints on this machine.

    At a terminal the routes are shown in groups; in a pipe as lines of name, address, finding and title, with tabs
    between. As a URL of another command, lab:ROUTE serves the same for as long as that runs.
    """
    from rtcli.cli.lab_table import Table, chosen

    table = Table(chosen(only), frozenset(only))
    if ca_out and not tls:
        raise click.UsageError("--ca-out is for --tls")
    if listing:
        table.show(as_json=served["as_json"])
        return Exit.OK
    return serve(table, certify(served["host"], ca_out) if tls else None, **served)


def certify(host: str, ca_out: str | None) -> "Certified":
    """A certificate for this run; the authority that signed it goes into the file."""
    from rtcli.cli.report import save
    from rtcli.lab import tls

    certified = tls.certify(host)
    if ca_out:
        save(ca_out, certified.ca_pem.encode())
    return certified


def serve(table: "Table", certified: "Certified | None", *, host: str, port: int, log: bool, as_json: bool) -> Exit:
    """Until a signal ends it; the lab runs in a thread of its own, and what it has to tell is told here."""
    from queue import SimpleQueue

    from rtcli.cli.ending import show_traceback
    from rtcli.lab.embedded import running
    from rtcli.lab.server import Lab

    began = time.time()
    happened: SimpleQueue[Happening | Exit] = SimpleQueue()
    lab = Lab(only=table.only, log=happened.put if log else None, bug=show_traceback)
    with (
        stopped_by_signals(happened.put),
        running(lab, host=host, port=port, tls=certified.server if certified else None) as (at, taken),
    ):
        announce(table.listening(at, taken, certified.ca_pem if certified else None), began, as_json=as_json)
        while not isinstance(happening := next_of(happened), Exit):
            tell(happening, began, as_json=as_json)
    while not happened.empty():
        late = happened.get()
        assert not isinstance(late, Exit)  # that is said once
        tell(late, began, as_json=as_json)
    if as_json:
        seen = {"ended_by": happening.name.lower(), "connections": lab.met, "t_s": round(time.time() - began, 6)}
        output.emit({"type": "end", **seen, "exit_code": int(happening)})
    return happening


@contextmanager
def stopped_by_signals(stop: Callable[[Exit], None]) -> Iterator[None]:
    """Have a signal say `stop` instead of breaking off a line; a second one does not wait for that."""
    before = {number: signal.getsignal(number) for number in STOPS}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    def take(number: int, _frame: object) -> None:
        restore()
        stop(STOPS[number])

    for number, handler in before.items():
        if callable(handler):  # not where it is ignored, as behind nohup
            signal.signal(number, take)
    try:
        yield
    finally:
        restore()


def next_of(queue: "SimpleQueue[Told]") -> "Told":
    """What comes next; a signal in the moment in which a wait begins is seen only after it, so no wait is long."""
    from queue import Empty

    while True:
        with suppress(Empty):
            return queue.get(timeout=NAP_S)
        output.heed_reader()


def announce(table: "Table", began: float, *, as_json: bool) -> None:
    """The table, and beside it where to look, and who else can."""
    from datetime import UTC, datetime

    if not table.is_private:
        output.talk("warning: whoever reaches this address can use the lab, from other machines too")
    table.show(as_json=as_json, started_at=datetime.fromtimestamp(began, UTC).isoformat(timespec="milliseconds"))
    output.talk(f"lab: {table.base}/ is the list for a browser; Ctrl-C ends it")


def tell(happening: "Happening", began: float, *, as_json: bool) -> None:
    """A line for people, or a document: when, who, which route, what, and how long that took."""
    from rtcli.report.text import printable
    from rtcli.wire.quantity import format_duration
    from rtcli.wire.secrets import redact_url

    at, peer, route, says, took_s = happening
    says = redact_url(says)
    if as_json:
        took_ms = None if took_s is None else round(1000 * took_s, 3)
        words = {"peer": peer, "route": route, "says": says, "took_ms": took_ms}
        output.emit({"type": "log", "t_s": round(at - began, 6), **words})
        return
    clock = f"{time.strftime('%H:%M:%S', time.localtime(at))}.{int(at % 1 * 1000):03}"
    took = "" if took_s is None else f"  {format_duration(round(took_s, 4 if took_s < 1 else 1))}"
    output.talk(f"{clock}  {peer}  {printable(f'/{route}' if route is not None else '-')}  {printable(says)}{took}")
