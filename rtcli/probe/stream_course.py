"""What came behind the head, and when, to findings: holds, heartbeats, ids, faults of format, and how it ended."""

from collections.abc import Callable

from rtcli.probe.examination import Examination, Findings, Question, count, found, ms, unsure
from rtcli.probe.fronts import sightings
from rtcli.report.model import Finding
from rtcli.session.sse import RETRY_S

SLOW_S = 1.0  # from here on a wait is looked at
TOGETHER_S = 0.05  # what comes within this comes at once
FEW = 3  # events that come together by chance
USUAL_CUT_S = 55.0  # of the proxies that people have, the strict ones


def compression(seen: Examination, asked: Question) -> Findings:
    first = seen.first
    if not first.codings:
        yield found("stream.compressed", None, "it is not compressed")
        return
    line = f"Content-Encoding: {first.get('Content-Encoding')}"
    ratio = f"{first.wire_bytes:,} bytes for {first.body_bytes:,}"
    yield found("stream.compressed", f"{first.codings}: {ratio}", "", line)
    if first.events and not comes_at_once(seen):
        yield found("stream.compressed-held", None, f"the first event came after {ms(first.first_event_s or 0.0)}")
    elif seen.purpose == "plain" and seen.second.events:
        after = f"without compression the first event comes after {ms(seen.second.first_event_s or 0.0)}"
        came = "all come at the end" if first.events else f"none comes within {ms(asked.seconds)}"
        yield found("stream.compressed-held", f"{after}; with {first.codings} {came}", "", line)
    else:
        either = "without compression no event came either" if seen.second.answer else seen.untried
        yield unsure("stream.compressed-held", either)


def head_held(seen: Examination, asked: Question) -> Findings:
    first = seen.first
    at_once = first.first_byte_s is not None and first.first_byte_s - first.head_s < TOGETHER_S
    breach = f"it came after {ms(first.head_s)}, together with the first bytes of the body"
    held = at_once and first.head_s >= SLOW_S
    yield found("stream.head-held", breach if held else None, f"the head came after {ms(first.head_s)}")


def comes_at_once(seen: Examination) -> bool:
    """Whether several events came in one go when the stream was over."""
    first = seen.first
    if first.first_event_s is None or first.ended is None or first.events < FEW:
        return False
    return first.over_s - first.first_event_s < TOGETHER_S and first.first_event_s >= SLOW_S


def holds(seen: Examination, asked: Question) -> Findings:
    """A head that is early with events that are late: what is made late looks the same as what is held."""
    first = seen.first
    if first.first_event_s is None:
        yield unsure("stream.at-once", f"no event came within {ms(asked.seconds)}")
        return
    waited_s = first.first_event_s - first.head_s
    came = f"the first event came {ms(waited_s)} after the head"
    quiet = first.first_byte_s == first.first_event_s
    if comes_at_once(seen):
        breach = f"all {first.events} events came after {ms(first.first_event_s)}, when the stream was over"
        yield found("stream.at-once", breach, "")
    elif quiet and waited_s >= SLOW_S and first.groups.first_size >= FEW:
        many = f"{came}, and {first.groups.first_size} of them at once"
        yield unsure("stream.at-once", f"{many}: made late or held, one look cannot tell")
    else:
        yield found("stream.at-once", None, came)


def lumps(seen: Examination, asked: Question) -> Findings:
    first, groups = seen.first, seen.first.groups
    if not first.events:
        return
    by = "chunk" if first.chunks and not first.codings else "read"
    says = f"{count(first.events, 'event')} in {count(groups.count, by)}"
    many = groups.lumped > first.events / 2 and first.events >= FEW
    yield found("stream.lumps", f"{says}: {groups.lumped:,} did not come alone" if many else None, says)


def heartbeat(seen: Examination, asked: Question) -> Findings:
    first = seen.first
    looked_s = first.over_s - first.head_s
    silence_s = max(first.silence_s, first.longest_silence_s)
    stopped = first.silence_s > looked_s / 2 and first.silence_s > 2 * first.longest_silence_s
    breach = None
    if stopped:
        breach = (
            f"nothing came for the last {ms(first.silence_s)} of {ms(looked_s)}; a longer --for would see slower ones"
        )
    elif silence_s >= USUAL_CUT_S:
        breach = f"nothing came for {ms(silence_s)}"
    signs = [
        f"{sighting.sign}: {sighting.front.cut_by} cuts after {sighting.front.cut_s:g} s of silence"
        for sighting in sightings(first)
        if sighting.front.cut_s
    ]
    fine = f"the longest silence in {ms(looked_s)} was {ms(silence_s)}"
    if first.comments:
        fine += f", with {count(first.comments, 'comment')}"
    yield found("stream.no-heartbeat", breach, fine, *signs)


def ids(seen: Examination, asked: Question) -> Findings:
    first = seen.first
    if not first.events:
        yield unsure("stream.no-ids", f"no event came within {ms(asked.seconds)}")
    else:
        breach = None if first.with_id else f"none of {count(first.events, 'event')} has one"
        yield found("stream.no-ids", breach, f"ids on {first.with_id:,} of {count(first.events, 'event')}")


def retry(seen: Examination, asked: Question) -> Findings:
    given = seen.first.retry_ms
    breach = f"clients come back after a time of their own, such as {RETRY_S:g} s" if given is None else None
    yield found("stream.no-retry", breach, f"clients come back after {ms((given or 0) / 1000)}")


def ending(seen: Examination, asked: Question) -> Findings:
    first = seen.first
    cut = first.cut if first.ended not in (None, "eof") else None
    open_ = f"it was still open after {ms(first.over_s)}"
    yield found("stream.cut", cut and f"after {ms(first.over_s)}: {cut}", "nothing cut it")
    if cut is None:
        ended = f"it ended in order after {ms(first.over_s)}" if first.ended else None
        yield found("stream.ends", ended, open_)


def faults(seen: Examination, asked: Question) -> Findings:
    """What is wrong with chunks, lines and fields: the first of each kind, and how many more there were."""
    for code, total in seen.first.fault_counts.items():
        told = [fault for fault in seen.first.faults if fault.code == code]
        yield from (Finding(code, False, fault.says, offset=fault.offset) for fault in told)
        if more := total - len(told):
            yield Finding(code, False, f"{more:,} times more")


JUDGES: tuple[Callable[[Examination, Question], Findings], ...] = (
    compression,
    head_held,
    holds,
    lumps,
    heartbeat,
    ids,
    retry,
    ending,
    faults,
)
