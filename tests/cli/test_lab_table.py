"""The routes at a terminal, in any width, with the parameters of those that were asked for."""

import pytest

from rtcli.cli.lab_table import Table, chosen
from rtcli.lab.route import Parameter, Route
from rtcli.lab.routes import GROUPS, ROUTES
from tests.command import cli
from tests.golden import golden

EXAMPLES = {
    "First": (
        Route("echo", "websockets", "sends every message back", None, {"size": Parameter(0, "of a piece", "size")}),
        Route("feed", "websockets", "one feed for all", without_upgrade=True),
    ),
    "Second": (
        Route(
            "ws/masked",
            "raw",
            "masks what it sends, and a title that needs two lines where the terminal is narrow",
            "frame.masked-by-server",
            {"how": Parameter("a", "it is done", choices=("a", "b")), "often": Parameter(True, "again and again")},
        ),
        Route("sse/bom", "http", "two marks", "sse.second-bom"),
    ),
    "Third": (Route("", "http", "this list"),),
}


def text(table: Table, width: int) -> str:
    return "".join("".join(part for part, _style in line) + "\n" for line in table.drawn(width))


@pytest.mark.parametrize("width", [40, 60, 110])
def test_at_a_terminal_it_keeps_to_the_width(width: int) -> None:
    golden(f"cli/lab-{width}.txt", text(Table(EXAMPLES, frozenset({"echo"})), width))


def test_the_headings_say_where_it_listens() -> None:
    table = Table(EXAMPLES).listening("::1", 8765, "PEM")
    headings = [line for line in text(table, 80).splitlines() if line[:1].strip()]
    assert headings == [
        "First  wss://[::1]:8765/ROUTE",
        "Second  wss://[::1]:8765/ROUTE",
        "Third  https://[::1]:8765/",
    ]


@pytest.mark.parametrize(
    ("host", "base", "is_private"),
    [
        ("127.0.0.1", "http://127.0.0.1:80", True),
        ("::1", "http://[::1]:80", True),
        ("0.0.0.0", "http://127.0.0.1:80", False),
        ("::", "http://[::1]:80", False),
        ("192.0.2.1", "http://192.0.2.1:80", False),
    ],
)
def test_the_base_is_where_a_client_can_go(host: str, base: str, is_private: bool) -> None:
    table = Table(EXAMPLES).listening(host, 80, None)
    assert (table.base, table.is_private) == (base, is_private)


def test_what_is_chosen_stays_in_its_group() -> None:
    assert chosen(()) == GROUPS
    assert chosen(("ws/masked", "echo")) == {
        "WebSocket": (ROUTES["echo"],),
        "Frames that break a rule": (ROUTES["ws/masked"],),
    }


@pytest.mark.parametrize("columns", [60, 80, 140])
def test_the_real_table_fits_a_terminal(columns: int) -> None:
    ran = cli("--color=never", "lab", "--list", tty=True, columns=columns)
    assert max(map(len, ran.out.splitlines())) <= columns
    assert "\x1b[1m" in cli("lab", "--list", tty=True).out
