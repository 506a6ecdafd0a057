"""Frames, messages and faults as people see them, in the order of the wire, and at the end what they were made of."""

from collections.abc import Callable, Sequence
from itertools import zip_longest

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
        pairs = zip_longest(items, items[1:])
        return "".join([paint(self._draw(item, after, origin), self.colour) for item, after in pairs])

    def end(self, tally: Tally, rests: Sequence[Rest], _exit_code: int) -> str:
        """What is in no frame, then the sum."""
        lines = [line for rest in rests for line in draw_rest(Stretch(*rest), (), self.look)]
        return paint(lines + draw_summary(tally, self.look), self.colour)

    def _draw(self, item: Item, after: Item | None, origin: str | None) -> list[Line]:
        """One item, numbered also where it is not wanted; the message that a frame completes stands right behind it."""
        wanted = self.wanted is None or self.wanted(item)
        if isinstance(item, Frame):
            place = self._places.of(item, origin or ORIGINS[item.masked])
            if place.compressed and item.opcode < CLOSE and isinstance(after, Message) and after.readable:
                place = place._replace(inflated=after)
            return draw_frame(item, place, self.look) if wanted else []
        if isinstance(item, Message):
            index = self.messages
            self.messages += 1
            drawn = wanted and self.show_messages
            return draw_message(item._replace(faults=()), index, self.look) if drawn else []  # its frames show them
        return [*draw_faults((item,), self.look), []] if wanted else []
