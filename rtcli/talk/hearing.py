"""What sessions are heard to do, to whoever is to know: those who tell of it, and what answers by itself.

A read that nothing but its teller cares for costs one call; what is heard in bulk stays so.
"""

from collections.abc import Iterator
from typing import Protocol

from rtcli.net.clock import now
from rtcli.session.asked import Manner
from rtcli.session.listener import Wants
from rtcli.session.opening import Opened
from rtcli.session.post_mortem import PostMortem
from rtcli.talk.limit import Limit
from rtcli.talk.outgoing import Outgoing
from rtcli.talk.plan import Plan
from rtcli.talk.teller import Teller
from rtcli.wire.frames import CLOSE, Frame
from rtcli.wire.messages import Message
from rtcli.wire.plain import Bulk, Heard


class Follower(Protocol):
    """Whoever keeps what passes; a teller is one, too."""

    wants: Wants

    def opened(self, opened: Opened, t_s: float, attempt: int) -> None: ...

    def heard(self, items: list[Heard], t_s: float) -> None: ...

    def said(self, items: list[Heard], t_s: float) -> None: ...

    def closed(self, mortem: PostMortem, t_s: float) -> None: ...


class Talking(Protocol):
    """The conversation that is heard."""

    plan: Plan
    manner: Manner
    teller: Teller
    followers: list[Follower]
    limit: Limit
    began_s: float
    attempt: int

    def answer(self, opcode: int, payloads: list[bytes]) -> None:
        """Messages came that something may be answered to."""

    def hold(self, why: str, is_held: bool) -> None:
        """Read nothing, or read on."""

    def leave(self, why: str) -> None:
        """All is heard that was asked for."""


class Hearing:
    """The listener of every session of a talk."""

    def __init__(self, talk: Talking) -> None:
        self._talk = talk
        self._outgoing = Outgoing()
        self.wants = Wants()
        self.last_s = talk.began_s  # when the last message came
        self.settle()

    def settle(self) -> None:
        """Work out anew who wants what: a teller or follower has come or gone."""
        talk = self._talk
        self._followers: tuple[Follower, ...] = (*talk.followers, talk.teller)
        wants = [follower.wants for follower in self._followers]
        self._limited = talk.limit.is_set
        self._answers = bool(talk.plan.steps or talk.plan.echo or talk.plan.replies)
        self.wants = Wants(
            frames=any(want.frames for want in wants),
            messages=self._answers or talk.limit.is_set or any(want.messages for want in wants),
            bulk=all(want.bulk or not want.messages for want in wants),
            own=any(want.own for want in wants),
        )
        forms = self.wants[:2]
        self._ears = [(each.heard, None if each.wants[:2] == forms else each.wants) for each in self._followers]

    def opened(self, opened: Opened) -> None:
        self._outgoing = Outgoing(opened.deflate)
        for follower in self._followers:
            follower.opened(opened, now(), self._talk.attempt)

    def heard(self, items: list[Heard], t_s: float) -> None:
        talk = self._talk
        if self._limited:
            items = talk.limit.cut(items, t_s, talk.plan.look.filter)
        for hear, part in self._ears:
            hear(items if part is None else _part(items, part), t_s)
        for item in items:
            if not isinstance(item, Frame) or item.opcode < CLOSE:
                self.last_s = t_s
                break
        if self._answers:
            for opcode, payloads in _messages(items, talk.manner.lenient):
                talk.answer(opcode, payloads)
        if talk.limit.reached:
            talk.leave("as many messages as were asked for")

    def said(self, frames: list[Frame], t_s: float) -> None:
        items = self._outgoing.joined(frames)
        for follower in self._followers:
            if follower.wants.own:
                follower.said(items, t_s)

    def ponged(self, payload: bytes, rtt_s: float, t_s: float) -> None:
        self._talk.teller.ponged(payload, rtt_s, t_s)

    def writable(self, is_writable: bool) -> None:
        if self._answers:  # what answers must not pile up
            self._talk.hold("peer", not is_writable)

    def ended(self, mortem: PostMortem) -> None:
        for follower in self._followers:
            follower.closed(mortem, now())


def _part(items: list[Heard], wants: Wants) -> list[Heard]:
    """Those of the items that one of several wants; where others want frames, his faults are in them."""
    return [each for item in items for each in _wanted(item, wants)]


def _wanted(item: Heard, wants: Wants) -> tuple[Heard, ...]:
    if isinstance(item, (Message, Bulk)):
        return (item,) if wants.messages else ()
    if isinstance(item, Frame) and item.opcode < CLOSE and not wants.frames:
        return item.faults
    return (item,)


def _messages(items: list[Heard], lenient: bool) -> Iterator[tuple[int, list[bytes]]]:
    """The messages to answer; one that breaks the session, or could not be read, is none."""
    for item in items:
        if isinstance(item, Bulk):
            yield item.opcode, item.payloads
        elif isinstance(item, Message) and item.readable and (lenient or not item.faults):
            yield item.opcode, [item.payload]
