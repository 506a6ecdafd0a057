"""What a request is unless the user says more, and what its text does not show."""

from rtcli.session.request import HEAD_TIMEOUT_S, MOST_REDIRECTS, Request
from rtcli.wire.url import parse_target


def test_plain() -> None:
    request = Request(parse_target("http://h/"))
    assert (request.method, request.headers, request.body, request.http) == ("GET", (), None, "auto")
    assert (request.redirects, request.head_timeout_s) == (MOST_REDIRECTS, HEAD_TIMEOUT_S)


def test_secrets_stay_out_of_its_text() -> None:
    headers = (("Authorization", "hush"),)
    request = Request(parse_target("http://me:hush@h/"), headers=headers, body=b"hush", user="me:hush", cookie="a=hush")
    assert "hush" not in repr(request)
