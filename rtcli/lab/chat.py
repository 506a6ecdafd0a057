"""A chat: every text goes to all in the same room, as JSON that says who and when; nobody waits for the slow."""

import asyncio
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count

from rtcli.lab.events import compact
from rtcli.lab.peer import Peer

HISTORY_KEPT = 100  # messages
UNHEARD_KEPT = 256  # messages for one member, the history among them
TEXT_LIMIT = 16 * 1024  # characters

POLICY, UNSUPPORTED, TOO_BIG = 1008, 1003, 1009  # RFC 6455 7.4.1


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

    async def tell(self, peer: Peer) -> None:
        while True:
            await peer.send(await self._unheard.get())


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


async def chat(peer: Peer) -> None:
    end = POLICY, f"over {UNHEARD_KEPT} messages behind"
    with suppress(TimeoutError):
        async with asyncio.timeout(None) as place, asyncio.TaskGroup() as group:
            member = Member(place)
            with entered(peer.lab.rooms, str(peer.parameters["room"]), member) as room:
                for line in room.last(int(peer.parameters["history"])):
                    member.hear(line)
                telling = group.create_task(member.tell(peer))
                end = await _listen(peer, room)
                telling.cancel()
    await peer.close(*end)


async def _listen(peer: Peer, room: Room) -> tuple[int, str]:
    """Pass on what this member says; how it ended, as code and reason."""
    name = str(peer.parameters["name"]) or f"guest {next(room.guests)}"
    async for message in peer.messages():
        if isinstance(message, bytes):
            return UNSUPPORTED, "this chat is of text"
        if len(message) > TEXT_LIMIT:
            return TOO_BIG, f"over {TEXT_LIMIT} characters"
        room.say(name, message)
    return 1000, ""
