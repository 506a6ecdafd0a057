"""Sessions over real sockets: each misdeed of the lab with frames is found, and ends as the protocol has it."""

import asyncio
from collections.abc import Iterator

import pytest

from rtcli.lab.embedded import running
from rtcli.lab.route import Route
from rtcli.lab.routes import FRAME_MISDEEDS
from rtcli.net.way import Way
from rtcli.session.asked import Asked, Manner
from rtcli.session.closing import CODES, PROTOCOL_ERROR
from rtcli.session.opening import open_websocket
from rtcli.session.ws import WebSocket
from rtcli.wire.url import parse_target
from tests.session.sessions import Log

NOT_FAILED = ("frame.truncated", "message.unfinished", "close.data-after")  # there is nothing left to fail


@pytest.fixture(scope="module")
def lab() -> Iterator[str]:
    with running() as (host, port):
        yield f"ws://{host}:{port}"


async def hold(url: str) -> tuple[Log, WebSocket]:
    """A session, to its end."""
    opened = await open_websocket(Asked(parse_target(url)), Way(environment={}))
    log = Log()
    socket = WebSocket(opened, Manner(), log)
    socket.start()
    async with asyncio.timeout(30):
        await socket.over()
    return log, socket


@pytest.mark.parametrize("route", [route for route in FRAME_MISDEEDS if route.earns], ids=lambda route: route.name)
def test_a_misdeed_is_found(route: Route, lab: str) -> None:
    log, socket = asyncio.run(hold(f"{lab}/{route.name}"))
    mortem = log.mortems[0]
    assert log.words[0] == b"watch the next frame"
    assert route.earns and list(socket.stats.faults) == [fault.code for fault in mortem.faults] == [route.earns]
    if route.earns in NOT_FAILED:
        assert mortem.by == "server" and mortem.cause in ("fin", "close")
    else:
        assert (mortem.cause, mortem.code_sent) == ("protocol-error", CODES.get(route.earns, PROTOCOL_ERROR))
