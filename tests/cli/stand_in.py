"""A command made for one test, in the place of those rtcli has."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any
from unittest.mock import patch

from rtcli.cli import main
from rtcli.cli.help import Command, command


@contextmanager
def stand_in(body: Callable[..., Any] | Command) -> Iterator[None]:
    """While this lasts, `rtcli try-it` runs `body`."""
    module = ModuleType("rtcli.cli.try_it")
    module.command = body if isinstance(body, Command) else command("try-it")(body)  # type: ignore[attr-defined]
    entry = main.Entry("try-it", "Tests", "Do what the test wants")
    with patch.dict(sys.modules, {module.__name__: module}), patch.object(main, "COMMANDS", (*main.COMMANDS, entry)):
        yield
