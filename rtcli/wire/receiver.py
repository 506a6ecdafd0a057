"""What an open session receives, cut anywhere, into messages, control frames and faults, in the order of the wire."""

from dataclasses import replace

from rtcli.wire.frames import CONTROL_LIMIT
from rtcli.wire.plain import Heard, Wanted
from rtcli.wire.reader import FrameReader, Reading


class Receiver(FrameReader):
    """The server's direction, from the first byte behind its 101: `take` bytes, and hand on what is fit for it.

    A message that could not be read, or that came after a close, is not; where faults are not put up with, nothing
    behind the first one is.
    """

    def __init__(self, how: Reading, *, is_strict: bool) -> None:
        super().__init__(how)
        self._is_strict = is_strict

    def want(self, *, frames: bool, messages: bool, bulk: bool) -> None:
        """In which form data is wanted from now on."""
        self.how = replace(self.how, frames=frames, messages=messages)
        self._wanted = Wanted(frames, messages, control=True)
        self._directions["server"].keep = self.how.keep if frames else CONTROL_LIMIT

    def room(self) -> memoryview | None:
        return None

    def take(self, data: memoryview) -> list[Heard]:
        """What these bytes complete."""
        return [*self.feed(bytes(data))]
