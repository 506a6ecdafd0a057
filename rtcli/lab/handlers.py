"""Every route by its name to the function that serves it: one table an engine."""

from collections.abc import Awaitable, Callable

from rtcli.lab import (
    frame_misdeeds,
    habits,
    handshake_misdeeds,
    head_misdeeds,
    holds,
    page,
    polls,
    sockets,
    stream_misdeeds,
    streams,
    tokens,
)
from rtcli.lab.exchange import Exchange
from rtcli.lab.peer import Greeting, Handler
from rtcli.lab.shared import Shared
from rtcli.lab.visit import Visit

WEBSOCKETS: dict[str, Handler] = {**sockets.HANDLERS}
GREETINGS: dict[str, Greeting] = {**sockets.GREETINGS}  # of routes that do not simply accept
HTTP: dict[str, Callable[[Exchange, Shared], Awaitable[None]]] = {
    **page.HANDLERS,
    **streams.HANDLERS,
    **tokens.HANDLERS,
    **polls.HANDLERS,
    **stream_misdeeds.HANDLERS,
    **head_misdeeds.HANDLERS,
    **holds.HANDLERS,
}
RAW: dict[str, Callable[[Visit], Awaitable[None]]] = {
    **handshake_misdeeds.HANDLERS,
    **frame_misdeeds.HANDLERS,
    **habits.HANDLERS,
    **stream_misdeeds.RAW,
    **head_misdeeds.RAW,
}
