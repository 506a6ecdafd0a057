"""An event stream looked at by one or two requests, and what they showed as findings.

The first follows the stream for a while. The second resumes it behind the last id, or, where a compressed stream gave
no event in time, asks for it without compression.
"""

from collections.abc import Callable
from dataclasses import replace

from rtcli.errors import RtError
from rtcli.probe import stream_course, stream_head, stream_resume
from rtcli.probe.examination import Examination, Findings, Question
from rtcli.probe.stream_facts import StreamFacts, look
from rtcli.report.model import Finding
from rtcli.session.http import Client
from rtcli.session.request import Request
from rtcli.session.sse import Resumption, resuming

HEAD: tuple[Callable[[Examination, Question], Findings], ...] = stream_head.FIRST
STREAM = (*stream_head.JUDGES, *stream_course.JUDGES, stream_resume.resumes)


async def examine(client: Client, request: Request, asked: Question, seen: Examination) -> None:
    """Fill `seen`; RtError where the first request got no answer."""
    await look(client, resuming(with_origin(request, asked), Resumption()), asked.seconds, seen.first)
    reason = stream_resume.reason_not_to(seen)
    seen.untried = reason or seen.untried
    if not seen.first.is_stream:
        return
    if seen.first.codings and (not seen.first.events or stream_course.comes_at_once(seen)):
        seen.purpose = "plain"
        await look_again(client, plain(with_origin(request, asked)), asked, seen)
    elif asked.resume and request.method == "GET" and reason is None:
        seen.purpose = "resume"
        resumption = Resumption(seen.first.last_event_id)
        await look_again(client, resuming(with_origin(request, asked), resumption), asked, seen)


async def look_again(client: Client, request: Request, asked: Question, seen: Examination) -> None:
    """Up to the event that answers the question; that nothing answers is told of the resume alone."""
    second, plainly = seen.second, seen.purpose == "plain"

    def enough(facts: StreamFacts) -> bool:
        return facts.events > 0 if plainly else facts.first_id is not None

    try:
        await look(client, request, asked.seconds, second, enough=enough)
    except RtError as error:
        seen.untried = f"the second request failed: {error}"
        return
    if plainly:
        seen.untried = "not tried: with compression no event came in time"
    elif second.answer and not second.is_stream:
        seen.untried = f"the second request was answered with {second.answer.status}"
    elif second.first_id is None:
        seen.untried = "no event with an id came behind the last one"


def with_origin(request: Request, asked: Question) -> Request:
    if asked.origin is None:
        return request
    headers = (field for field in request.headers if field[0].lower() != "origin")
    return replace(request, headers=(*headers, ("Origin", asked.origin)))


def plain(request: Request) -> Request:
    headers = (field for field in request.headers if field[0].lower() != "accept-encoding")
    return resuming(replace(request, headers=(*headers, ("Accept-Encoding", "identity"))), Resumption())


def judge(seen: Examination, asked: Question) -> list[Finding]:
    """What can be told by what was seen, in the order of the wire; nothing where no answer came."""
    if seen.first.answer is None:
        return []
    judges = (*HEAD, *STREAM) if seen.first.is_stream else HEAD
    return [finding for one in judges for finding in one(seen, asked)]
