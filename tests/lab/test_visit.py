"""What a route by hand is given: the request, what came behind it, and its parameters as they are."""

from typing import cast

from rtcli.lab.link import Link
from rtcli.lab.shared import Shared
from rtcli.lab.visit import Visit
from rtcli.wire.http1 import parse_head


def test_parameters_come_as_what_they_are() -> None:
    head = parse_head(b"GET /ws/fin HTTP/1.1\r\nHost: lab\r\n\r\n")
    assert head is not None
    visit = Visit(cast(Link, None), head, b"rest", {"after": 0.5, "bits": 15, "by": "fin"}, Shared())
    assert (visit.number("after"), visit.number("bits"), visit.word("by")) == (0.5, 15, "fin")
    assert (visit.head.target, visit.rest) == ("/ws/fin", b"rest")
