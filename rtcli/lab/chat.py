"""A chat: every text goes to all in the same room, as JSON that says who and when; nobody waits for the slow."""

import asyncio
from contextlib import suppress

from rtcli.lab.peer import Peer
from rtcli.lab.room import UNHEARD_KEPT, Member, Room, entered

TEXT_LIMIT = 16 * 1024  # characters

POLICY, UNSUPPORTED, TOO_BIG = 1008, 1003, 1009  # RFC 6455 7.4.1


async def chat(peer: Peer) -> None:
    end = POLICY, f"over {UNHEARD_KEPT} messages behind"
    with suppress(TimeoutError):
        async with asyncio.timeout(None) as place, asyncio.TaskGroup() as group:
            member = Member(place)
            with entered(peer.shared.rooms, str(peer.parameters["room"]), member) as room:
                for line in room.last(int(peer.parameters["history"])):
                    member.hear(line)
                telling = group.create_task(member.tell(peer.send))
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
