"""Flags on the left, the values from which a curl command is written on the right."""

from typing import Any

import pytest

from rtcli.cli.sse_equivalent import equivalent, wanted
from rtcli.show.equivalent import Wanted
from tests.cli.planning import tailed

SENT = (("Accept", "text/event-stream"), ("Cache-Control", "no-cache"))
FORM = ("Content-Type", "application/x-www-form-urlencoded")


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        ([], {}),
        (["-X", "PUT"], {"method": "PUT"}),
        (["-d", "x"], {"body": b"x", "headers": (*SENT, FORM)}),
        (["-d", "x", "-X", "GET"], {"method": "GET", "body": b"x", "headers": (*SENT, FORM)}),
        (["--http1.1"], {"http": "1.1"}),
        (["--http2"], {"http": "2-prior-knowledge"}),
        (["-H", "X: 1", "-H", "Accept: a/b"], {"headers": (SENT[1], ("X", "1"), ("Accept", "a/b"))}),
        (["--last-event-id", "7"], {"headers": (*SENT, ("Last-Event-ID", "7"))}),
        (["-H", "Accept-Encoding: br"], {"compressed": False, "headers": (*SENT, ("Accept-Encoding", "br"))}),
        (["-A", "Mine", "-u", "a:b", "-b", "c=1"], {"user_agent": "Mine", "user": "a:b", "cookie": "c=1"}),
        (["--no-location"], {"location": False}),
        (["--max-redirs", "3"], {"redirects": 3}),
        (["-m", "3s", "-k", "-4"], {"max_time_s": 3.0, "insecure": True, "ipv4": True}),
    ],
)
def test_a_plan_is_told_in_plain_values(argv: list[str], told: dict[str, Any]) -> None:
    usual: dict[str, Any] = {"url": "http://127.0.0.1:9/", "headers": SENT, "compressed": True, "location": True}
    assert wanted(tailed(*argv)[0]) == Wanted(**usual | told)


def test_what_only_we_have_is_said() -> None:
    plan, _ran = tailed()
    assert equivalent(plan, ["max_events", "tls13", "headers"]).startswith(
        "# it has nothing like --max-events, --tlsv1.3\ncurl --no-buffer"
    )


def test_over_tls_http2_is_agreed_on() -> None:
    assert wanted(tailed("--http2", url="https://127.0.0.1:9")[0]).http == "2"
