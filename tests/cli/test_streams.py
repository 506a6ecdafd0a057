"""The streams of this process: descriptors where there are some."""

import sys
from unittest.mock import patch

from rtcli.cli import output
from rtcli.cli.streams import at_hand
from tests.command import streams


def test_streams_are_descriptors_where_they_have_some() -> None:
    with streams():
        assert at_hand().stdout is output  # the test holds it in memory
    with open("/dev/null", "r+") as file, patch.multiple(sys, stdin=file, stdout=file):
        assert (at_hand().stdin, at_hand().stdout) == (file.fileno(), file.fileno())
