"""A plan for polling, carried out: request after request, at once or at intervals, to the exit code."""

import asyncio
from time import time

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.clock import now
from rtcli.session.http import Client
from rtcli.session.meter import Meter
from rtcli.session.poll import Polled, Poller
from rtcli.session.retry import Backoff
from rtcli.session.retry_after import retry_after_s
from rtcli.session.sse import NotAStream
from rtcli.talk.began import Began, began_at
from rtcli.talk.beside import beside
from rtcli.talk.leashed import Leashed
from rtcli.talk.outlet import Outlet
from rtcli.talk.plan import Streams
from rtcli.talk.poll_choice import choose
from rtcli.talk.poll_plan import PollPlan
from rtcli.talk.poll_stats import PollStats
from rtcli.talk.poll_teller import PollOutcome, PollTeller
from rtcli.talk.signals import heeding, heeding_bugs
from rtcli.talk.stream_tail import STOPS
from rtcli.talk.stream_teller import Ending, Return
from rtcli.talk.tail_plan import BACKOFF_FIRST_S, BACKOFF_MOST_S
from rtcli.talk.thread import in_thread
from rtcli.talk.waiting import told
from rtcli.talk.wanted import Wanted
from rtcli.wire.quantity import format_duration
from rtcli.wire.sse import Event

CURL_TIMEOUT = 28
HEAD = "waiting for the answer"
HELD_S = 0.1  # an answer without anything new that came sooner was not held by the server


async def poll(plan: PollPlan, streams: Streams) -> Exit:
    """The exit code; RtError where no answer came, BrokenPipeError where nobody reads stdout any more."""
    began = began_at(now())
    outlet = Outlet(streams.stdout)
    try:
        polls = Polls(plan, choose(plan, outlet, streams, began=began), began)
        outlet.on_full = polls.hold
        with heeding(polls.stop), heeding_bugs(polls.fail):
            error = await _ask_on(polls, outlet, streams)
            return await _tell_end(polls, outlet, error)
    finally:
        streams.begun = outlet.begun
        outlet.close()


class Polls(Leashed):
    """One endpoint over all requests: what they bring, how it is left, and what that comes to."""

    def __init__(self, plan: PollPlan, teller: PollTeller, began: Began) -> None:
        super().__init__()
        self.plan = plan
        self.teller = teller
        self.stats = PollStats()
        self.stopped: Exit | None = None  # from outside, with this exit code
        self.wanted = Wanted(plan.stream, began)
        self._backoff = Backoff(BACKOFF_FIRST_S, BACKOFF_MOST_S)
        self._is_told = False  # that the server does not hold its answers
        self._flowing = asyncio.Event()
        self._flowing.set()

    def hold(self, is_held: bool) -> None:
        """Ask nothing for now, as there is no room for what it would lead to; or ask on."""
        (self._flowing.clear if is_held else self._flowing.set)()

    def stop(self, code: Exit) -> None:
        """Leave with this exit code."""
        self.stopped = self.stopped or code
        self.cut()

    async def go_on(self, poller: Poller) -> None:
        """Ask until nothing more is wanted; RtError where the first request, or the last that was allowed, fails."""
        while not self.wanted.reached:
            await self._flowing.wait()
            request = await in_thread(self.plan.stream.request)
            self.stats.requests += 1
            try:
                polled = await poller.ask(request)
            except RtError as error:
                delay_s = self._bear(error)
            else:
                self._backoff.reset()
                self._take(polled)
                delay_s = self._pause_s(polled)
            if not self.wanted.reached:
                await asyncio.sleep(delay_s)

    def _take(self, polled: Polled) -> None:
        events = [Event(0, len(text.encode("utf-8", "replace")), "message", text, None, "") for text in polled.messages]
        came, shown = self.wanted.pick([*events], polled.t_s)
        self.stats.answered(polled)
        self.stats.messages += len(came)
        self.stats.shown = self.wanted.shown
        self.teller.answered(polled, [value for value in shown if isinstance(value, Event)])

    def _pause_s(self, polled: Polled) -> float:
        """How long to wait after an answer: no less than its server asks for."""
        floor_s = retry_after_s(polled.response.answer, time())
        if self.plan.long and (polled.messages or now() - polled.asked_s >= HELD_S):
            return floor_s
        if self.plan.long and not self._is_told:
            self._is_told = True
            each = format_duration(self.plan.interval_s)
            self.teller.note(f"the server does not hold its answers: where one is empty, the next request waits {each}")
        return max(polled.asked_s + self.plan.interval_s - now(), floor_s, 0.0)

    def _bear(self, error: RtError) -> float:
        """How long to wait after a failure; the error itself where it is not borne."""
        self.stats.failures += 1
        most = self.plan.stream.max_retries
        if self.stats.answers == 0 or error.exit is not Exit.UNREACHED:
            raise error
        if most is not None and self._backoff.tries >= most:
            self.teller.note(f"{error}; --max-retries allows no more than {most:,} in a row")
            error.exit = Exit.FOUND
            raise error
        answer = error.answer if isinstance(error, NotAStream) else None
        floor_s = max(retry_after_s(answer, time()) if answer else 0.0, 0.0 if self.plan.long else self.plan.interval_s)
        delay_s = self._backoff.next(floor_s)
        self.teller.retrying(Return(self._backoff.tries, delay_s, str(error), ""), now())
        return delay_s

    def ending(self, failures: tuple[str, ...]) -> Ending:
        if self.stopped is not None:
            return Ending(STOPS[self.stopped], STOPS[self.stopped], self.stopped)
        code = Exit.FOUND if failures else Exit.OK
        if self.wanted.reached:
            return Ending("enough", "all that was asked for has come", code)
        says = f"the {format_duration(self.plan.stream.max_time_s or 0)} that -m allows are over"
        return Ending("time-limit", says, code)


