"""What is heard, up to the last message that was asked for: by --max-messages, -1 and --until.

Messages that --filter hides do not count. Nothing is looked at one by one where a count is all that is asked.
"""

from collections.abc import Iterator

from rtcli.show.amounts import amount
from rtcli.talk.message_document import message_document
from rtcli.talk.plan import Ends
from rtcli.wire.expr import Expression
from rtcli.wire.frames import CLOSE, Frame
from rtcli.wire.messages import Message
from rtcli.wire.plain import Bulk, Heard


class Limit:
    """`cut` what is heard; `reached` says that nothing more is wanted."""

    def __init__(self, ends: Ends, began_s: float) -> None:
        self.reached = False
        self.counted = 0
        self._most = ends.max_messages
        self._until = ends.until
        self._began_s = began_s

    @property
    def is_set(self) -> bool:
        return self._most is not None or self._until is not None

    def missing(self) -> str | None:
        """What was asked for and did not come, in words."""
        if self.reached or not self.is_set:
            return None
        if self._until is not None:
            return f"expected a message that passes {self._until.text}; {amount(self.counted, 'other')} came"
        return f"expected {amount(self._most or 0, 'message')}; {self.counted} came"

    def cut(self, items: list[Heard], t_s: float, hides: Expression | None) -> list[Heard]:
        """The items up to the last message wanted, and of those behind it control frames alone."""
        return list(self._kept(items, t_s - self._began_s, hides))

    def _kept(self, items: list[Heard], t_s: float, hides: Expression | None) -> Iterator[Heard]:
        for item in items:
            if self.reached:
                if isinstance(item, Frame) and item.opcode >= CLOSE:
                    yield item
            elif isinstance(item, Bulk):
                yield self._part(item, t_s, hides)
            else:
                if isinstance(item, Message) and item.readable:
                    self._count(item, t_s, hides)
                yield item

    def _part(self, bulk: Bulk, t_s: float, hides: Expression | None) -> Bulk:
        size = len(bulk.payloads)
        if self._until is None and hides is None and self._most is not None:
            size = min(size, self._most - self.counted)
            self.counted += size
            self.reached = self.counted >= self._most
        else:
            for index, payload in enumerate(bulk.payloads):
                self._count(_message(bulk.opcode, payload), t_s, hides)
                if self.reached:
                    size = index + 1
                    break
        left_out = bulk.payloads[size:]
        return bulk._replace(payloads=bulk.payloads[:size], wire_length=bulk.wire_length - sum(map(len, left_out)))

    def _count(self, message: Message, t_s: float, hides: Expression | None) -> None:
        document = message_document(message, "in", t_s=t_s) if self._until or hides else {}
        if hides is None or hides.matches(document):
            self.counted += 1
        is_last = self._until is not None and self._until.matches(document)
        self.reached = is_last or self.counted == self._most


def _message(opcode: int, payload: bytes) -> Message:
    """One of a bulk by itself."""
    length = len(payload)
    return Message(0, "server", opcode, payload, length, length, 1, compressed=False, readable=True, faults=())
