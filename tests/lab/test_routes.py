"""The table of routes: that it holds together, and that it is cheap to read."""

import subprocess
import sys

import pytest

from rtcli.lab.route import KINDS, Route, parse_parameters
from rtcli.lab.routes import GROUPS, ROUTES
from rtcli.report.rules import RULES


def test_each_route_is_in_one_group() -> None:
    assert sum(map(len, GROUPS.values())) == len(ROUTES)
    assert all(name == route.name for name, route in ROUTES.items())


@pytest.mark.parametrize("route", ROUTES.values(), ids=lambda route: route.name or "index")
def test_each_row_says_what_it_is(route: Route) -> None:
    assert route.engine in ("websockets", "http", "raw")
    assert route.title and route.title[0] == route.title[0].strip() and not route.title.endswith(".")
    assert route.earns is None or route.earns in RULES
    assert route.engine != "websockets" or route.earns is None, "an honest engine earns nothing"
    assert "tls" not in route.parameters, "a target takes that for itself"
    for parameter in route.parameters.values():
        assert parameter.sort in KINDS
        assert parameter.help
        assert not parameter.choices or parameter.default in parameter.choices


@pytest.mark.parametrize("route", ROUTES.values(), ids=lambda route: route.name or "index")
def test_the_defaults_can_be_written(route: Route) -> None:
    query = "&".join(f"{name}={parameter.written}" for name, parameter in route.parameters.items())
    defaults = {name: parameter.default for name, parameter in route.parameters.items()}
    assert parse_parameters(route, query) == defaults


def test_honest_websocket_routes_refuse_foreign_pages_unless_told_otherwise() -> None:
    for route in GROUPS["WebSocket"]:
        assert route.parameters["origin"].default == "own"


def test_reading_it_imports_nothing_heavy() -> None:
    code = "import sys, rtcli.lab.routes; print(*sys.modules)"
    modules = set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.split())
    assert "rtcli.lab.route" in modules
    assert not modules & {"asyncio", "ssl", "socket", "h11", "h2", "websockets", "rich", "json", "difflib"}
