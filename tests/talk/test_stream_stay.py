"""When a stream is asked for again, when not, how long is waited, and with which id."""

from collections.abc import Callable
from email.utils import formatdate

import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.session.request import Request
from rtcli.session.sse import NotAStream, StreamEnd
from rtcli.talk import stream_stay
from rtcli.talk.stream_stay import Pace
from rtcli.talk.tail_plan import STABLE_S, TailPlan, parse_statuses
from tests.talk.stream_scene import REFUSED, RESET, URL, Connection, StreamScene

STOP = Connection(status=204)
ONE = b"id: 1\ndata: one\n\n"


@pytest.fixture(autouse=True)
def no_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each delay is drawn as long as it can be."""
    monkeypatch.setattr(stream_stay, "chance", lambda: 1.0)


def test_an_end_in_order_is_followed_by_another_connection(stream_scene: StreamScene) -> None:
    came = stream_scene.play(Connection([ONE]), Connection([b"data: two\n\n"]), STOP)
    assert came.exit is Exit.OK
    assert came.lines == ["one", "two"]
    assert came.asked_s == [0.0, 3.0, 6.0]  # WHATWG leaves the first value to us, browsers have 3 s
    assert came.talk == [
        "* the stream ended in order; attempt 2 in 3.00 s, to go on after '1'",
        "* the stream ended in order; attempt 3 in 3.00 s, to go on after '1'",
    ]


def test_the_server_says_when(stream_scene: StreamScene) -> None:
    came = stream_scene.play(Connection([b"retry: 250\n\n", ONE]), Connection([b"retry: 8000\n", ONE]), STOP)
    assert came.asked_s == [0.0, 0.25, 8.25]


def test_failures_in_a_row_are_followed_by_longer_delays(stream_scene: StreamScene) -> None:
    retry = b"retry: 500\n\n"
    lost = Connection([retry, ONE, RESET])
    refused = Connection(error=REFUSED)
    came = stream_scene.play(lost, refused, refused, refused, Connection([ONE]), STOP)
    waits = [later - earlier for earlier, later in zip(came.asked_s, came.asked_s[1:], strict=False)]
    assert waits == [0.5, 1.5, 2.5, 4.5, 0.5]  # an end in order that brought something is no failure
    assert came.talk[0] == "* the connection was reset; attempt 2 in 500 ms, to go on after '1'"
    assert came.talk[1] == "* connect example.com:80: refused; attempt 3 in 1.50 s, to go on after '1'"


def test_a_stream_that_lasted_begins_anew(stream_scene: StreamScene) -> None:
    lost, lasted = Connection([RESET]), Connection([STABLE_S, RESET])
    came = stream_scene.play(lost, lost, lasted, lost, STOP, max_retries=2)
    waits = [later - earlier for earlier, later in zip(came.asked_s, came.asked_s[1:], strict=False)]
    assert waits == [3.0, 4.0, STABLE_S + 3.0, 4.0]
    assert came.exit is Exit.OK


def test_an_end_in_order_that_brought_nothing_is_a_failure(stream_scene: StreamScene) -> None:
    came = stream_scene.play(Connection(), Connection([b": hello\n\n"]), STOP)
    assert came.asked_s == [0.0, 3.0, 7.0]


def test_the_first_connection_has_to_work(stream_scene: StreamScene) -> None:
    came = stream_scene.play(Connection(error=REFUSED))
    assert came.error is REFUSED
    assert REFUSED.exit is Exit.UNREACHED
    assert not came.begun


@pytest.mark.parametrize("status", [200, 400, 500, 503])
def test_what_is_no_stream_is_fatal_also_later(stream_scene: StreamScene, status: int) -> None:
    page = Connection([b"<html>"], status=status, fields=((b"Content-Type", b"text/html"),))
    came = stream_scene.play(Connection([ONE]), page)
    assert isinstance(came.error, NotAStream)
    assert came.error.exit is Exit.UNREACHED
    assert came.error.answer and came.error.answer.body == b"<html>"


RETRY_AFTER = {
    "seconds": (b"7", 7.0),
    "less than the server's delay": (b"1", 3.0),
    "a date": (formatdate(1_700_000_020.0, usegmt=True).encode(), 20.0),
    "a date that has passed": (formatdate(1_600_000_000.0, usegmt=True).encode(), 3.0),
    "no date": (b"soon", 3.0),
    "beyond all measure": (b"9" * 30, 86_400.0),
}


@pytest.mark.parametrize(("value", "delay_s"), RETRY_AFTER.values(), ids=RETRY_AFTER.keys())
def test_a_status_may_be_waited_out(
    stream_scene: StreamScene, monkeypatch: pytest.MonkeyPatch, value: bytes, delay_s: float
) -> None:
    monkeypatch.setattr(stream_stay, "time", lambda: 1_700_000_000.0)
    busy = Connection([b"later"], status=429, reason="Too Many Requests", fields=((b"Retry-After", value),))
    came = stream_scene.play(busy, Connection([ONE]), STOP, retry_on=parse_statuses("5xx,429"))
    assert came.asked_s[1] == delay_s
    assert came.exit is Exit.OK
    assert came.talk[0].startswith("* stream example.com: 429 Too Many Requests; attempt 2 in ")


def test_without_retry_after_a_status_is_waited_out_likewise(stream_scene: StreamScene) -> None:
    came = stream_scene.play(
        Connection([ONE]), Connection(status=503), STOP, retry_on=parse_statuses("503"), max_retries=5
    )
    assert came.asked_s == [0.0, 3.0, 6.0]


def test_retries_that_are_spent(stream_scene: StreamScene) -> None:
    came = stream_scene.play(Connection([ONE]), Connection([ONE]), max_retries=1)
    assert came.exit is Exit.FOUND
    assert came.talk[-1] == "* the stream ended in order; --max-retries allows no more than 1 in a row"


def test_a_last_retry_that_fails_is_what_is_said(stream_scene: StreamScene) -> None:
    refused = RtError("connect example.com:80", "refused", kind="refused", exit=Exit.UNREACHED)
    came = stream_scene.play(Connection([ONE]), Connection(error=refused), max_retries=1)
    assert came.error is refused
    assert refused.exit is Exit.FOUND
    assert came.talk[-1].endswith("--max-retries allows no more than 1 in a row")


def test_retries_before_any_stream_end_as_unreached(stream_scene: StreamScene) -> None:
    came = stream_scene.play(
        Connection(status=503), Connection(status=503), max_retries=1, retry_on=parse_statuses("5xx")
    )
    assert isinstance(came.error, NotAStream)
    assert came.error.exit is Exit.UNREACHED


@pytest.mark.parametrize(("end", "code"), [((), Exit.OK), ((RESET,), Exit.FOUND)])
def test_without_reconnecting(stream_scene: StreamScene, end: tuple[()], code: Exit) -> None:
    came = stream_scene.play(Connection([ONE, *end]), reconnect=False)
    assert came.exit is code
    assert came.talk == ["* the connection was reset"] * bool(end)


def test_without_reconnecting_a_status_may_be_waited_out_before_the_first_stream(stream_scene: StreamScene) -> None:
    came = stream_scene.play(Connection(status=503), Connection([ONE]), reconnect=False, retry_on=parse_statuses("503"))
    assert came.exit is Exit.OK
    assert came.lines == ["one"]


@pytest.mark.parametrize("method", ["POST", "PATCH", "post"])
@pytest.mark.parametrize(("end", "code"), [((), Exit.OK), ((RESET,), Exit.FOUND)])
def test_a_post_is_not_sent_again(stream_scene: StreamScene, method: str, end: tuple[()], code: Exit) -> None:
    stream_scene.request = Request(URL, method, body=b"{}")
    came = stream_scene.play(Connection([ONE, *end]))
    assert came.exit is code
    assert f"a {method} is not sent again: --retry-post does that" in came.talk[0]


def test_a_post_that_is_refused_is_not_sent_again(stream_scene: StreamScene) -> None:
    stream_scene.request = Request(URL, "POST")
    came = stream_scene.play(Connection(status=429), retry_on=parse_statuses("429"))
    assert isinstance(came.error, NotAStream)


def test_a_post_is_sent_again_where_that_is_asked_for(stream_scene: StreamScene) -> None:
    stream_scene.request = Request(URL, "POST")
    came = stream_scene.play(Connection([ONE, RESET]), STOP, retry_post=True)
    assert came.exit is Exit.OK


def test_a_mistake_in_what_is_asked_is_not_tried_again(stream_scene: StreamScene) -> None:
    wrong = RtError("input token.txt", "no such file")
    came = stream_scene.play(Connection([ONE]), Connection(error=wrong))
    assert came.error is wrong


@pytest.mark.parametrize(
    ("stream", "sent"),
    [
        (b"id: 7\ndata: a\n\n", "7"),
        (b"id: 7\ndata: a\n\nid\ndata: b\n\n", None),  # an empty id resets
        (b"id: 7\n\ndata: b\n\n", "7"),  # without data, it counts all the same
        ("id: \N{SNOWMAN}\ndata: a\n\n".encode(), "\N{SNOWMAN}"),
        (b"id:  7 \ndata: a\n\n", None),
    ],
)
def test_what_a_stream_is_resumed_from(stream_scene: StreamScene, stream: bytes, sent: str | None) -> None:
    came = stream_scene.play(Connection([stream]), STOP)
    assert came.last_event_ids == [None, sent]


def test_an_id_that_cannot_be_sent_is_said(stream_scene: StreamScene) -> None:
    came = stream_scene.play(Connection([b"id: \x01\ndata: a\n\n"]), STOP)
    assert came.exit is Exit.OK
    assert came.talk[0] == "* the last id, '\\x01', cannot stand in a header: it is not sent"


def test_the_request_is_made_anew_for_each_connection(stream_scene: StreamScene) -> None:
    tokens = iter(["a", "b"])
    make: Callable[[], Request] = lambda: Request(URL, headers=(("Authorization", f"Bearer {next(tokens)}"),))  # noqa: E731
    came = stream_scene.play(Connection([ONE]), STOP, request=make)
    assert [dict(request.headers)["Authorization"] for request in came.requests] == ["Bearer a", "Bearer b"]


def test_a_pace_without_bounds_is_never_spent() -> None:
    pace = Pace(TailPlan(request=lambda: Request(URL), way=None))  # type: ignore[arg-type]
    pace.ended(StreamEnd(True, "eof", "", 0.0), True)
    for _ in range(100):
        assert pace.delay_s(1.0) == 1.0
    assert not pace.is_spent
