"""The flags of `sse check` to what is asked, and a look at the stream, attended, to a report that nobody has judged."""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime
from time import monotonic
from typing import Any

import click

from rtcli import __version__
from rtcli.cli import connection, request_options
from rtcli.cli.pasted import for_http, merged
from rtcli.cli.target import LAB, Target
from rtcli.cli.waiting import Step, attend
from rtcli.cli.written import written
from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.clock import now
from rtcli.net.way import Way
from rtcli.probe.examination import Examination, Question, count
from rtcli.probe.sse_check import examine, judge
from rtcli.probe.stream_facts import StreamFacts
from rtcli.probe.stream_figures import figures
from rtcli.report.model import Report
from rtcli.session.http import Client
from rtcli.session.request import Request


def filled_in(context: click.Context, asked: dict[str, Any], found: Target) -> dict[str, Any]:
    """What the flags ask, and where none was written what a pasted line does."""
    if found.curl is None:
        return asked
    names = written(context)
    return merged(asked, found.curl, for_http(found.curl, names), names)


def looked_at(found: Target, asked: dict[str, Any]) -> Report:
    """What a look at it, attended, came to."""
    request = request_options.asker(asked, found.url)()
    question, seen = question_of(asked, request), Examination()
    began, began_s = datetime.now(UTC), monotonic()
    way, limit_s = connection.way(asked, found.ca_pem), asked["max_time"]
    error = asyncio.run(attended(examining(request, way, question, seen), question, seen, limit_s=limit_s))
    return Report(
        found.name if found.name.startswith(f"{LAB}:") else found.url.display(),
        __version__,
        tuple(judge(seen, question)),
        began.isoformat(timespec="milliseconds"),
        round(monotonic() - began_s, 3),
        figures(seen),
        None if error and error.exit is Exit.UNREACHED and seen.first.answer else error,  # it was long enough for some
    )


def question_of(asked: dict[str, Any], request: Request) -> Question:
    named = [value for name, value in request.headers if name.lower() == "origin" and value]
    return Question(
        asked["seconds"],
        asked["origin"] or next(iter(named), None),
        asked["with_credentials"] or request.cookie is not None,
        not asked["no_resume"],
        request.http,
        request.method,
    )


async def examining(request: Request, way: Way, question: Question, seen: Examination) -> None:
    client = Client(way)
    try:
        await examine(client, request, question, seen)
    finally:
        await client.close()


async def attended(
    work: Coroutine[Any, Any, None], question: Question, seen: Examination, *, limit_s: float | None
) -> RtError | None:
    """Do it, and say meanwhile how far it is; what ended it early."""
    began_s = now()
    return await attend(work, lambda: step(question, seen, began_s), limit_s=limit_s)


def step(question: Question, seen: Examination, began_s: float) -> Step:
    first = seen.first
    if first.answer is None:
        return Step("waiting for the answer", now() - began_s, None)
    if seen.purpose is None:
        return Step(f"following the stream: {count(first.events, 'event')}", since_s(first), question.seconds)
    if seen.second.answer is None:
        return Step("asking again", 0.0, question.seconds)
    return Step("following the second answer", since_s(seen.second), question.seconds)


def since_s(facts: StreamFacts) -> float:
    """How long there has been an answer."""
    return now() - facts.asked_s - facts.head_s
