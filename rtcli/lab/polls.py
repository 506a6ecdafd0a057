"""The feed in the ways of those who know no WebSocket: by polling, by long polling, and as an event stream."""

import time
from collections.abc import Awaitable, Callable

from rtcli.lab.events import compact
from rtcli.lab.exchange import Exchange
from rtcli.lab.feed import Feed
from rtcli.lab.shared import Shared
from rtcli.lab.streams import follow

FIELDS = (
    ("content-type", "application/json"),
    ("cache-control", "no-store"),
    ("access-control-allow-origin", "*"),
)


async def poll(exchange: Exchange, shared: Shared) -> None:
    await _tell(exchange, shared.feed, _number(exchange, shared.feed))


async def long_poll(exchange: Exchange, shared: Shared) -> None:
    number, now = _number(exchange, shared.feed), time.time()
    until = min(shared.feed.due(number + 1), now + exchange.number("wait"))
    while time.time() < until:
        await exchange.pause(until - time.time())
    await _tell(exchange, shared.feed, number)


async def feed(exchange: Exchange, shared: Shared) -> None:
    """As the parameter says, or else as the client does: EventSource asks for an event stream."""
    way = exchange.word("as")
    if way == "auto":
        way = "sse" if "text/event-stream" in (exchange.request.get("accept") or "") else "poll"
    await WAYS[way](exchange, shared)


async def stream(exchange: Exchange, shared: Shared) -> None:
    await follow(exchange, shared.feed, _number(exchange, shared.feed))


async def _tell(exchange: Exchange, feed: Feed, number: int) -> None:
    """What is new since that number, and the number to ask with next."""
    items = feed.since(number, time.time())
    document = {
        "items": [{"n": item.number, "t": round(item.at, 3)} for item in items],
        "next": items[-1].number if items else number,
    }
    await exchange.answer(200, compact(document).encode(), FIELDS)


def _number(exchange: Exchange, feed: Feed) -> int:
    """The last one that the client has seen; one that is yet to come, as after a restart, counts as the newest."""
    return min(exchange.whole("since"), feed.last(time.time()))


WAYS: dict[str, Callable[[Exchange, Shared], Awaitable[None]]] = {"sse": stream, "poll": poll, "long-poll": long_poll}
HANDLERS: dict[str, Callable[[Exchange, Shared], Awaitable[None]]] = {
    "poll": poll,
    "long-poll": long_poll,
    "feed": feed,
}
