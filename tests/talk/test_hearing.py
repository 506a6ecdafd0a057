"""What sessions are heard to do, and who hears what of it."""

from collections.abc import Callable
from typing import Any

import pytest

from rtcli.session.asked import Manner
from rtcli.session.listener import Wants
from rtcli.session.opening import Opened
from rtcli.session.post_mortem import PostMortem
from rtcli.talk.conversation import Talk
from rtcli.talk.plan import Ends, Expect, Plan, Reply, Send
from rtcli.wire.fault import Fault
from rtcli.wire.frames import BINARY, CLOSE, PING, TEXT
from rtcli.wire.plain import Bulk, Heard
from tests.talk.scene import ASKED
from tests.talk.telling import binary, frame, message, mortem, opened
from tests.vloop import run

FAULT = Fault("frame.reserved-bits", 0, "RSV bits are 100")
FRAMES, MESSAGES, BULK = Wants(frames=True, messages=False), Wants(), Wants(bulk=True)
A = message(b"a")
AB = Bulk(TEXT, [b"a", b"b"], 2)
FRAME, FAULTY, PINGED = frame(TEXT, b"a"), frame(TEXT, b"a", faults=(FAULT,)), frame(PING)


class Ear:
    """A teller or a follower that keeps what it is told."""

    def __init__(self, wants: Wants = BULK) -> None:
        self.wants = wants
        self.told: list[Any] = []

    def opened(self, opened: Opened, t_s: float, attempt: int) -> None:
        self.told.append(("opened", t_s, attempt))

    def heard(self, items: list[Heard], t_s: float) -> None:
        self.told.append(items)

    def said(self, items: list[Heard], t_s: float) -> None:
        self.told.append(("said", items, t_s))

    def ponged(self, payload: bytes, rtt_s: float, t_s: float) -> None:
        self.told.append(("ponged", payload, rtt_s, t_s))

    def closed(self, mortem: PostMortem, t_s: float) -> None:
        self.told.append(("closed", mortem, t_s))


def told(*ears: Ear, plays: Callable[[Talk], None], **plan: Any) -> list[list[Any]]:
    """What each of them was told: the first is the teller, the others follow."""

    async def main() -> None:
        whole = Plan(**{"asked": lambda: ASKED, "way": None} | plan)
        talk = Talk(whole, lambda _look: ears[0], 0.0)  # type: ignore[arg-type, return-value]
        talk.followers += ears[1:]
        talk.hearing.settle()
        plays(talk)

    run(main())
    return [ear.told for ear in ears]


@pytest.mark.parametrize(
    "ears, plan, wants",
    [
        ([BULK], {}, BULK),
        ([MESSAGES], {}, MESSAGES),
        ([FRAMES], {}, Wants(frames=True, messages=False, bulk=True)),
        ([BULK], {"echo": True}, BULK),
        ([BULK], {"steps": (Expect("a"),)}, BULK),
        ([BULK], {"replies": (Reply("a", "b"),)}, BULK),
        ([FRAMES], {"ends": Ends(max_messages=1)}, Wants(frames=True, messages=True, bulk=True)),
        ([BULK, FRAMES], {}, Wants(frames=True, messages=True, bulk=True)),
        ([BULK, MESSAGES], {}, MESSAGES),
        ([BULK, Wants(messages=False, own=True)], {}, Wants(bulk=True, own=True)),
    ],
)
def test_what_is_wanted_together(ears: list[Wants], plan: dict[str, Any], wants: Wants) -> None:
    together = list[Wants]()
    told(*map(Ear, ears), plays=lambda talk: together.append(talk.hearing.wants), **plan)
    assert together == [wants]


@pytest.mark.parametrize(
    "ears, items, parts",
    [
        ([BULK], [AB, PINGED, FAULT], [[AB, PINGED, FAULT]]),
        ([BULK, FRAMES], [FRAME, A, PINGED], [[A, PINGED], [FRAME, PINGED]]),
        ([BULK, FRAMES], [FAULTY, A], [[FAULT, A], [FAULTY]]),
        ([BULK, FRAMES], [FRAME, AB], [[AB], [FRAME]]),
        ([BULK, BULK], [AB], [[AB], [AB]]),
    ],
)
def test_each_hears_what_he_wants(ears: list[Wants], items: list[Heard], parts: list[list[Heard]]) -> None:
    listening = [*map(Ear, ears)]
    assert told(*listening, plays=lambda talk: talk.hearing.heard(items, 1.0)) == [
        [part] for part in [*parts[:1], *parts[1:]]
    ]


