"""A plan, carried out: from the first connection to the exit code, whatever ends it."""

import asyncio
from collections.abc import Iterable
from functools import partial

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.clock import now
from rtcli.talk.beside import beside
from rtcli.talk.choice import choose
from rtcli.talk.conversation import Source, Talk
from rtcli.talk.course import run_course
from rtcli.talk.hearing import Follower
from rtcli.talk.outlet import Outlet
from rtcli.talk.plan import Plan, Streams
from rtcli.talk.signals import heeding, heeding_bugs
from rtcli.talk.source import PipeSource
from rtcli.talk.stay import stay
from rtcli.talk.teller import Outcome
from rtcli.talk.verdict import exit_of
from rtcli.wire.quantity import format_duration

CURL_TIMEOUT = 28


async def run(
    plan: Plan, streams: Streams, *, source: Source | None = None, followers: Iterable[Follower] = ()
) -> Exit:
    """The exit code; RtError where it is not a session that ended, BrokenPipeError where nobody reads stdout any more.

    Without a source, what is sent comes from stdin where the plan says so.
    """
    if source is None and plan.input is not None and not plan.echo:
        source = PipeSource(plan.input, streams.stdin)
    began_s = now()
    outlet = Outlet(streams.stdout)
    sheet = source.over(outlet) if source else outlet
    try:
        talk = Talk(plan, partial(choose, outlet=sheet, streams=streams, began_s=began_s), began_s)
        talk.followed_by(followers)
        outlet.on_full = partial(talk.hold, "output")
        with heeding(talk.stop), heeding_bugs(talk.fail):
            error = await _converse(talk, outlet, source)
            return await _tell_end(talk, outlet, error)
    finally:
        streams.begun = outlet.begun
        outlet.close()


async def _converse(talk: Talk, outlet: Outlet, source: Source | None) -> RtError | None:
    """Hold the sessions; gives what went wrong besides them."""
    try:
        async with talk.cuttable(), beside(_heed_reader(talk, outlet), _heed_time(talk), run_course(talk, source)):
            await stay(talk)
    except RtError as error:
        return error
    if talk.stopped is None and talk.socket is None:
        return _too_late(talk)
    return talk.error


async def _tell_end(talk: Talk, outlet: Outlet, error: RtError | None) -> Exit:
    """Say what came of it, and let all of the output out."""
    failures = () if talk.stopped or error else talk.failures()
    code = error.exit if error else exit_of(talk.end(failures))
    talk.teller.end(Outcome(talk.stats, talk.mortem, talk.stopped or code, failures, error), now())
    talk.keepers.end(talk.stopped or code, talk.mortem.cause if talk.mortem else None, error, now())
    if not talk.in_haste:
        async with talk.cuttable():
            await outlet.flush()
    if error and talk.stopped is None:
        raise error
    return talk.stopped or code


async def _heed_reader(talk: Talk, outlet: Outlet) -> None:
    """Leave when nobody takes what is written; the flush at the end raises that."""
    try:
        await outlet.watch()
    except OSError:
        talk.hold("output", False)
        talk.close()


async def _heed_time(talk: Talk) -> None:
    """Leave when the time that the whole may take is over."""
    if (limit_s := talk.plan.ends.max_time_s) is not None:
        await asyncio.sleep(talk.began_s + limit_s - now())
        talk.time_is_up()


def _too_late(talk: Talk) -> RtError:
    why = f"not open within {format_duration(talk.plan.ends.max_time_s or 0)}, which -m allows for the whole"
    fix = "allow more, or see with -v which phase takes so long"
    return RtError("session", why, fix, kind="time-limit", exit=Exit.UNREACHED, curl_code=CURL_TIMEOUT)
