"""Rooms of the chat without a connection: who hears what, who loses his place, and when a room is forgotten."""

import asyncio
import json

import pytest

from rtcli.lab.room import HISTORY_KEPT, UNHEARD_KEPT, Member, Room, entered
from tests import vloop


def texts(lines: list[str]) -> list[str]:
    return [json.loads(line)["text"] for line in lines]


async def heard(member: Member, lines: int) -> list[str]:
    """What the member is told, so many lines of it."""
    told: list[str] = []
    enough = asyncio.Event()

    async def send(line: str) -> None:
        told.append(line)
        if len(told) == lines:
            enough.set()

    async with asyncio.TaskGroup() as group:
        telling = group.create_task(member.tell(send))
        await enough.wait()
        telling.cancel()
    return told


def test_everyone_hears_in_order() -> None:
    async def talk() -> list[list[str]]:
        room, members = Room(), [Member(asyncio.timeout(None)) for _ in range(2)]
        room.members.update(members)
        room.say("one", "hello")
        room.say("two", 'ü "quoted"')
        return [await heard(member, 2) for member in members]

    first, second = vloop.run(talk())
    assert first == second
    documents = [json.loads(line) for line in first]
    assert [list(document) for document in documents] == [["n", "from", "text", "at"]] * 2
    assert [(d["n"], d["from"], d["text"]) for d in documents] == [(1, "one", "hello"), (2, "two", 'ü "quoted"')]


@pytest.mark.parametrize("said, most, told", [(3, 2, ["1", "2"]), (3, 0, []), (2, 9, ["0", "1"]), (0, 9, [])])
def test_the_last_lines(said: int, most: int, told: list[str]) -> None:
    room = Room()
    for number in range(said):
        room.say("one", str(number))
    assert texts(room.last(most)) == told


def test_only_so_many_lines_are_kept() -> None:
    room = Room()
    for number in range(HISTORY_KEPT + 5):
        room.say("one", str(number))
    assert texts(room.last(2 * HISTORY_KEPT)) == [str(number) for number in range(5, HISTORY_KEPT + 5)]


def test_whoever_is_too_far_behind_loses_his_place() -> None:
    async def fall_behind() -> tuple[bool, int]:
        room = Room()
        try:
            async with asyncio.timeout(None) as place:
                room.members.add(Member(place))
                for _ in range(UNHEARD_KEPT):
                    room.say("one", "hello")
                assert len(room.members) == 1
                room.say("one", "one too many")
                assert not room.members
                room.say("one", "to nobody")
                await asyncio.sleep(3600)
        except TimeoutError:
            return True, len(room.last(UNHEARD_KEPT))
        return False, 0

    assert vloop.run(fall_behind()) == (True, HISTORY_KEPT)


def test_a_room_lasts_as_long_as_somebody_is_in_it() -> None:
    async def come_and_go() -> None:
        rooms: dict[str, Room] = {}
        one, two = (Member(asyncio.timeout(None)) for _ in range(2))
        with entered(rooms, "a", one) as first:
            with entered(rooms, "a", two) as same:
                assert same is first
            assert rooms == {"a": first}
            with entered(rooms, "b", two):
                assert rooms.keys() == {"a", "b"}
            assert rooms == {"a": first}
        assert rooms == {}

    vloop.run(come_and_go())


def test_leaving_late_does_not_close_the_room_of_others() -> None:
    async def leave_late() -> None:
        rooms: dict[str, Room] = {}
        with entered(rooms, "a", Member(asyncio.timeout(None))) as first:
            first.members.clear()
            rooms["a"] = second = Room()
        assert rooms == {"a": second}

    vloop.run(leave_late())
