"""Names and parameters as people write them on the left, what they mean or why they are refused on the right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.errors import RtError
from rtcli.lab.route import KINDS, Parameter, Route, Value, no_such_route, parse_parameters, route_and_query

ROUTE = Route(
    "try",
    "raw",
    "has one of each",
    None,
    {
        "every": Parameter(1.0, "time between", "duration"),
        "size": Parameter(0, "of each", "size", bounds=(0, 1024)),
        "count": Parameter(3, "how many"),
        "deflate": Parameter(True, "compress"),
        "how": Parameter("fin", "it ends", choices=("fin", "rst")),
        "name": Parameter("", "whatever"),
        "code": Parameter(1000, "close code", "close-code"),
        "reason": Parameter("", "close reason", "close-reason"),
    },
)


@pytest.mark.parametrize(
    ("query", "name", "value"),
    [
        ("", "every", 1.0),
        ("every=250ms", "every", 0.25),
        ("every=2", "every", 2.0),
        ("size=1KiB", "size", 1024),
        ("count=0", "count", 0),
        ("deflate", "deflate", True),
        ("deflate=no", "deflate", False),
        ("deflate=0", "deflate", False),
        ("deflate=true", "deflate", True),
        ("how=rst", "how", "rst"),
        ("name=", "name", ""),
        ("name=a%20b%26c", "name", "a b&c"),
        ("count=1&count=2", "count", 2),
        ("code=1001", "code", 1001),
        ("code=1005", "code", 1005),
        ("reason=bye", "reason", "bye"),
    ],
)
def test_a_query_gives_values(query: str, name: str, value: Value) -> None:
    found = parse_parameters(ROUTE, query)
    assert found.keys() == ROUTE.parameters.keys()
    assert (found[name], type(found[name])) == (value, type(value))


@pytest.mark.parametrize(
    ("query", "why", "fix"),
    [
        ("evry=1", "no parameter is called 'evry'", "it has: every, size, count, deflate, how, name, code, reason"),
        ("every=soon", "every='soon' cannot be read", "write 500ms, 2s, 1m30s, or a bare number of seconds"),
        ("every=48h", "every cannot be 48h", "from 0s to 1d"),
        ("size=2KiB", "size cannot be 2KiB", "from 0B to 1KiB"),
        ("count=-1", "count='-1' cannot be read", "how many; for example count=3"),
        ("count=1_0", "count='1_0' cannot be read", "how many; for example count=3"),
        ("count=٣", "count='٣' cannot be read", "how many; for example count=3"),
        ("count=10000000000", "count cannot be 10000000000", "from 0 to 1000000000"),
        ("deflate=perhaps", "deflate='perhaps' cannot be read", "compress; for example deflate=yes"),
        ("how=bang", "how cannot be 'bang'", "one of fin, rst"),
        ("code=1006", "code='1006' cannot be read", "ws/close-code sends codes that must not be sent"),
        ("code=x", "code='x' cannot be read", "close code; for example code=1000"),
        (
            f"reason={'x' * 124}",
            f"reason='{'x' * 124}' cannot be read",
            "at most 123 bytes of UTF-8 fit beside a close",
        ),
    ],
)
def test_what_a_route_does_not_take_is_said(query: str, why: str, fix: str) -> None:
    with pytest.raises(RtError) as raised:
        parse_parameters(ROUTE, query)
    error = raised.value
    assert (error.where, error.why, error.kind) == ("lab try", why, "bad-parameter")
    assert error.fix.startswith(fix)


def test_a_route_without_parameters_says_so() -> None:
    with pytest.raises(RtError) as raised:
        parse_parameters(Route("bare", "raw", "has none"), "x=1")
    assert raised.value.fix == "it has: none"


@given(st.text(max_size=40))
def test_any_query_gives_values_or_an_error(query: str) -> None:
    try:
        assert parse_parameters(ROUTE, query).keys() == ROUTE.parameters.keys()
    except RtError as error:
        assert error.fix


@pytest.mark.parametrize("name", ROUTE.parameters)
def test_a_default_is_written_so_that_it_can_be_read(name: str) -> None:
    parameter = ROUTE.parameters[name]
    assert parse_parameters(ROUTE, f"{name}={parameter.written}")[name] == parameter.default
    assert parameter.sort in KINDS


@pytest.mark.parametrize(
    ("target", "name", "query"),
    [
        ("/", "", ""),
        ("/echo", "echo", ""),
        ("echo?x=1", "echo", "x=1"),
        ("/ws/masked?a?b", "ws/masked", "a?b"),
        ("/ws%2Fmasked", "ws/masked", ""),
        ("http://lab:80/echo?x", "echo", "x"),
        ("HTTPS://lab", "", ""),
        ("http://lab?x", "", "x"),
    ],
)
def test_a_target_names_a_route(target: str, name: str, query: str) -> None:
    assert route_and_query(target) == (name, query)


@pytest.mark.parametrize(
    ("name", "fix"), [("ech", "did you mean echo? see the list"), ("qqq", "see the list"), ("", "see the list")]
)
def test_an_unknown_name_is_told_the_near_ones(name: str, fix: str) -> None:
    error = no_such_route(name, ["", "echo", "flood"], "see the list")
    assert (str(error), error.fix, error.kind) == (f"lab: no route is called {name!r}", fix, "unknown-route")


@pytest.mark.parametrize(
    ("route", "schemes"),
    [
        (Route("echo", "websockets", ""), ("ws",)),
        (Route("ws/masked", "raw", ""), ("ws",)),
        (Route("feed", "websockets", "", without_upgrade=True), ("ws", "http")),
        (Route("sse/clock", "http", ""), ("http",)),
        (Route("sse/cut-chunk", "raw", ""), ("http",)),
    ],
)
def test_a_route_is_asked_for_in_its_schemes(route: Route, schemes: tuple[str, ...]) -> None:
    assert route.schemes == schemes
    assert route.is_websocket == ("ws" in schemes)
