"""A second request with the last id of the first, to findings: whether the stream goes on where it was left.

Ids are opaque. That one was seen before can be told of any; that one is missing only where they count up by one.
"""

from itertools import pairwise

from rtcli.probe.examination import Examination, Findings, Question, found, unsure
from rtcli.session.sse import header_value
from rtcli.wire.http1 import quoted

DIGITS = 18  # of the longest id that is taken for a number


def reason_not_to(seen: Examination) -> str | None:
    """Why a resume would show nothing."""
    first = seen.first
    if not first.events:
        return "not tried: no event came"
    if not first.with_id:
        return "not tried: no event has an id"
    if not header_value(first.last_event_id):
        return f"not tried: the last id, {quoted(first.last_event_id)}, cannot be sent back"
    return None


def resumes(seen: Examination, asked: Question) -> Findings:
    if not asked.resume or asked.method != "GET":  # a POST would be a second message
        return
    first, second = seen.first, seen.second
    if seen.purpose != "resume" or second.first_id is None:
        yield unsure("stream.resume-anew", seen.untried)
        return
    begun, last, came = first.ids[0], first.last_event_id, second.first_id
    step = f"asked to go on behind {quoted(last)}, it begins with {quoted(came)}"
    anew = came == first.first_id or (number(came) is not None and (number(came) or 0) < (number(begun) or 0))
    yield found("stream.resume-anew", step if anew else None, step)
    if anew:
        return
    yield found("stream.resume-repeats", f"{step}, which it has sent before" if came in first.ids else None, step)
    if came in first.ids or not counts_up(first.ids):
        return
    lost = (number(came) or 0) - (number(last) or 0) - 1
    yield found("stream.resume-gap", f"{step}: {lost:,} in between are missing" if lost > 0 else None, step)


def counts_up(ids: list[str]) -> bool:
    """Whether each is one more than the one before, as far as one can see."""
    numbers = [number(id) for id in ids]
    if len(numbers) < 2 or None in numbers:
        return False
    return all(later == (earlier or 0) + 1 for earlier, later in pairwise(numbers))


def number(id: str) -> int | None:
    return int(id) if id.isascii() and id.isdigit() and len(id) <= DIGITS else None
