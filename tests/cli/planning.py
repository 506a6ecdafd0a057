"""What a command line of `ws connect` comes to, caught before it is carried out."""

from typing import NamedTuple
from unittest.mock import patch

from rtcli.cli import ws_connect
from rtcli.exits import Exit
from rtcli.talk.plan import Plan, Streams
from tests.command import Ran, cli


class Planned(NamedTuple):
    plan: Plan
    streams: Streams
    source: object
    ran: Ran


def planned(*argv: str, url: str = "ws://127.0.0.1:9", stdin: bytes = b"", tty: bool = False) -> Planned:
    """The plan that these flags make."""
    caught = []

    def catch(plan: Plan, streams: Streams, source: object) -> Exit:
        caught.append((plan, streams, source))
        return Exit.OK

    with patch.object(ws_connect, "carry_out", catch):
        ran = cli("ws", "connect", *argv, *([url] if url else []), stdin=stdin, tty=tty)
    assert caught, ran.err
    return Planned(*caught[0], ran)


def refused(*argv: str) -> str:
    """What is said of flags that make no plan: the error and its hint, with exit code 2."""
    ran = cli("ws", "connect", *argv, "ws://127.0.0.1:9")
    assert (ran.code, ran.out) == (2, ""), ran
    return ran.err
