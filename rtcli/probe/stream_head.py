"""The head of an answer to findings: whether it is a stream, who may keep, change or read it, and what carries it."""

from collections.abc import Callable

from rtcli.probe.examination import Examination, Findings, Question, found
from rtcli.probe.fronts import sightings
from rtcli.wire.http1 import quoted
from rtcli.wire.secrets import redact_url

BODY_SHOWN = 120
CONNECTIONS = 6  # that browsers open to one host over HTTP/1.1
HITS = ("hit", "stale")


def status(seen: Examination, asked: Question) -> Findings:
    first = seen.first
    assert first.answer
    says = f"{first.answer.status} {first.answer.reason}".strip()
    if first.answer.status == 204:
        yield found("stream.no-content", f"{says}: a browser does not come back", "")
    else:
        where = first.get("Location")
        wrong = None if first.answer.status == 200 else says + (f", to {redact_url(where)}" if where else "")
        body = first.body.decode(errors="replace")[:BODY_SHOWN]
        yield found("stream.status", wrong, says, body)


def redirects(seen: Examination, asked: Question) -> Findings:
    hops = [f"{hop.status}, to {redact_url(', '.join(hop.get_all('Location')))}" for hop in seen.first.earlier]
    if hops:
        yield found("stream.redirected", f"{len(hops)} before the stream is reached", "", *hops)


def type_(seen: Examination, asked: Question) -> Findings:
    first = seen.first
    assert first.answer
    if first.answer.status != 200:
        return
    given = first.get("Content-Type")
    wrong = None if first.is_stream else f"it is {quoted(given)}" if given else "there is no Content-Type"
    yield found("stream.type", wrong, given, first.body.decode(errors="replace")[:BODY_SHOWN] if wrong else "")


def charset(seen: Examination, asked: Question) -> Findings:
    parameters = (part.partition("=") for part in seen.first.get("Content-Type").split(";")[1:])
    named = [value.strip().strip("\"'") for name, _, value in parameters if name.strip().lower() == "charset"]
    others = [name for name in named if name.lower() not in ("utf-8", "utf8")]
    breach = f"it says {quoted(others[0])}, and is read as UTF-8 all the same" if others else None
    yield found("stream.charset", breach, "UTF-8" if named else "none is named, and none is needed")


def length(seen: Examination, asked: Question) -> Findings:
    given = seen.first.get("Content-Length")
    yield found("stream.length", f"Content-Length: {given}" if given else None, "no Content-Length")


def caching(seen: Examination, asked: Question) -> Findings:
    first = seen.first
    given = first.get("Cache-Control")
    directives = {part.partition("=")[0].strip().lower() for part in given.split(",")}
    open_to_all = not directives & {"no-cache", "no-store", "private"}
    breach = f"Cache-Control: {given}" if given else "there is no Cache-Control"
    yield found("stream.cacheable", breach if open_to_all else None, f"Cache-Control: {given}")
    age, hit = first.get("Age"), first.get("X-Cache") or first.get("CF-Cache-Status")
    kept = (age.strip().isdecimal() and age.strip("0 ")) or any(word in hit.lower() for word in HITS)
    signs = f"Age: {age}" if age else "", f"X-Cache: {hit}" if hit else ""
    yield found("stream.cached", "it comes out of a cache" if kept else None, "no sign of a cache", *signs)


def fronts(seen: Examination, asked: Question) -> Findings:
    """What only those on the way make a matter of."""
    first = seen.first
    met = sightings(first)
    transforming = [sighting for sighting in met if sighting.front.transforms]
    directives = {part.strip().lower() for part in first.get("Cache-Control").split(",")}
    if transforming:
        names = ", ".join(sighting.front.name for sighting in transforming)
        signs = [f"{sighting.sign} ({sighting.front.live_by})" for sighting in transforming]
        breach = None if "no-transform" in directives else f"{names} may compress it, and no-transform is missing"
        yield found("stream.transformable", breach, "Cache-Control has no-transform", *signs)
    unbuffered = first.get("X-Accel-Buffering").strip().lower() == "no"
    nginx = [sighting for sighting in met if sighting.front.name == "nginx"]
    if unbuffered or not nginx:
        breach = None if unbuffered else "there is no X-Accel-Buffering: no"
        yield found("stream.accel-buffering", breach, "X-Accel-Buffering: no")
        return
    # nginx keeps the field to itself that it obeys, so that only the events can tell.
    alone = first.events - first.groups.lumped
    breach = "nginx is on the way, and the events do not show that it passes them on one by one"
    live = f"nginx is on the way, and passes events on one by one: {alone} of {first.events} came alone"
    yield found("stream.nginx-buffering", None if alone > 1 else breach, live, nginx[0].sign)


def version(seen: Examination, asked: Question) -> Findings:
    answer = seen.first.answer
    assert answer
    old = answer.http_version != "HTTP/2"
    if old and asked.http == "1.1":
        return  # whether there is more was not asked
    offered = "though HTTP/2 was offered" if answer.url.secure else "as all browsers do without TLS"
    breach = f"{answer.http_version}, {offered}: a browser opens {CONNECTIONS} connections to a host, for all its tabs"
    yield found("stream.http1", breach if old else None, answer.http_version)


def sharing(seen: Examination, asked: Question) -> Findings:
    """Whether a page of that origin may read it: Fetch, CORS check."""
    answer = seen.first.answer
    assert answer
    if asked.origin is None:
        return
    allowed = answer.get_all("Access-Control-Allow-Origin")
    if not allowed:
        own = answer.url.origin == asked.origin
        yield found("stream.cors-missing", None if own else f"nothing allows {asked.origin}", "the page is its own")
        return
    given = ", ".join(allowed)
    line = f"Access-Control-Allow-Origin: {given}"
    yield found("stream.cors-missing", None, line)
    fits = given in ("*", asked.origin)
    yield found("stream.cors-mismatch", None if fits else f"{quoted(given)} is not {quoted(asked.origin)}", line)
    if asked.credentials:
        may = seen.first.get("Access-Control-Allow-Credentials")
        breach = "Access-Control-Allow-Credentials is not true" if may != "true" else None
        breach = "* stands for no origin where cookies are sent" if given == "*" else breach
        yield found("stream.cors-credentials", breach, "cookies are allowed", line)
    if given == asked.origin:
        named = {name.strip().lower() for name in seen.first.get("Vary").split(",")}
        breach = None if named & {"origin", "*"} else "the answer names one origin, and Vary does not name Origin"
        yield found("stream.cors-vary", breach, "Vary: Origin", line)


FIRST: tuple[Callable[[Examination, Question], Findings], ...] = (status, redirects, type_)  # of any answer
JUDGES: tuple[Callable[[Examination, Question], Findings], ...] = (
    charset,
    length,
    caching,
    fronts,
    version,
    sharing,
)
