"""Two streams, one behind the other: ids of the first, ids of the second, and what that says."""

import pytest

from rtcli.probe.examination import Question
from rtcli.session.request import Request
from tests.probe.checking import GET, Checked, checked, headed, ticking
from tests.session.http_peers import HEAD, Act, url

TYPE = "Content-Type: text/event-stream"


def ids(*names: str) -> list[Act]:
    return headed(TYPE, body=b"".join(f"id: {name}\ndata: x\n\n".encode() for name in names))


def resumed(first: list[Act], second: list[Act]) -> Checked:
    return checked(first, second)


def verdicts(came: Checked) -> dict[str, bool | None]:
    area = "stream.resume-"
    return {finding.code.removeprefix(area): finding.ok for finding in came.findings if finding.code.startswith(area)}


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("1 2 3", "4", {"anew": True, "repeats": True, "gap": True}),
        ("1 2 3", "6", {"anew": True, "repeats": True, "gap": False}),
        ("1 2 3", "3", {"anew": True, "repeats": False}),
        ("1 2 3", "2", {"anew": True, "repeats": False}),
        ("1 2 3", "1", {"anew": False}),
        ("7 8 9", "1", {"anew": False}),
        ("1", "1", {"anew": False}),
        ("1", "5", {"anew": True, "repeats": True}),  # one id does not tell in which steps they go
        ("1 3 5", "9", {"anew": True, "repeats": True}),
        ("a b", "c", {"anew": True, "repeats": True}),
        ("a b", "a", {"anew": False}),
        ("a b", "b", {"anew": True, "repeats": False}),
        ("1 b", "c", {"anew": True, "repeats": True}),
    ],
)
def test_where_it_goes_on(first: str, second: str, told: dict[str, bool]) -> None:
    came = resumed(ids(*first.split()), ids(*second.split()))
    assert verdicts(came) == told
    assert f"Last-Event-ID: {first.split()[-1]}\r\n".encode() in came.requests[1]


def test_how_many_are_missing_is_said() -> None:
    says = "asked to go on behind '3', it begins with '6': 2 in between are missing"
    assert resumed(ids("1", "2", "3"), ids("6")).of("stream.resume-gap") == (False, says)


def test_events_without_an_id_are_passed_over() -> None:
    second = headed(TYPE, body=b"data: hello\n\nid: 2\ndata: x\n\n")
    assert verdicts(resumed(ids("1"), second)) == {"anew": True, "repeats": True}


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ([HEAD + b"Content-Type: text/event-stream\r\n\r\n", "fin"], None, "not tried: no event came"),
        (headed(TYPE, body=b"data: x\n\n"), None, "not tried: no event has an id"),
        (
            headed(TYPE, body=b"id: 1\ndata: x\n\nid\ndata: x\n\n"),
            None,
            "not tried: the last id, '', cannot be sent back",
        ),
        (headed(TYPE, body=b"id: a\x01\ndata: x\n\n"), None, "not tried: the last id, 'a\\x01', cannot be sent back"),
        (ids("1"), [b"HTTP/1.1 204 No Content\r\n\r\n"], "the second request was answered with 204"),
        (ids("1"), headed(TYPE), "no event with an id came behind the last one"),
    ],
)
def test_why_it_could_not_be_told(first: list[Act], second: list[Act] | None, says: str) -> None:
    came = checked(first, *([second] if second else []))
    assert came.of("stream.resume-anew") == (None, says)
    assert len(came.requests) == 1 + bool(second)


def test_a_second_request_that_fails_is_said() -> None:
    ok, says = resumed(ids("1"), ["rst"]).of("stream.resume-anew")
    assert ok is None and says.startswith("the second request failed: ")


@pytest.mark.parametrize(
    ("asked", "request_"),
    [(Question(resume=False), GET), (Question(method="POST"), Request(url(), "POST", body=b"x"))],
)
def test_nobody_asked(asked: Question, request_: Request) -> None:
    came = checked(ids("1"), asked=asked, request=request_)
    assert verdicts(came) == {} and len(came.requests) == 1


def test_the_second_look_is_as_short_as_it_can_be() -> None:
    came = checked(ticking(1, 2), ticking(3, 4, 5, every_s=100.0))
    assert verdicts(came) == {"anew": True, "repeats": True, "gap": True}
    assert came.seen.second.events == 1
