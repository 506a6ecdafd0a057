"""The streams of this process as a live client takes them: descriptors where there are some, and who talks where."""

import sys
from typing import TYPE_CHECKING

from rtcli.cli import output

if TYPE_CHECKING:
    from rtcli.talk.outlet import Sink
    from rtcli.talk.plan import Streams


def at_hand() -> "Streams":
    """stdout may be held in memory."""
    from rtcli.talk.plan import Streams

    output.flush()
    try:
        stdout: int | Sink = sys.stdout.fileno()
    except OSError:
        stdout = output
    colour = output.wants_color(sys.stderr)
    return Streams(sys.stdin.fileno(), stdout, output.talk, output.complain, output.passing, colour)
