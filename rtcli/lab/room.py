"""A room of the chat: what was said in it, and a bounded queue for each member, so that nobody waits for the slow."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from itertools import count

from rtcli.lab.events import compact

HISTORY_KEPT = 100  # messages
UNHEARD_KEPT = 256  # messages for one member, the history among them


class Member:
    """One who listens: what was said and is not sent yet. Too much of it, and he loses his place."""

    def __init__(self, place: asyncio.Timeout) -> None:
        self._place = place
        self._unheard: asyncio.Queue[str] = asyncio.Queue(UNHEARD_KEPT)

    def hear(self, line: str) -> bool:
        """Keep a line for him; False where he is too far behind."""
        if self._unheard.full():
            self._place.reschedule(0)
            return False
        self._unheard.put_nowait(line)
        return True

    async def tell(self, send: Callable[[str], Awaitable[None]]) -> None:
        while True:
            await send(await self._unheard.get())


class Room:
    """It lasts as long as somebody is in it."""

    def __init__(self) -> None:
        self.history: deque[str] = deque(maxlen=HISTORY_KEPT)
        self.members: set[Member] = set()
        self.guests = count(1)
        self._numbers = count(1)

    def last(self, most: int) -> list[str]:
        """So many of the last lines, if there are as many."""
        return list(self.history)[max(len(self.history) - most, 0) :]

    def say(self, name: str, text: str) -> None:
        line = compact({"n": next(self._numbers), "from": name, "text": text, "at": round(time.time(), 3)})
        self.history.append(line)
        self.members = {member for member in self.members if member.hear(line)}


@contextmanager
def entered(rooms: dict[str, Room], name: str, member: Member) -> Iterator[Room]:
    """The room of that name, with the member in it."""
    room = rooms.setdefault(name, Room())
    room.members.add(member)
    try:
        yield room
    finally:
        room.members.discard(member)
        if not room.members and rooms.get(name) is room:
            del rooms[name]