async def _ask_on(polls: Polls, outlet: Outlet, streams: Streams) -> RtError | None:
    """All requests; gives what went wrong."""
    meter, way = Meter(), polls.plan.stream.way
    client = Client(way, dial=meter.dial, waiting=lambda limit_s: told(HEAD, limit_s, streams.passing))
    try:
        async with polls.cuttable(), beside(_heed_reader(polls, outlet), _heed_time(polls)):
            await polls.go_on(Poller(client, polls.plan.paging))
    except RtError as error:
        return error
    finally:
        await client.close()
        stats = polls.stats
        stats.connections, stats.bytes_in, stats.bytes_out = meter.connections, meter.bytes_in, meter.bytes_out
    return _too_late(polls.plan) if polls.stopped is None and polls.stats.answers == 0 else None


async def _tell_end(polls: Polls, outlet: Outlet, error: RtError | None) -> Exit:
    """Say what came of it, and let all of the output out."""
    missing = polls.wanted.missing() if error is None and polls.stopped is None else None
    failures = (missing,) if missing else ()
    ending = polls.ending(failures)
    polls.teller.end(PollOutcome(polls.stats, ending, failures, error), now())
    async with polls.cuttable():
        await outlet.flush()
    if error is not None and polls.stopped is None:
        raise error
    return ending.exit


async def _heed_reader(polls: Polls, outlet: Outlet) -> None:
    """Leave when nobody takes what is written; the flush at the end raises that."""
    try:
        await outlet.watch()
    except OSError:
        polls.cut()


async def _heed_time(polls: Polls) -> None:
    """Leave when the time that the whole may take is over."""
    if (limit_s := polls.plan.stream.max_time_s) is not None:
        await asyncio.sleep(limit_s)
        polls.cut()


def _too_late(plan: PollPlan) -> RtError:
    why = f"no answer within {format_duration(plan.stream.max_time_s or 0)}, which -m allows for the whole"
    fix = "allow more, or see with -v which phase takes so long"
    return RtError("poll", why, fix, kind="time-limit", exit=Exit.UNREACHED, curl_code=CURL_TIMEOUT)
