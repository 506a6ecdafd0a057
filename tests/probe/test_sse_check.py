"""The whole of it, against the lab: each route earns its finding, and the honest ones nothing that counts."""

import asyncio
from collections.abc import Iterator

import pytest

from rtcli.errors import RtError
from rtcli.lab.embedded import running
from rtcli.lab.route import Route
from rtcli.lab.routes import ROUTES
from rtcli.net.way import Way
from rtcli.probe.examination import Examination, Question
from rtcli.probe.sse_check import examine, judge
from rtcli.report.model import Finding
from rtcli.report.rules import RULES
from rtcli.session.http import Client
from rtcli.session.request import Request
from rtcli.wire.url import parse_target
from tests.probe.checking import checked, event, headed
from tests.session.http_peers import conversed, url

PAGE = "https://app.example"
FAST = {"every": "5ms", "pace": "1ms", "first": "5ms", "tokens": "30", "window": "30ms", "event": "3"}
ELSEWHERE = {  # what a route needs to be caught, where that is not in FAST
    "sse/held-head": "first=1100ms&every=50ms",
    "sse/held-stream": "count=12&every=100ms&jitter=steady",
    "sse/held-all": "count=3&every=5ms",
}
SLOW = {"sse/held-gzip": 0.4, "sse/no-heartbeat": 0.4, "sse/held-stream": 3.0}
HONEST = (
    "sse/clock?every=5ms",
    "sse/ids?every=5ms",
    "sse/heartbeat?every=5ms",
    "sse/llm?pace=1ms&first=1ms",
    "sse/auth?every=5ms&token=secret",
    "feed?as=sse",
)
EARNED = [route for route in ROUTES.values() if (route.earns or "").startswith("stream.")]


@pytest.fixture(scope="module")
def lab() -> Iterator[str]:
    with running() as (host, port):
        yield f"http://{host}:{port}"


def judged(base: str, target: str, seconds: float = 0.6, *, credentials: bool = False) -> list[Finding]:
    asked, seen = Question(seconds, PAGE, credentials), Examination()

    async def look() -> None:
        client = Client(Way(environment={}))
        await examine(client, Request(parse_target(f"{base}/{target}", default_scheme="http")), asked, seen)
        await client.close()

    asyncio.run(look())
    return judge(seen, asked)


@pytest.mark.parametrize("route", EARNED, ids=lambda route: route.name)
def test_a_route_earns_its_finding(lab: str, route: Route) -> None:
    query = ELSEWHERE.get(route.name) or "&".join(f"{n}={v}" for n, v in FAST.items() if n in route.parameters)
    credentials = route.earns == "stream.cors-credentials"
    findings = judged(lab, f"{route.name}?{query}", SLOW.get(route.name, 0.6), credentials=credentials)
    assert route.earns in {finding.code for finding in findings if finding.ok is False}


@pytest.mark.parametrize("target", HONEST)
def test_an_honest_route_earns_nothing_that_counts(lab: str, target: str) -> None:
    broken = {finding.code for finding in judged(lab, target, 1.5) if finding.ok is False}
    assert {code for code in broken if RULES[code].level != "note"} == set()


def test_every_code_is_a_rule(lab: str) -> None:
    for target in HONEST[:2]:
        assert {finding.code for finding in judged(lab, target)} <= RULES.keys()


def test_every_rule_of_the_area_has_a_route() -> None:
    earned = {rule.earned for code, rule in RULES.items() if code.startswith("stream.")}
    assert earned <= {f"lab:{route.name}" for route in EARNED}


def test_what_an_event_source_sends_is_sent() -> None:
    first = checked(headed("Content-Type: text/event-stream", body=event(1)), ["fin"]).requests[0]
    assert b"Accept: text/event-stream\r\n" in first and b"Cache-Control: no-cache\r\n" in first
    assert b"Last-Event-ID" not in first


def test_no_answer_is_an_error_and_no_finding() -> None:
    seen = Examination()

    async def converse(client: Client) -> None:
        with pytest.raises(RtError):
            await examine(client, Request(url()), Question(), seen)

    conversed(converse, ["rst"])
    assert judge(seen, Question()) == []
