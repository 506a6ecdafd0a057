"""Where what is sent comes from besides the steps: stdin, in the form it was said to have."""

from collections.abc import Iterable

from rtcli.talk.conversation import Talk
from rtcli.talk.inlet import Inlet
from rtcli.talk.input_objects import Batch
from rtcli.talk.outlet import Outlet, Sheet
from rtcli.talk.plan import Input
from rtcli.talk.splitter import Splitter
from rtcli.wire.close import read_close
from rtcli.wire.frames import BINARY, TEXT


class PipeSource:
    """A file descriptor, read as fast as the peer takes it."""

    def __init__(self, given: Input, fd: int) -> None:
        self._given = given
        self._fd = fd

    def over(self, outlet: Outlet) -> Sheet:
        return outlet

    async def run(self, talk: Talk) -> None:
        inlet, splitter = Inlet(self._fd), Splitter(self._given)
        while data := await inlet.read():
            await _pass_on(splitter.feed(data), talk)
        await _pass_on(splitter.end(), talk)


async def _pass_on(batches: Iterable[Batch], talk: Talk) -> None:
    for kind, payloads in batches:
        if kind in MESSAGES:
            await talk.send_all(payloads, MESSAGES[kind])
            continue
        for payload in payloads:
            await OTHERS[kind](talk, payload)


async def _ping(talk: Talk, payload: bytes) -> None:
    (await talk.open_socket()).ping(payload)


async def _pong(talk: Talk, payload: bytes) -> None:
    (await talk.open_socket()).pong(payload)


async def _close(talk: Talk, payload: bytes) -> None:
    code, reason = read_close(payload)
    talk.close(code, reason.decode())


async def _frames(talk: Talk, data: bytes) -> None:
    await talk.send_raw(data)


MESSAGES = {"text": TEXT, "binary": BINARY}
OTHERS = {"ping": _ping, "pong": _pong, "close": _close, "frames": _frames}
