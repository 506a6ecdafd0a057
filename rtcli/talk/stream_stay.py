"""Connections one after the other: a stream that was lost is asked for again, no sooner than its server says.

How a stream ends for good, WHATWG HTML 9.2.3 says; what else is borne, the plan.
"""

import asyncio
from random import random as chance
from time import time

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.clock import now
from rtcli.session.http import Client
from rtcli.session.request import Request
from rtcli.session.retry import Backoff
from rtcli.session.retry_after import retry_after_s
from rtcli.session.sse import NotAStream, StreamEnd, header_value
from rtcli.talk.stream_tail import Tail
from rtcli.talk.stream_teller import Return
from rtcli.talk.tail_plan import BACKOFF_FIRST_S, BACKOFF_MOST_S, STABLE_S, TailPlan
from rtcli.talk.thread import in_thread
from rtcli.wire.http1 import quoted

RESENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})  # RFC 9110 9.2.2: twice is as good as once


async def stay_tuned(tail: Tail, client: Client) -> None:
    """Until the stream is over; RtError where the first connection, or the last that was allowed, fails."""
    pace = Pace(tail.plan)
    while True:
        error, floor_s = None, 0.0
        request = await in_thread(tail.plan.request)
        events = tail.stats.events
        try:
            end = await tail.connect(client, request)
        except RtError as raised:
            if not _is_borne(tail, request, raised):
                raise
            error, reason = raised, str(raised)
            floor_s = retry_after_s(raised.answer, time()) if isinstance(raised, NotAStream) and raised.answer else 0.0
            pace.failed()
        else:
            if not _goes_on(tail, end, request):
                return
            reason = end.says
            pace.ended(end, tail.stats.events > events)
        if pace.is_spent:
            tail.spent = f"{reason}; --max-retries allows no more than {pace.tries:,} in a row"
            return _raise_spent(tail, error)
        delay_s = pace.delay_s(max(tail.resumption.retry_s, floor_s))
        _say_what_is_lost(tail)
        tail.save()
        again = Return(tail.attempt + 1, delay_s, reason, tail.resumption.last_event_id)
        tail.teller.reconnecting(again, now())
        await asyncio.sleep(delay_s)


class Pace:
    """When to come back: as soon as the server allows, and later with each failure in a row."""

    def __init__(self, plan: TailPlan) -> None:
        self._most = plan.max_retries
        self.tries = 0  # since a stream that lasted
        self._failures = 0  # likewise, and since one that brought something and ended in order
        self._backoff = Backoff(BACKOFF_FIRST_S, BACKOFF_MOST_S, chance)

    @property
    def is_spent(self) -> bool:
        return self._most is not None and self.tries >= self._most

    def ended(self, end: StreamEnd, has_brought: bool) -> None:
        if end.duration_s >= STABLE_S:
            self.tries = 0
        if end.duration_s >= STABLE_S or (end.clean and has_brought):
            self._failures = 0
            self._backoff.reset()
        if not (end.clean and has_brought):
            self._failures += 1

    def failed(self) -> None:
        self._failures += 1

    def delay_s(self, floor_s: float) -> float:
        """How long to wait for one more try."""
        self.tries += 1
        return floor_s if self._failures < 2 else self._backoff.next(floor_s)


def _is_borne(tail: Tail, request: Request, error: RtError) -> bool:
    """Whether a connection that failed is tried again."""
    plan = tail.plan
    if not _may_resend(plan, request) or not (tail.never_opened or plan.reconnect):
        return False
    if isinstance(error, NotAStream):
        status = error.answer.status if error.answer else 0
        return any(status in statuses for statuses in plan.retry_on)
    return not tail.never_opened and error.exit is Exit.UNREACHED


def _goes_on(tail: Tail, end: StreamEnd, request: Request) -> bool:
    """Whether a stream that ended is asked for again."""
    plan = tail.plan
    if end.stop or not plan.reconnect or plan.llm is not None:
        return False
    if not _may_resend(plan, request):
        tail.teller.note(f"{end.says}; a {request.method} is not sent again: --retry-post does that")
        return False
    return True


def _may_resend(plan: TailPlan, request: Request) -> bool:
    return plan.retry_post or request.method.upper() in RESENT


def _say_what_is_lost(tail: Tail) -> None:
    last_event_id = tail.resumption.last_event_id
    if header_value(last_event_id) is None:
        tail.teller.note(f"the last id, {quoted(last_event_id)}, cannot stand in a header: it is not sent")


def _raise_spent(tail: Tail, error: RtError | None) -> None:
    """A last try that failed is what is said of it all; that there had been a stream makes it another exit code."""
    if error is not None:
        tail.teller.note(tail.spent)
        if not tail.never_opened:
            error.exit = Exit.FOUND
        raise error
