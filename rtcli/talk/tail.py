"""A plan for an event stream, carried out: from the first connection to the exit code, whatever ends it."""

import asyncio
from collections.abc import Callable

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.clock import now
from rtcli.session.http import Client
from rtcli.talk.began import began_at
from rtcli.talk.beside import beside
from rtcli.talk.outlet import Outlet
from rtcli.talk.plan import Streams
from rtcli.talk.signals import heeding, heeding_bugs
from rtcli.talk.stream_choice import choose
from rtcli.talk.stream_stay import stay_tuned
from rtcli.talk.stream_tail import Tail
from rtcli.talk.stream_teller import StreamOutcome
from rtcli.talk.tail_plan import TailPlan
from rtcli.talk.waiting import told
from rtcli.wire.quantity import format_duration

CURL_TIMEOUT = 28
HEAD = "waiting for the answer's head"


async def tail(plan: TailPlan, streams: Streams) -> Exit:
    """The exit code; RtError where no stream came about, BrokenPipeError where nobody reads stdout any more."""
    began = began_at(now())
    outlet = Outlet(streams.stdout)
    try:
        stream = Tail(plan, choose(plan, outlet, streams, began=began), began)
        outlet.on_full = stream.hold
        with heeding(stream.stop), heeding_bugs(stream.fail):
            error = await _follow(stream, outlet, streams.passing)
            return await _tell_end(stream, outlet, error)
    finally:
        streams.begun = outlet.begun
        outlet.close()


async def _follow(stream: Tail, outlet: Outlet, say: Callable[[str], None]) -> RtError | None:
    """Hold the connections; gives what went wrong besides how they end."""
    client = Client(stream.plan.way, tap=stream.keepers.tap, waiting=lambda limit_s: told(HEAD, limit_s, say))
    try:
        async with stream.cuttable(), beside(_heed_reader(stream, outlet), _heed_time(stream)):
            await stay_tuned(stream, client)
    except RtError as error:
        return error
    finally:
        await client.close()
    if stream.stopped is None and stream.never_opened:
        return _too_late(stream.plan)
    return None


async def _tell_end(stream: Tail, outlet: Outlet, error: RtError | None) -> Exit:
    """Say what came of it, and let all of the output out."""
    failures = () if error else stream.failures()
    ending = stream.ending(failures)
    code = error.exit if error and stream.stopped is None else ending.exit
    outcome = StreamOutcome(stream.stats, ending._replace(exit=code), stream.resumption.last_event_id, failures, error)
    stream.teller.end(outcome, now())
    stream.keepers.end(code, error.kind if error else ending.cause, now())
    stream.save()
    async with stream.cuttable():
        await outlet.flush()
    if error and stream.stopped is None:
        raise error
    return code


async def _heed_reader(stream: Tail, outlet: Outlet) -> None:
    """Leave when nobody takes what is written; the flush at the end raises that."""
    try:
        await outlet.watch()
    except OSError:
        stream.cut()


async def _heed_time(stream: Tail) -> None:
    """Leave when the time that the whole may take is over."""
    if (limit_s := stream.plan.max_time_s) is not None:
        await asyncio.sleep(limit_s)
        stream.time_is_up()


def _too_late(plan: TailPlan) -> RtError:
    why = f"no stream within {format_duration(plan.max_time_s or 0)}, which -m allows for the whole"
    fix = "allow more, or see with -v which phase takes so long"
    return RtError("stream", why, fix, kind="time-limit", exit=Exit.UNREACHED, curl_code=CURL_TIMEOUT)
