"""One stream over all its connections: what it brings, who is told of it, how it is left, and what that comes to."""

import asyncio

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.clock import now
from rtcli.session.body import Piece
from rtcli.session.http import Client, Response
from rtcli.session.request import Request
from rtcli.session.sse import Resumption, StreamEnd, follow
from rtcli.talk.began import Began
from rtcli.talk.bookmark import Bookmark
from rtcli.talk.leashed import Leashed
from rtcli.talk.stream_keepers import StreamKeepers
from rtcli.talk.stream_stats import StreamStats
from rtcli.talk.stream_teller import Ending, Judge, StreamTeller
from rtcli.talk.tail_plan import TailPlan
from rtcli.talk.wanted import Wanted
from rtcli.wire.quantity import format_duration
from rtcli.wire.sse import Event, Value

STOPS = {Exit.INTERRUPTED: "interrupted", Exit.TERMINATED: "terminated"}


class Tail(Leashed):
    """The listener of each connection, one after the other."""

    def __init__(self, plan: TailPlan, teller: StreamTeller, began: Began) -> None:
        super().__init__()
        self.plan = plan
        self.teller = teller
        self.keepers = StreamKeepers(plan, began)
        self.stats = StreamStats()
        self.resumption = Resumption()
        self.end: StreamEnd | None = None  # of the last stream; None where it is open, or we left it
        self.attempt = 0  # to connect
        self.stopped: Exit | None = None  # from outside, with this exit code
        self.spent = ""  # so many tries to come back as were allowed, in words
        self._wanted = Wanted(plan, began)
        self._judge = teller if isinstance(teller, Judge) else None
        self._bookmark: Bookmark | None = None
        self._opened_s: float | None = None  # when the stream that is open began
        self._flowing = asyncio.Event()
        self._flowing.set()

    async def connect(self, client: Client, request: Request) -> StreamEnd:
        """One connection, from its request to its end; RtError where it never became a stream."""
        self.attempt += 1
        self._recall(request)
        try:
            self.end = await follow(client, request, self.resumption, self, patience=self.plan.patience)
        except RtError as error:
            self.keepers.refused(error, now())
            raise
        finally:
            if self._opened_s is not None:
                self.stats.open_s += now() - self._opened_s
                self._opened_s = None
                self.keepers.closed(now())
        return self.end

    # What it hears

    async def ready(self) -> None:
        await self._flowing.wait()

    def opened(self, response: Response) -> None:
        self.end = None
        self._opened_s = now()
        spans = [span for answer in (*response.earlier, response.answer) for span in answer.spans]
        self.stats.opened(spans[0].start_s, spans[-1].end_s)
        self.keepers.opened(response, self._opened_s)
        self.teller.opened(response, self.attempt, self._opened_s)

    def arrived(self, values: list[Value], piece: Piece) -> bool:
        came, shown = self._wanted.pick(values, piece.t_s)
        if len(came) < len(values):  # what is cut off is to come again
            self.resumption.last_event_id = [value for value in came if isinstance(value, Event)][-1].last_event_id
        self.stats.arrived(came, piece)
        self.stats.shown = self._wanted.shown
        self.keepers.arrived(came, piece.t_s)
        self.teller.arrived(shown, piece)
        if self._bookmark is not None:
            self._bookmark.note(self.resumption.last_event_id)
        return self._wanted.reached or (self._judge is not None and self._judge.enough)

    # How it is left

    def hold(self, is_held: bool) -> None:
        """Read nothing for now, as there is no room for what it would lead to; or read on."""
        (self._flowing.clear if is_held else self._flowing.set)()

    def stop(self, code: Exit) -> None:
        """Leave with this exit code."""
        self.stopped = self.stopped or code
        self.cut()

    def time_is_up(self) -> None:
        """Leave; an open stream may end so."""
        self.cut()

    # What it comes to

    @property
    def never_opened(self) -> bool:
        return self.stats.connections == 0 and self.end is None

    def failures(self) -> tuple[str, ...]:
        """What was asked for and did not come, now that all is over."""
        missing = self._wanted.missing()
        return (missing,) if missing and self.stopped is None else ()

    def ending(self, failures: tuple[str, ...]) -> Ending:
        """The first line that holds says it."""
        end = self.end
        is_judged = self._judge is not None and end is not None and (self._judge.enough or not self._wanted.reached)
        verdict = self._judge.verdict() if self._judge is not None and is_judged else None
        is_good = end is None or end.stop or end.clean
        table = (
            (self.stopped is not None, self.stopped),
            (bool(failures), Exit.FOUND),
            (verdict is not None, verdict),
            (bool(self.spent), Exit.FOUND),
            (is_good, Exit.OK),
        )
        code = next((code for holds, code in table if holds and code is not None), Exit.FOUND)
        if self.stopped is not None:
            return Ending(STOPS[self.stopped], STOPS[self.stopped], code)
        if end is None:
            says = f"the {format_duration(self.plan.max_time_s or 0)} that -m allows are over"
            return Ending("time-limit", says, code)
        if self.spent:
            return Ending("retries-spent", self.spent, code)
        return Ending(end.cause, end.says, code)

    def save(self) -> None:
        """Leave the last id to the next run."""
        if self._bookmark is not None:
            self._bookmark.save()

    def _recall(self, request: Request) -> None:
        """Before the first connection, where to go on: what the user says counts more than what is kept."""
        if self.attempt > 1:
            return
        if self.plan.state is not None:
            self._bookmark = Bookmark(self.plan.state, self.plan.name or request.url.display())
            self.resumption.last_event_id = self._bookmark.id
        if self.plan.last_event_id is not None:
            self.resumption.last_event_id = self.plan.last_event_id
