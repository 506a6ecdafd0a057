"""A stream that ends at Ctrl-C or SIGTERM as it ends at its last byte, so that what came before is worked off.

A signal breaks off waiting and nothing else: what is done between two reads, such as writing a line, is done to its
end. A second signal does not wait for that.
"""

import signal
from collections.abc import Callable
from types import FrameType
from typing import BinaryIO, Self, cast

from rtcli.cli import output

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interruptible:
    """Around the whole of the work; `over` gives the stream to read from."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes  # in one read: so much is worked off before a signal counts
        self.read_bytes = 0
        self.stopped: KeyboardInterrupt | None = None
        self._busy = False  # with what was read
        self._read: Callable[[int], bytes] | None = None
        self._before: dict[signal.Signals, Callable[[int, FrameType | None], object]] = {}

    def __enter__(self) -> Self:
        for number in SIGNALS:
            handler = signal.getsignal(number)
            if callable(handler):  # not where it is ignored, as behind nohup
                self._before[number] = handler
                signal.signal(number, self._take)
        return self

    def __exit__(self, *_raised: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def over(self, stream: BinaryIO) -> BinaryIO:
        """The same bytes, read through here."""
        self._read = getattr(stream, "read1", stream.read)  # read1 gives what a live pipe has, and waits for no more
        return cast(BinaryIO, self)

    def read(self, size: int) -> bytes:
        assert self._read
        if self.stopped:
            return b""
        self._busy = False
        try:
            data = self._read(min(size, self.most_bytes))
        except KeyboardInterrupt as stop:
            self.stopped = stop
            return b""
        self._busy = True
        self.read_bytes += len(data)
        return data

    def _take(self, number: int, frame: FrameType | None) -> None:
        if self.stopped:
            output.abandon()
        try:
            self._before[signal.Signals(number)](number, frame)  # raises
        except KeyboardInterrupt as stop:
            if self.stopped or not self._busy:
                raise
            self.stopped = stop
