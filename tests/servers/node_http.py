"""Event streams by Node's own `http`, a process of its own; the paths are those of `starlette`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.net.servers import closed_port
from tests.servers.programs import found, running

SCRIPT = Path(__file__).with_suffix(".js")


@contextmanager
def node_http_server(folder: Path) -> Iterator[int]:
    node, port = found("node"), closed_port()
    with running([node, str(SCRIPT), str(port)], port, folder=folder):
        yield port
