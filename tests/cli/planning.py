"""What a command line of a live client comes to, caught before it is carried out."""

from types import ModuleType
from typing import Any, NamedTuple
from unittest.mock import patch

from rtcli.cli import sse_tail, ws_connect
from rtcli.exits import Exit
from rtcli.talk.plan import Plan, Streams
from rtcli.talk.tail_plan import TailPlan
from tests.command import Ran, cli

URLS = {"ws connect": "ws://127.0.0.1:9", "sse tail": "http://127.0.0.1:9"}


class Planned(NamedTuple):
    plan: Plan
    streams: Streams
    source: object
    ran: Ran


def planned(*argv: str, url: str = URLS["ws connect"], stdin: bytes = b"", tty: bool = False) -> Planned:
    """The plan that these flags of `ws connect` make."""
    (plan, streams, source), ran = catch(ws_connect, "ws connect", *argv, *([url] if url else []), stdin=stdin, tty=tty)
    return Planned(plan, streams, source, ran)


def tailed(*argv: str, url: str = URLS["sse tail"], stdin: bytes = b"", tty: bool = False) -> tuple[TailPlan, Ran]:
    """The plan that these flags of `sse tail` make, and what was said meanwhile."""
    (plan, _streams), ran = catch(sse_tail, "sse tail", *argv, *([url] if url else []), stdin=stdin, tty=tty)
    return plan, ran


def catch(module: ModuleType, name: str, *argv: str, **how: Any) -> tuple[tuple[Any, ...], Ran]:
    """What the command would carry out."""
    caught: list[tuple[Any, ...]] = []

    def note(*given: Any) -> Exit:
        caught.append(given)
        return Exit.OK

    with patch.object(module, "carry_out", note):
        ran = cli(*name.split(), *argv, **how)
    assert caught, ran.err
    return caught[0], ran


def refused(*argv: str, command: str = "ws connect") -> str:
    """What is said of flags that make no plan: the error and its hint, with exit code 2."""
    ran = cli(*command.split(), *argv, URLS[command])
    assert (ran.code, ran.out) == (2, ""), ran
    return ran.err
