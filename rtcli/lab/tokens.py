"""Token streams at the pace of a model, whole or failing as they do in the field."""

import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from itertools import chain, cycle, islice

from rtcli.lab.events import Timed, play
from rtcli.lab.exchange import Exchange
from rtcli.lab.holds import at_end
from rtcli.lab.shapes import SHAPES
from rtcli.lab.shared import Shared

TEXT = (
    "A stream is a promise kept a little at a time. The first word says that somebody is there; the ones behind it "
    "say that they still are. If a box on the way gathers words to save packets, the promise is kept all the same, "
    "only later, and nobody at either end can see why. So each piece should leave the moment it is made, and "
    "somebody with a clock should look at when it comes. "
)
WORDS = TEXT.split()


def words(count: int) -> list[str]:
    """So many tokens of the text, each with the blank before it, over and over."""
    return [f" {word}" if number else word for number, word in enumerate(islice(cycle(WORDS), count))]


class Reply:
    """What one exchange is to be told, in the shape and at the pace that its parameters name."""

    def __init__(self, exchange: Exchange) -> None:
        self.tokens = words(exchange.whole("tokens"))
        self.half = self.tokens[: len(self.tokens) // 2]
        self.shape = SHAPES[exchange.word("shape")](self.tokens, int(time.time()))
        self._first_s = exchange.number("first")
        self._pace_s = exchange.number("pace")

    def paced(self, tokens: Sequence[str], ending: Callable[[], list[bytes]]) -> Iterator[Timed]:
        """The opening at once, these tokens each at its time, and with the last of them the ending."""
        yield from (Timed(0.0, piece) for piece in self.shape.opening())
        at_s = self._first_s
        for number, token in enumerate(tokens, 1):
            at_s = self._first_s + (number - 1) * self._pace_s
            yield Timed(at_s, self.shape.token(number, token))
        yield from (Timed(at_s, piece) for piece in ending())


async def whole(exchange: Exchange, shared: Shared) -> None:
    reply = Reply(exchange)
    await play(exchange, reply.paced(reply.tokens, reply.shape.closing), *reply.shape.fields)


async def without_end(exchange: Exchange, shared: Shared) -> None:
    """Without its last event, or without its second half."""
    reply = Reply(exchange)
    if exchange.word("missing") == "mark":
        schedule = reply.paced(reply.tokens, lambda: reply.shape.closing()[:-1])
    else:
        schedule = reply.paced(reply.half, list)
    await play(exchange, schedule, *reply.shape.fields)


async def failing(exchange: Exchange, shared: Shared) -> None:
    reply = Reply(exchange)
    await play(exchange, reply.paced(reply.half, lambda: [reply.shape.error()]), *reply.shape.fields)


async def at_once(exchange: Exchange, shared: Shared) -> None:
    reply = Reply(exchange)
    await play(exchange, at_end(reply.paced(reply.tokens, reply.shape.closing)), *reply.shape.fields)


async def stalling(exchange: Exchange, shared: Shared) -> None:
    """The second half late."""
    reply, pause_s = Reply(exchange), exchange.number("pause")
    pieces = list(reply.paced(reply.tokens, reply.shape.closing))
    half = len(pieces) // 2
    late = (Timed(at_s + pause_s, data) for at_s, data in pieces[half:])
    await play(exchange, chain(pieces[:half], late), *reply.shape.fields)


async def miscounting(exchange: Exchange, shared: Shared) -> None:
    """With usage as it is asked for, not as it was."""
    reply = Reply(exchange)
    reply.shape.size = exchange.whole("usage")
    await play(exchange, reply.paced(reply.tokens, reply.shape.closing), *reply.shape.fields)


async def losing(exchange: Exchange, shared: Shared) -> None:
    """Without some of the events in its midst; those of this shape are numbered."""
    reply, lost = Reply(exchange), exchange.whole("lost")
    pieces = list(reply.paced(reply.tokens, reply.shape.closing))
    half = len(pieces) // 2
    await play(exchange, [*pieces[:half], *pieces[half + lost :]], *reply.shape.fields)


HANDLERS: dict[str, Callable[[Exchange, Shared], Awaitable[None]]] = {
    "sse/llm": whole,
    "sse/llm-no-end": without_end,
    "sse/llm-error": failing,
    "sse/llm-at-once": at_once,
    "sse/llm-stall": stalling,
    "sse/llm-usage": miscounting,
    "sse/llm-gap": losing,
}
