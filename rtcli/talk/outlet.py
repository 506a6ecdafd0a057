"""Bytes to stdout or to what stands in its place, without ever waiting for whoever reads them.

What is not taken at once is kept, in order; beyond a bound that is told, so that whoever makes more of it can pause.
"""

import asyncio
import errno
import os
import select
import stat
from collections.abc import Callable
from functools import partial
from typing import NoReturn, Protocol

BOUND_BYTES = 1 << 20
RESUME_BYTES = BOUND_BYTES // 4
GONE = "the reader of the output has left"


class Sink(Protocol):
    """What takes bytes and keeps nobody waiting: a stdout that is held in memory."""

    def write(self, data: bytes, /) -> object: ...


class Sheet(Protocol):
    """What tellers write on: an outlet, or what stands in its place above a prompt."""

    @property
    def terminal(self) -> bool: ...

    def write(self, data: bytes, /) -> None: ...


class Outlet:
    """`write` neither waits nor raises; what ends all writing comes out of `watch` and `flush`."""

    def __init__(self, target: int | Sink, on_full: Callable[[bool], None] = lambda _is_full: None) -> None:
        self.on_full = on_full  # called with True over the bound, and with False once there is room again
        self.begun = False  # something was written
        self.broken: OSError | None = None
        self.terminal = isinstance(target, int) and os.isatty(target)
        self._door = _door(target)
        self._kept = bytearray()
        self._full = False
        self._settled = asyncio.Event()  # nothing is kept, or nothing will ever be taken
        self._settled.set()
        self._failed = asyncio.Event()

    @property
    def kept_bytes(self) -> int:
        return len(self._kept)

    def write(self, data: bytes) -> None:
        """Put it out, after what was put out before."""
        if self.broken or not data:
            return
        self.begun = True
        if self._kept:
            self._kept += data
        elif (left := data[self._put(data) :]) and not self.broken:
            self._kept += left
            self._settled.clear()
            asyncio.get_running_loop().add_writer(self._door.fd, self._go_on)
        if len(self._kept) > BOUND_BYTES and not self._full:
            self._set_full(True)

    async def flush(self) -> None:
        """Wait until all of it is taken; raises where it never will be."""
        await self._settled.wait()
        if self.broken:
            raise self.broken

    async def watch(self) -> NoReturn:
        """Wait for the end of all writing, and raise it: the reader has left, also while nothing is written."""
        loop = asyncio.get_running_loop()
        if self._door.followed and not self.broken:
            loop.add_reader(self._door.fd, self._look_at_reader)
        try:
            await self._failed.wait()
        finally:
            if self._door.followed:
                loop.remove_reader(self._door.fd)
        assert self.broken
        raise self.broken

    def close(self) -> None:
        """Take it off the loop; what is kept by then is lost."""
        self._forget()
        self._door.close()

    def _put(self, data: bytes | bytearray) -> int:
        """Write what is taken at once; gives how much that was."""
        at = 0
        try:
            with memoryview(data) as view:
                while at < len(data) and (taken := self._door.put(view[at:])):
                    at += taken
        except OSError as error:
            gone = isinstance(error, ConnectionError) or (self.terminal and error.errno == errno.EIO)
            self._break(BrokenPipeError(GONE) if gone else error)
        return at

    def _go_on(self) -> None:
        del self._kept[: self._put(self._kept)]
        if self.broken:
            return
        if not self._kept:
            asyncio.get_running_loop().remove_writer(self._door.fd)
            self._settled.set()
        if self._full and len(self._kept) <= RESUME_BYTES:
            self._set_full(False)

    def _set_full(self, is_full: bool) -> None:
        self._full = is_full
        self.on_full(is_full)

    def _look_at_reader(self) -> None:
        """Something has happened at the other end: it has left, or it says something that is not for us."""
        if _has_left(self._door.fd):
            self._break(BrokenPipeError(GONE))
        else:
            asyncio.get_running_loop().remove_reader(self._door.fd)

    def _break(self, error: OSError) -> None:
        self.broken = error
        self._forget()
        self._failed.set()

    def _forget(self) -> None:
        if self._kept:
            asyncio.get_running_loop().remove_writer(self._door.fd)
            self._kept = bytearray()  # the old one may be in use by a write that failed
        self._settled.set()


class _Door(Protocol):
    fd: int
    followed: bool  # whether it can be seen that the reader has left

    def put(self, data: memoryview) -> int:
        """Write what is taken without waiting; gives how much, 0 where its reader has to be waited for."""

    def close(self) -> None: ...


class _Direct:
    """Files, devices such as /dev/null, memory: they take whatever they are given."""

    fd = -1
    followed = False

    def __init__(self, put: Callable[[memoryview], int]) -> None:
        self.put = put

    def close(self) -> None:
        """It was opened by somebody else."""


class _Queue:
    """Pipes, sockets and terminals, which hold some bytes for their reader.

    Others who write there would meet O_NONBLOCK too, so that only an opening of our own has it. Where there is none to
    be had (sockets, macOS), poll tells whether at least PIPE_BUF bytes have room.
    """

    def __init__(self, fd: int) -> None:
        self.followed = not os.isatty(fd)  # a terminal is readable when somebody types, and says by SIGHUP that it left
        self._own = _open_again(fd)
        self.fd = fd if self._own is None else self._own
        self._poll = select.poll()
        self._poll.register(self.fd, select.POLLOUT)

    def put(self, data: memoryview) -> int:
        if self._own is None:
            data = data[: select.PIPE_BUF if self._poll.poll(0) else 0]
        try:
            return os.write(self.fd, data) if data else 0
        except BlockingIOError:
            return 0

    def close(self) -> None:
        if self._own is not None:
            os.close(self._own)


def _door(target: int | Sink) -> _Door:
    if not isinstance(target, int):
        return _Direct(partial(_write_whole, target))
    mode = os.fstat(target).st_mode
    if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or os.isatty(target):
        return _Queue(target)
    return _Direct(partial(os.write, target))


def _has_left(fd: int) -> bool:
    """Whether nobody will read any more."""
    poll = select.poll()
    poll.register(fd, 0)  # errors and hang-ups are told of without being asked for
    return any(event & (select.POLLERR | select.POLLHUP) for _fd, event in poll.poll(0))


def _write_whole(sink: Sink, data: memoryview) -> int:
    sink.write(bytes(data))
    return len(data)


def _open_again(fd: int) -> int | None:
    try:
        return os.open(f"/proc/self/fd/{fd}", os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
    except OSError:
        return None
