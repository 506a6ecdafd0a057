"""A transcript sent again at its own pace, faster, or step by step; its answers held against those that come now."""

import asyncio
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from rtcli.net.clock import now
from rtcli.session.listener import Wants
from rtcli.session.opening import Opened
from rtcli.session.post_mortem import PostMortem
from rtcli.talk.conversation import Talk
from rtcli.talk.inlet import Inlet
from rtcli.talk.json_parts import ABSENT, differences
from rtcli.talk.outlet import Outlet, Sheet
from rtcli.talk.plan import Ends, Plan, Streams
from rtcli.talk.run import run
from rtcli.talk.transcript import Passed, Transcript
from rtcli.wire.frames import OPCODE_NAMES
from rtcli.wire.messages import Message
from rtcli.wire.plain import Bulk, Heard

MATCHED_MOST = 2000  # messages of which the best match is looked for; longer ones are compared place by place
Key = tuple[int, str | bytes]


class Pace(NamedTuple):
    """How it is sent."""

    speed: float = 1.0  # times as fast as it was; 0: without any wait
    step: bool = False  # each after a line on stdin
    wait_s: float = 2.0  # of silence, for the answers that are still missing


class Change(NamedTuple):
    """One difference between the answers then and now."""

    kind: str  # changed, missing, extra
    at: int  # of the message among those recorded, or among those that came where it is extra
    expected: Passed | None
    received: Passed | None
    says: tuple[str, ...] = ()  # where in their JSON they differ


class Replayed(NamedTuple):
    """What came of it."""

    sent: int
    expected: int
    received: tuple[Passed, ...]
    changes: tuple[Change, ...]


class Collector:
    """A follower that keeps the messages of a session."""

    wants = Wants(bulk=True)

    def __init__(self) -> None:
        self.received: list[Passed] = []
        self.last_s = self._began_s = 0.0
        self.moved = asyncio.Event()  # something came

    def opened(self, opened: Opened, t_s: float, attempt: int) -> None:
        self.last_s = self._began_s = t_s

    def heard(self, items: list[Heard], t_s: float) -> None:
        for item in items:
            if isinstance(item, (Bulk, Message)):
                payloads = item.payloads if isinstance(item, Bulk) else [item.payload]
                self.received += [Passed(t_s - self._began_s, item.opcode, bytes(payload)) for payload in payloads]
                self.last_s = t_s
                self.moved.set()

    def said(self, items: list[Heard], t_s: float) -> None:
        """Nothing: it is known."""

    def closed(self, mortem: PostMortem, t_s: float) -> None:
        """Nothing: that no more comes shows in what is missing."""


class ReplaySource:
    """Sends what was sent then, and stays as long as answers may come."""

    def __init__(self, transcript: Transcript, pace: Pace, collector: Collector, stdin: int) -> None:
        self.sent = 0
        self._transcript = transcript
        self._pace = pace
        self._collector = collector
        self._inlet = Inlet(stdin)

    def over(self, outlet: Outlet) -> Sheet:
        return outlet

    async def run(self, talk: Talk) -> None:
        begun_s = now()
        for passed in self._transcript.sent:
            if self._pace.step:
                if not await self._inlet.read():
                    break
            elif self._pace.speed:
                await asyncio.sleep(begun_s + passed.t_s / self._pace.speed - now())
            await talk.send_all([passed.payload], passed.opcode)
            self.sent += 1
        begun_s = now()
        while len(self._collector.received) < len(self._transcript.received):
            self._collector.moved.clear()
            try:
                async with asyncio.timeout_at(max(begun_s, self._collector.last_s) + self._pace.wait_s):
                    await self._collector.moved.wait()
            except TimeoutError:
                break


async def replay(
    transcript: Transcript, plan: Plan, streams: Streams, pace: Pace, *, ignored: Iterable[str] = ()
) -> Replayed:
    """RtError where there is no session."""
    collector = Collector()
    source = ReplaySource(transcript, pace, collector, streams.stdin)
    plan = replace(plan, ends=Ends(drain_s=0.0, max_time_s=plan.ends.max_time_s), input=None, steps=())
    await run(plan, streams, source=source, followers=(collector,))
    changes = compare(transcript.received, collector.received, frozenset(ignored))
    return Replayed(source.sent, len(transcript.received), tuple(collector.received), tuple(changes))


def compare(then: Sequence[Passed], now_: Sequence[Passed], ignored: frozenset[str]) -> list[Change]:
    """The fewest changes that make the one of the other; object members of an ignored name do not count."""
    old, new = [_key(each, ignored) for each in then], [_key(each, ignored) for each in now_]
    if max(len(old), len(new)) > MATCHED_MOST:
        blocks: Sequence[tuple[str, int, int, int, int]] = [("replace", 0, len(old), 0, len(new))]
    else:
        blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    changes: list[Change] = []
    for tag, start, end, begin, stop in blocks:
        if tag == "equal":
            continue
        common = min(end - start, stop - begin)
        for step in range(common):
            if old[start + step] != new[begin + step]:
                pair = then[start + step], now_[begin + step]
                changes.append(Change("changed", start + step, *pair, _places(*pair, ignored)))
        changes += [Change("missing", index, then[index], None) for index in range(start + common, end)]
        changes += [Change("extra", index, None, now_[index]) for index in range(begin + common, stop)]
    return changes


def _key(passed: Passed, ignored: frozenset[str]) -> Key:
    value = _json(passed.payload, ignored)
    return passed.opcode, passed.payload if value is None else json.dumps(value, sort_keys=True)


def _places(expected: Passed, came: Passed, ignored: frozenset[str]) -> tuple[str, ...]:
    if expected.opcode != came.opcode:
        return (f"expected {OPCODE_NAMES[expected.opcode]}, got {OPCODE_NAMES[came.opcode]}",)
    old, new = _json(expected.payload, ignored), _json(came.payload, ignored)
    if old is None or new is None:
        return ()
    more = (place.path for place in differences(new, old) if place.says.endswith(ABSENT))
    return (*map(str, differences(old, new)), *(f"{path}: not in the record" for path in more))


def _json(payload: bytes, ignored: frozenset[str]) -> Any:
    """An object or a list, without the members that do not count; None where it is neither."""
    if payload[:1] not in (b"{", b"["):
        return None
    try:
        return _without(json.loads(payload), ignored)
    except (ValueError, RecursionError):
        return None


def _without(value: Any, ignored: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {name: _without(inner, ignored) for name, inner in value.items() if name not in ignored}
    return [_without(inner, ignored) for inner in value] if isinstance(value, list) else value
