"""Who is still there: pings of ours with the time their answers take, and the answers to the peer's pings.

An answer is a pong with the payload of a ping that is under way; any other pong tells of nothing.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from itertools import count

from rtcli.net.clock import now
from rtcli.session.asked import Manner
from rtcli.session.stats import Stats
from rtcli.wire.mask import xor

UNDER_WAY_MOST = 4096  # pings, and delayed pongs: older ones are forgotten


class Pings:
    """Our pings: sent each interval, timed, and the session broken off where their answers stay away too long."""

    def __init__(self, stats: Stats, send: Callable[[bytes], None], give_up: Callable[[], None]) -> None:
        self.unanswered = 0
        self._stats = stats
        self._send = send
        self._give_up = give_up
        self._interval_s: float | None = None
        self._timeout_s: float | None = None
        self._under_way: deque[tuple[bytes, float]] = deque(maxlen=UNDER_WAY_MOST)
        self._numbers = count(1)
        self._next: asyncio.TimerHandle | None = None
        self._limit: asyncio.TimerHandle | None = None
        self._paused = False
        self._resumed_s = 0.0

    def follow(self, manner: Manner) -> None:
        """Ping as this manner has it, from now on."""
        self._timeout_s = manner.ping_timeout_s
        self._interval_s = manner.ping_interval_s
        if self._next is not None:
            self._next.cancel()
        self._wait()

    def ping(self, payload: bytes | None = None) -> None:
        """Send one, with a payload of its own unless one is given."""
        payload = b"rtcli %d" % next(self._numbers) if payload is None else payload
        self._send(payload)
        self._under_way.append((payload, now()))
        self._count(1)
        self._watch()

    def answered(self, payload: bytes, t_s: float) -> float | None:
        """How long this pong took to come, if it answers a ping; those sent before need no answer any more."""
        place = next((place for place, (sent, _) in enumerate(self._under_way, 1) if sent == payload), 0)
        if not place:
            return None
        for _ in range(place):  # RFC 6455 5.5.3: the most recent of several pings may be all that is answered
            _, sent_s = self._under_way.popleft()
        self._count(-place)
        rtt_s = t_s - sent_s
        self._stats.rtt.add(rtt_s)
        return rtt_s

    def pause(self) -> None:
        """Pongs are not read for now, so nobody is to blame for their absence."""
        self._paused = True

    def resume(self) -> None:
        self._paused = False
        self._resumed_s = now()

    def stop(self) -> None:
        for timer in (self._next, self._limit):
            if timer is not None:
                timer.cancel()

    def _count(self, number: int) -> None:
        self.unanswered += number
        self._stats.pings_unanswered += number

    def _wait(self) -> None:
        if self._interval_s is not None:
            self._next = asyncio.get_running_loop().call_later(self._interval_s, self._again)

    def _again(self) -> None:
        self._wait()
        self.ping()

    def _watch(self) -> None:
        """Come back when the oldest ping is too old; one look at a time is enough."""
        if self._limit is None and self._timeout_s is not None and self._under_way:
            since_s = now() if self._paused else max(self._under_way[0][1], self._resumed_s)
            self._limit = asyncio.get_running_loop().call_at(since_s + self._timeout_s, self._look)

    def _look(self) -> None:
        self._limit = None
        if self._timeout_s is None or not self._under_way:
            return
        if not self._paused and max(self._under_way[0][1], self._resumed_s) + self._timeout_s <= now():
            self._give_up()
        else:
            self._watch()


class Pongs:
    """Our answers to the peer's pings, as the manner has it: at once, late, never, or wrong."""

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._send = send
        self._habit = "auto"
        self._delay_s = 0.0
        self._due: deque[tuple[float, bytes]] = deque(maxlen=UNDER_WAY_MOST)
        self._timer: asyncio.TimerHandle | None = None

    def follow(self, manner: Manner) -> None:
        self._habit = manner.pong
        self._delay_s = manner.pong_delay_s

    def answer(self, payload: bytes) -> None:
        """A ping came."""
        if self._habit == "off":
            return
        if self._habit == "wrong":
            payload = xor(payload, b"\1\1\1\1") or b"wrong"
        if not self._delay_s:
            self._send(payload)
            return
        self._due.append((now() + self._delay_s, payload))
        self._wait()

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _wait(self) -> None:
        if self._timer is None and self._due:
            self._timer = asyncio.get_running_loop().call_at(self._due[0][0], self._late)

    def _late(self) -> None:
        self._timer = None
        while self._due and self._due[0][0] <= now():
            self._send(self._due.popleft()[1])
        self._wait()
