"""Frames, messages and faults as people see them, in the order of the wire, and at the end what they were made of."""

from collections.abc import Callable, Sequence

from rtcli.show.faults import draw_faults
from rtcli.show.frame import draw_frame, draw_rest
from rtcli.show.hexdump import Stretch
from rtcli.show.look import Look
from rtcli.show.message import draw_message
from rtcli.show.paint import Line, paint
from rtcli.show.place import Places
from rtcli.show.summary import draw_summary
from rtcli.wire.frames import CLOSE, Frame
from rtcli.wire.messages import Message
from rtcli.wire.plain import Item
from rtcli.wire.reader import ORIGINS, Rest, Tally


class Drawn:
    """The picture of one input; frames and messages are numbered as they come, and only the wanted ones drawn."""

    def __init__(
        self, look: Look, *, colour: bool, messages: bool = False, wanted: Callable[[Item], bool] | None = None
    ) -> None:
        self.look = look
        self.colour = colour
        self.show_messages = messages
        self.wanted = wanted
        self.messages = 0
        self._places = Places(first=0)  # as the JSON counts them

    def batch(self, items: list[Item], origin: str | None) -> str:
        """The lines of these items; `origin` is who sent them, or None where the mask bit is to tell."""
        lines: list[Line] = []
        for item, after in zip(items, (*items[1:], None), strict=True):
            if isinstance(item, Frame):
                drawn = self._frame(item, after, origin)
            elif isinstance(item, Message):
                drawn = self._message(item)
            else:
                drawn = [*draw_faults((item,), self.look), []]
            if self.wanted is None or self.wanted(item):
                lines += drawn
        return paint(lines, self.colour)

    def end(self, tally: Tally, rests: Sequence[Rest], _exit_code: int) -> str:
        """What is in no frame, then the sum."""
        lines = [line for rest in rests for line in draw_rest(Stretch(*rest), (), self.look)]
        return paint(lines + draw_summary(tally, self.look), self.colour)

    def _frame(self, frame: Frame, after: Item | None, origin: str | None) -> list[Line]:
        """A frame; the message that it completes stands right behind it, and has what it inflates to."""
        place = self._places.of(frame, origin or ORIGINS[frame.masked])
        if place.compressed and frame.opcode < CLOSE and isinstance(after, Message) and after.readable:
            place = place._replace(inflated=after.payload)
        return draw_frame(frame, place, self.look)

    def _message(self, message: Message) -> list[Line]:
        if not self.show_messages:
            return []
        index = self.messages
        self.messages += 1
        return draw_message(message._replace(faults=()), index, self.look)  # its frames have shown them
