import os
import sys
from unittest.mock import patch

import pytest

from rtcli import __version__
from rtcli.__main__ import main
from tests.command import streams


@pytest.mark.parametrize("argv", [["--version"], ["-V"], ["--version", "--color=never"]])
def test_the_version_is_answered_at_the_door_or_behind_it(argv: list[str]) -> None:
    with streams() as (out, _err), patch.object(sys, "argv", ["rtcli", *argv]):
        assert main() == 0
        assert out.taken().decode() == f"rtcli {__version__}\n"


def test_all_else_goes_to_the_command_line() -> None:
    with streams() as (out, err), patch.object(sys, "argv", ["rtcli", "explain", "1006", "more"]):
        assert main() == 2
        assert (out.taken(), err.taken()) == (
            b"",
            b"error: got unexpected extra argument (more)\nhint: see rtcli explain --help\n",
        )


def test_a_version_that_nobody_reads_ends_as_everything_does() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as stdout, streams(), patch.multiple(sys, argv=["rtcli", "-V"], stdout=stdout):
        assert main() == 141
