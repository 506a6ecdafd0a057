"""The honest event streams: stamped, resumable, kept alive, echoed, and behind a token."""

import re
import time
from collections.abc import Awaitable, Callable, Iterator

from rtcli.lab.beats import beats, numbers, stamped
from rtcli.lab.credentials import challenge, tokens_given
from rtcli.lab.events import Timed, build_event, compact, on_time, play
from rtcli.lab.exchange import EVENT_STREAM, Exchange
from rtcli.lab.feed import Feed
from rtcli.lab.shared import Shared

RETRY_MS = 1000
PLAIN = ("content-type", "text/plain; charset=utf-8")

_ID = re.compile(r"[0-9]{1,15}")
_WORD = re.compile(r"\s*\S+|\s+\Z")  # with the blanks before it, as tokens have them


async def clock(exchange: Exchange, shared: Shared) -> None:
    behind = seen(exchange)
    await exchange.begin(200, EVENT_STREAM)
    async for beat in on_time(exchange, beats(exchange.parameters)):
        await exchange.send(stamped(beat._replace(number=behind + beat.number), time.time()))
    await exchange.end()


def seen(exchange: Exchange) -> int:
    """The number that a client has seen last: a clock has nothing to replay, but counts on from there."""
    last_id = exchange.request.get("last-event-id") or ""
    return int(last_id) if _ID.fullmatch(last_id) else 0


async def ids(exchange: Exchange, shared: Shared) -> None:
    """Numbers are counted from the start of the lab, so that each connection finds the same event under the same id."""
    feed = Feed(exchange.number("every"), shared.feed.began, exchange.whole("keep"))
    await follow(exchange, feed, feed.last(time.time()), exchange.whole("count"))


async def follow(exchange: Exchange, feed: Feed, number: int, count: int = 0) -> None:
    """Serve so many events of a feed, from behind what Last-Event-ID says, or this number where there is none."""
    opening = f"retry: {RETRY_MS}\n\n"
    if last_id := exchange.request.get("last-event-id"):
        number, remark = resumption(feed, last_id, time.time())
        opening += f": {remark}\n\n"
    await exchange.begin(200, EVENT_STREAM)
    await exchange.send(opening.encode())
    items = feed.follow(number, exchange.pause)
    for _ in numbers(count):
        item = await anext(items)
        await exchange.send(build_event(compact({"n": item.number, "t": round(item.at, 3)}), id=item.number))
    await exchange.end()


def resumption(feed: Feed, last_id: str, now: float) -> tuple[int, str]:
    """The number to go on behind, and in words how that came about."""
    oldest = feed.oldest(now)
    if not _ID.fullmatch(last_id) or int(last_id) > feed.last(now):
        return oldest - 1, f"no event has the id {last_id!r}: all that are kept, from {oldest} on"
    number = int(last_id)
    if number + 1 < oldest:
        return oldest - 1, f"{number + 1} to {oldest - 1} are kept no longer: from {oldest} on"
    return number, f"resumed behind {number}"


async def heartbeat(exchange: Exchange, shared: Shared) -> None:
    every_s, each, behind = exchange.number("every"), exchange.whole("event"), seen(exchange)

    def schedule() -> Iterator[Timed]:
        for number in numbers(exchange.whole("count")):
            at_s = (number - 1) * every_s
            yield Timed(at_s, b": heartbeat\n\n")
            if number % each == 0:
                event = behind + number // each
                yield Timed(at_s, build_event(compact({"n": event}), id=event))

    await play(exchange, schedule())


async def post(exchange: Exchange, shared: Shared) -> None:
    if exchange.request.method != "POST":
        await exchange.answer(405, b"POST a text, and it comes back word by word\n", [("allow", "POST"), PLAIN])
        return
    text, pace_s = (await exchange.body()).decode(errors="replace"), exchange.number("pace")

    def schedule() -> Iterator[Timed]:
        for number, word in enumerate(_WORD.findall(text), 1):
            yield Timed((number - 1) * pace_s, build_event(compact({"n": number, "text": word}), id=number))

    await play(exchange, schedule())


async def auth(exchange: Exchange, shared: Shared) -> None:
    header = exchange.request.get
    given = tokens_given(header("authorization") or "", header("cookie") or "", exchange.word("token"))
    if exchange.word("secret") in given:
        await clock(exchange, shared)
        return
    why = {"error": "this token is not the right one" if given else "a token is needed"}
    fields = [("www-authenticate", challenge(given)), ("content-type", "application/json")]
    await exchange.answer(401, compact(why).encode(), fields)


HANDLERS: dict[str, Callable[[Exchange, Shared], Awaitable[None]]] = {
    "sse/clock": clock,
    "sse/ids": ids,
    "sse/heartbeat": heartbeat,
    "sse/post": post,
    "sse/auth": auth,
}
