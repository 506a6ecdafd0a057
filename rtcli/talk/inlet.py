"""A file descriptor read as its bytes come, without holding up the session that runs beside it."""

import asyncio
import os

from rtcli.errors import RtError

BLOCK_BYTES = 64 * 1024  # what a pipe holds


class Inlet:
    """Pipes, terminals and sockets are waited for; O_NONBLOCK is not set, since whoever shares them would meet it."""

    def __init__(self, fd: int, name: str = "stdin") -> None:
        self.fd = fd
        self.name = name

    async def read(self) -> bytes:
        """What is there, at least one byte; none at the end. Cancelling it loses nothing."""
        while True:
            try:
                await self._readable()
                return os.read(self.fd, BLOCK_BYTES)
            except BlockingIOError:  # somebody else has set O_NONBLOCK, and was quicker
                continue
            except OSError as error:
                where, why = f"input {self.name}", f"cannot be read: {error.strerror}"
                raise RtError(where, why, kind="unreadable") from error

    async def _readable(self) -> None:
        loop = asyncio.get_running_loop()
        readable = asyncio.Event()
        try:
            loop.add_reader(self.fd, readable.set)
        except PermissionError:  # epoll takes no regular files and no /dev/null: they keep nobody waiting
            return await asyncio.sleep(0)
        try:
            await readable.wait()
        finally:
            loop.remove_reader(self.fd)
