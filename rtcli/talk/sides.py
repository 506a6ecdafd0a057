"""One way to a feed followed for its time, as each of them works: a WebSocket, an event stream, polling."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from rtcli.errors import RtError
from rtcli.net.clock import now
from rtcli.session.asked import Asked, Manner
from rtcli.session.body import Piece
from rtcli.session.http import Client, Response
from rtcli.session.listener import Wants
from rtcli.session.opening import open_websocket
from rtcli.session.poll import Poller
from rtcli.session.post_mortem import PostMortem
from rtcli.session.sse import Resumption, follow
from rtcli.session.ws import WebSocket
from rtcli.talk.compare_plan import ComparePlan, Side
from rtcli.talk.poll import HELD_S
from rtcli.talk.tally import Tally
from rtcli.wire.frames import Frame
from rtcli.wire.messages import Message
from rtcli.wire.plain import Heard
from rtcli.wire.sse import Event, Value

LEAVE_S = 1.0  # for a server to answer our close

Go = Callable[[Side, ComparePlan, Tally], Awaitable[None]]


async def measure(side: Side, plan: ComparePlan, leash: asyncio.Timeout) -> Tally:
    """Follow it until the leash ends or enough has come; what goes wrong stands in the tally."""
    tally = Tally(side.kind, plan.sent, plan.max_messages)
    try:
        async with leash:
            await FOLLOW[side.kind](side, plan, tally)
    except TimeoutError:
        if not leash.expired():
            raise
    except RtError as error:
        tally.error = error
    tally.closed()
    return tally


class WebSocketEar:
    """See `session.listener.Listener`."""

    wants = Wants()

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self.socket: WebSocket | None = None

    def heard(self, items: list[Heard], t_s: float) -> None:
        messages = [item for item in items if isinstance(item, Message) and item.readable]
        self._tally.heard([message.payload.decode("utf-8", "replace") for message in messages], t_s)
        if self._tally.enough and self.socket is not None:
            self._tally.closed()
            self.socket.close()

    def said(self, frames: list[Frame], t_s: float) -> None: ...

    def ponged(self, payload: bytes, rtt_s: float, t_s: float) -> None: ...

    def writable(self, is_writable: bool) -> None: ...

    def ended(self, mortem: PostMortem) -> None: ...


async def _websocket(side: Side, _plan: ComparePlan, tally: Tally) -> None:
    request = side.request
    asked = Asked(
        request.url,
        request.headers,
        user=request.user,
        cookie=request.cookie,
        user_agent=request.user_agent,
        redirects=request.redirects,
    )
    tally.requests += 1
    opened = await open_websocket(asked, side.way, dial=tally.meter.dial)
    tally.opened()
    ear = WebSocketEar(tally)
    ear.socket = socket = WebSocket(opened, Manner(close_timeout_s=LEAVE_S), ear)
    try:
        socket.start()
        mortem = await socket.over()
        if not tally.enough:
            tally.ended = f"closed: {mortem.cause}"
    finally:
        tally.closed()
        socket.close()
        await socket.over()


class StreamEar:
    """See `session.sse.StreamListener`."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally

    async def ready(self) -> None: ...

    def opened(self, response: Response) -> None:
        self._tally.opened()

    def arrived(self, values: list[Value], piece: Piece) -> bool:
        self._tally.heard([value.data for value in values if isinstance(value, Event)], piece.t_s)
        return self._tally.enough


async def _event_stream(side: Side, _plan: ComparePlan, tally: Tally) -> None:
    client, resumption = Client(side.way, dial=tally.meter.dial), Resumption()
    try:
        while True:
            tally.requests += 1
            end = await follow(client, side.request, resumption, StreamEar(tally))
            if end.stop:
                tally.ended = "" if tally.enough else end.says
                return
            await asyncio.sleep(resumption.retry_s)
    finally:
        await client.close()


async def _polling(side: Side, plan: ComparePlan, tally: Tally, *, long: bool) -> None:
    client = Client(side.way, dial=tally.meter.dial)
    poller = Poller(client, plan.paging)
    try:
        while not tally.enough:
            tally.requests += 1
            polled = await poller.ask(side.request)
            tally.heard(polled.messages, polled.t_s)
            tally.opened()
            is_held = long and (polled.messages or now() - polled.asked_s >= HELD_S)
            if not tally.enough and not is_held:
                await asyncio.sleep(max(polled.asked_s + plan.interval_s - now(), 0))
    finally:
        await client.close()


FOLLOW: dict[str, Go] = {
    "ws": _websocket,
    "sse": _event_stream,
    "poll": partial(_polling, long=False),
    "long-poll": partial(_polling, long=True),
}
