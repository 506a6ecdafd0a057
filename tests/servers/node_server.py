"""The server of npm's `ws`, a process of its own: the same paths as `python_server`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.net.servers import closed_port
from tests.servers.programs import found, running

SCRIPT = Path(__file__).with_suffix(".js")
MODULES = (Path(sys.prefix, "share/node/node_modules"), Path("/usr/share/nodejs"))  # where make puts them, and Debian


@contextmanager
def node_server(folder: Path) -> Iterator[int]:
    node = found("node")
    if not any((modules / "ws").is_dir() for modules in MODULES):
        pytest.skip("npm's ws is not installed: make test does so where there is npm")
    port = closed_port()
    environment = {"NODE_PATH": ":".join(map(str, MODULES))}
    with running([node, str(SCRIPT), str(port)], port, folder=folder, environment=environment):
        yield port
