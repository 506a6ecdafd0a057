"""A conversation that keeps what a prompt asks of it, and does nothing."""

import asyncio
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from rtcli.session.stats import Stats
from rtcli.talk.plan import Look
from rtcli.wire.frames import TEXT


class Conversation:
    """See `Talk`; nothing is taken while `takes` is not set."""

    def __init__(self, state: str | None = "open", look: Look | None = None) -> None:
        self.did: list[tuple[Any, ...]] = []
        self.plan = SimpleNamespace(look=look or Look())
        self.socket = state and SimpleNamespace(state=state, ping=self.note("ping"), pong=self.note("pong"))
        self.stats, self.began_s, self.attempt = Stats(), 0.0, 1
        self.leaving = False
        self.takes = asyncio.Event()
        self.takes.set()
        for name in ("change_manner", "close", "reconnect", "record", "interrupted"):
            setattr(self, name, self.note(name))

    def note(self, name: str) -> Any:
        return lambda *values, **named: self.did.append((name, *values, *sorted(named.items())))

    def change_look(self, **changes: Any) -> None:
        self.plan.look = replace(self.plan.look, **changes)
        self.did.append(("look", *sorted(changes.items())))

    async def send_all(self, payloads: list[bytes], opcode: int = TEXT) -> None:
        await self.takes.wait()
        self.did.append(("send", payloads, opcode))
