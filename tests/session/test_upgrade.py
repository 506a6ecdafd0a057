"""What is asked of an opening handshake to the request, field by field."""

import pytest

from rtcli import __version__
from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.session.asked import Asked
from rtcli.session.upgrade import basic, credentials, merged, opening_request, read_request
from rtcli.wire.url import parse_target

KEY = "MDEyMzQ1Njc4OWFiY2RlZg=="
OWN = [
    ("Host", "h:8080"),
    ("Upgrade", "websocket"),
    ("Connection", "Upgrade"),
    ("Sec-WebSocket-Key", KEY),
    ("Sec-WebSocket-Version", "13"),
    ("User-Agent", f"rtcli/{__version__}"),
]


def fields(**asked: object) -> list[tuple[str, str]]:
    """Of the request that this asks for."""
    request = opening_request(
        Asked(**{"url": parse_target("ws://h:8080/a?b=1"), "deflate": None, **asked}),  # type: ignore[arg-type]
        random=lambda count: b"0123456789abcdef"[:count],
    )
    head = read_request(request)
    assert (head.method, head.target, head.version, head.faults) == ("GET", "/a?b=1", "HTTP/1.1", ())
    return [(field.name, field.value) for field in head.fields]


def test_the_plain_request() -> None:
    assert fields() == OWN


@pytest.mark.parametrize(
    ("asked", "more"),
    [
        ({"subprotocols": ("a", "b")}, [("Sec-WebSocket-Protocol", "a, b")]),
        ({"origin": "http://o"}, [("Origin", "http://o")]),
        ({"cookie": "a=1"}, [("Cookie", "a=1")]),
        ({"user": "me:pw"}, [("Authorization", "Basic bWU6cHc=")]),
        ({"url": parse_target("ws://m%40e:p%3Aw@h:8080/a?b=1")}, [("Authorization", "Basic bUBlOnA6dw==")]),
        ({"deflate": ""}, [("Sec-WebSocket-Extensions", "permessage-deflate")]),
        ({"deflate": "permessage-deflate"}, [("Sec-WebSocket-Extensions", "permessage-deflate")]),
        (
            {"deflate": "client_max_window_bits"},
            [("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits")],
        ),
        ({"headers": (("X", "1"), ("Y", ""), ("x", "2"))}, [("X", "1"), ("Y", ""), ("x", "2")]),
        ({"headers": (("X", None),)}, []),
    ],
)
def test_what_else_is_asked(asked: dict[str, object], more: list[tuple[str, str]]) -> None:
    assert fields(**asked) == OWN + more


@pytest.mark.parametrize("name", [name for name, _ in OWN] + ["sec-websocket-key"])
def test_a_header_takes_the_place_of_ours(name: str) -> None:
    at = [own.lower() for own, _ in OWN].index(name.lower())
    given = ((name, "one"), ("X", "1"), (name, "two"))
    assert fields(headers=given) == OWN[:at] + [(name, "one"), (name, "two")] + OWN[at + 1 :] + [("X", "1")]
    assert fields(headers=((name, None),)) == OWN[:at] + OWN[at + 1 :]
    assert fields(headers=((name, ""),)) == OWN[:at] + [(name, "")] + OWN[at + 1 :]


def test_a_header_wins_over_what_a_flag_asks() -> None:
    asked = fields(user="me:pw", origin="http://o", headers=(("Authorization", "own"), ("Origin", None)))
    assert asked == [*OWN, ("Authorization", "own")]
    assert ("User-Agent", "") in fields(user_agent="")


def test_merging_keeps_order() -> None:
    given = (("X", "1"), ("a", "2"), ("Y", None), ("b", None))
    assert merged((("A", "0"), ("B", "0"), ("C", "0")), given) == [("a", "2"), ("C", "0"), ("X", "1")]


@pytest.mark.parametrize("value", ["a\r\nX: 1", "a\nb", "a\0b", "a\rb", "\ud83d"])
def test_what_would_break_the_line_is_refused(value: str) -> None:
    with pytest.raises(RtError, match="cannot stand in a line") as raised:
        opening_request(Asked(parse_target("ws://h"), headers=(("X", value),)))
    assert raised.value.exit is Exit.USAGE
    assert "X: 1" not in str(raised.value)


def test_bytes_of_the_command_line_stay_what_they_were() -> None:
    request = opening_request(Asked(parse_target("ws://h"), headers=(("X", "\udcffé"),), user="ü:\udcff"))
    assert b"X: \xff\xc3\xa9\r\n" in request
    assert basic("ü:\udcff") == "Basic w7w6/w=="


@pytest.mark.parametrize(
    ("target", "user", "answer"),
    [
        ("ws://h", None, None),
        ("ws://a:b@h", None, "a:b"),
        ("ws://a@h", None, "a:"),
        ("ws://:b@h", None, ":b"),
        ("ws://a:b@h", "c:d", "c:d"),
        ("ws://h", "", ""),
    ],
)
def test_credentials(target: str, user: str | None, answer: str | None) -> None:
    assert credentials(Asked(parse_target(target), user=user)) == answer


def test_a_user_without_a_password() -> None:
    assert basic("me") == basic("me:")