def test_what_is_for_one_teller_alone_is_handed_on_as_it_is() -> None:
    items: list[Heard] = [AB]
    [[heard]] = told(Ear(), plays=lambda talk: talk.hearing.heard(items, 1.0))
    assert heard is items


def test_all_else_that_a_session_does() -> None:
    written, own = frame(TEXT, b"x", key=b"1234"), Wants(bulk=True, own=True)

    def plays(talk: Talk) -> None:
        talk.attempt = 3
        talk.hearing.opened(opened())
        talk.hearing.said([written], 1.0)
        talk.hearing.ponged(b"p", 0.25, 2.0)
        talk.hearing.ended(mortem())

    teller, other = told(Ear(own), Ear(), plays=plays)
    assert teller == [
        ("opened", 0.0, 3),
        ("said", [written, message(b"x", origin="client")], 1.0),
        ("ponged", b"p", 0.25, 2.0),
        ("closed", mortem(), 0.0),
    ]
    assert other == [("opened", 0.0, 3), ("closed", mortem(), 0.0)]


@pytest.mark.parametrize(
    "items, is_message",
    [([A], True), ([AB], True), ([FRAME], True), ([PINGED, A], True), ([PINGED], False), ([frame(CLOSE)], False)],
)
def test_only_messages_break_the_silence(items: list[Heard], is_message: bool) -> None:
    last = list[float]()

    def plays(talk: Talk) -> None:
        talk.hearing.heard(items, 7.0)
        last.append(talk.hearing.last_s)

    told(Ear(), plays=plays)
    assert last == [7.0 if is_message else 0.0]


class Socket:
    """What is sent, and whether it is read."""

    state = "open"

    def __init__(self) -> None:
        self.did: list[Any] = []

    def send(self, payload: bytes, opcode: int) -> None:
        self.did.append((payload, opcode))

    def send_all(self, payloads: list[bytes], opcode: int) -> None:
        self.did.append((payloads, opcode))

    def pause(self) -> None:
        self.did.append("pause")

    def resume(self) -> None:
        self.did.append("resume")

    def close(self, code: int, reason: str) -> None:
        self.did.append(("close", code))


def did(*items: Heard, plays: Callable[[Talk], None] | None = None, **plan: Any) -> list[Any]:
    """What was done with the session when this was heard, or when something else happened."""
    socket = Socket()

    def act(talk: Talk) -> None:
        talk.socket = socket  # type: ignore[assignment]
        talk.steps.opened()
        talk.hearing.heard([*items], 1.0)
        if plays:
            plays(talk)

    told(Ear(), plays=act, **plan)
    return socket.did


BROKEN = message(b"x", faults=(FAULT,))
UNREADABLE = message(b"x", readable=False, faults=(FAULT,))


@pytest.mark.parametrize(
    "items, plan, done",
    [
        ([AB, binary(b"c"), A], {"echo": True}, [([b"a", b"b"], TEXT), ([b"c"], BINARY), ([b"a"], TEXT)]),
        ([BROKEN, UNREADABLE, A], {"echo": True}, [([b"a"], TEXT)]),
        ([BROKEN, UNREADABLE], {"echo": True, "manner": Manner(lenient=True)}, [([b"x"], TEXT)]),
        ([AB], {"replies": (Reply("b", "c"),)}, [(b"c", TEXT)]),
        ([AB], {"steps": (Expect("a"), Send(b"1"), Expect("b"), Send(b"2", True))}, [(b"1", TEXT), (b"2", BINARY)]),
        ([AB], {"ends": Ends(max_messages=2)}, [("close", 1000)]),
        ([AB], {"ends": Ends(max_messages=1), "echo": True}, [([b"a"], TEXT), ("close", 1000)]),
        ([AB], {}, []),
    ],
)
def test_what_it_leads_to(items: list[Heard], plan: dict[str, Any], done: list[Any]) -> None:
    assert did(*items, **plan) == done


@pytest.mark.parametrize("plan, done", [({}, []), ({"echo": True}, ["pause", "resume"])])
def test_nothing_is_read_that_could_not_be_answered(plan: dict[str, Any], done: list[str]) -> None:
    def plays(talk: Talk) -> None:
        talk.hearing.writable(False)
        talk.hearing.writable(True)

    assert did(plays=plays, **plan) == done
