"""What came in place of the head of an answer, to the error that says so."""

import h11
import httpcore

from rtcli.errors import RtError
from rtcli.session.answer import NoAnswer
from rtcli.session.http1 import Http1
from rtcli.session.http2 import BROKEN, Http2, trouble
from rtcli.session.refusal import ENDINGS, TOLERABLE, UNREADABLE, Said, no_answer
from rtcli.session.request import Request
from rtcli.session.transport import Connection
from rtcli.wire.http1 import quoted
from rtcli.wire.quantity import format_duration
from rtcli.wire.sniff import sniff
from rtcli.wire.url import Url

FAILURES = (NoAnswer, h11.LocalProtocolError, *BROKEN)  # that an engine may come to
STAGE = "head"
CURL_TIMEOUT, CURL_WEIRD, CURL_HTTP2_STREAM = 28, 8, 92
TRUNCATED = "http.head-truncated"
SETTINGS = 4  # RFC 9113 3.4: the type of the frame that a server begins with


def too_late(request: Request, received: int) -> RtError:
    """No head in time."""
    came = f"; {received} bytes came, and not its end" if received else ""
    why = f"no answer within {format_duration(request.head_timeout_s)}{came}"
    fix = "is the model slow, or a proxy holding the answer? --head-timeout waits longer"
    return RtError(*Said(why, fix, "timeout", CURL_TIMEOUT, STAGE).at(request.url))


def unanswered(error: Exception, request: Request, connection: Connection) -> RtError:
    """Another connection failed: by the server, or by what it was asked."""
    url = request.url
    if isinstance(error, NoAnswer):
        return RtError(*no_answer(error, url)._replace(stage=STAGE).at(url))
    if isinstance(connection, Http2):
        return RtError(*_of_http2(error, connection, url).at(url))
    assert isinstance(connection, Http1)
    if isinstance(error, (h11.LocalProtocolError, httpcore.LocalProtocolError)):
        return RtError("input request", f"HTTP/1.1 has no such request: {error}", "see the headers that were given")
    return RtError(*_of_http1(error, connection).at(url))


def _of_http1(error: Exception, connection: Http1) -> Said:
    faults = connection.head.faults if connection.head else ()
    worst = [fault for fault in faults if fault.code in UNREADABLE]
    worst = worst or [fault for fault in faults if fault.code not in TOLERABLE]
    if not worst:
        return Said(f"the answer is no HTTP/1.1: {error}", "", "broken-head", CURL_WEIRD, STAGE)
    code, _, says = worst[0]
    fix, ending = f"rtcli explain {code} tells more", connection.link.ending
    if code == TRUNCATED and ending is not None:
        words, curl_code = ENDINGS[ending]
        return Said(f"{words} inside the head of its answer: {says}", fix, "broken-head", curl_code, STAGE)
    return Said(f"the answer's head breaks {code}: {says}", fix, "broken-head", CURL_WEIRD, STAGE)


def _of_http2(error: Exception, connection: Http2, url: Url) -> Said:
    fix = "try --http1.1" if url.secure else "does it speak HTTP/2 without TLS? leave --http2 out"
    start, ending = connection.stream.start, connection.link.ending
    if start and start[3:4] != bytes([SETTINGS]):
        what = sniff(start, at_start=True) or quoted(start.decode("latin-1"))
        return Said(f"what came is {what}, not HTTP/2", fix, "not-http", CURL_WEIRD, STAGE)
    if not start and ending is not None:
        words, curl_code = ENDINGS[ending]
        return Said(f"{words} before it answered", fix, "no-answer", curl_code, STAGE)
    cut = trouble(error, connection.link)
    return Said(f"{cut.says}, before an answer came", fix, cut.cause, CURL_HTTP2_STREAM, STAGE)
