"""The flags of `sse tail` on the left, the plan they make on the right."""

from dataclasses import replace
from typing import Any

import pytest

from rtcli.cli import sse_options
from rtcli.net.way import TlsWay, Way
from rtcli.session.request import Request
from rtcli.session.sse import Patience
from rtcli.talk import tail_plan
from rtcli.talk.tail_plan import StreamLook, TailPlan
from tests.cli.planning import refused, tailed
from tests.command import cli


def plan(*argv: str, **how: Any) -> TailPlan:
    return tailed(*argv, **how)[0]


def test_without_flags_it_is_the_plan_that_says_nothing() -> None:
    found = plan()
    assert found == TailPlan(found.request, found.way)
    assert found.request() == Request(found.request().url)
    assert found.request().url.display() == "http://127.0.0.1:9/"
    assert found.way == Way()


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["--no-reconnect"], {"reconnect": False}),
        (["--max-retries", "0"], {"max_retries": 0}),
        (["--retry-max", "3"], {"max_retries": 3}),
        (["--retry-on", "5xx,429"], {"retry_on": (range(500, 600), range(429, 430))}),
        (["--retry-on", "5xx", "--retry-on", "404"], {"retry_on": (range(500, 600), range(404, 405))}),
        (["--retry-post"], {"retry_post": True}),
        (["--last-event-id", "ü 7"], {"last_event_id": "ü 7"}),
        (["--last-event-id", ""], {"last_event_id": ""}),
        (["--state", "seen.json"], {"state": "seen.json"}),
        (["-m", "1m"], {"max_time_s": 60.0}),
        (["-1"], {"max_events": 1}),
        (["--max-events", "3"], {"max_events": 3}),
        (["-1", "--max-events", "1"], {"max_events": 1}),
        (["--event", "a", "--event", "b"], {"events": ("a", "b")}),
        (["--select", "$.a"], {"select": "$.a"}),
        (["--llm"], {"llm": "auto"}),
        (["--llm=anthropic", "--stall", "3s"], {"llm": "anthropic", "stall_s": 3.0}),
        (["--record", "a.jsonl", "--har", "b.har"], {"record": "a.jsonl", "har": "b.har"}),
    ],
)
def test_a_flag_tells_of_the_stream(argv: list[str], told: dict[str, Any]) -> None:
    found = plan(*argv)
    assert found == TailPlan(found.request, found.way, **told)


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["--read-timeout", "30s"], {"read_timeout_s": 30.0}),
        (["--event-timeout", "500ms"], {"event_timeout_s": 0.5}),
        (["--max-line", "1KiB", "--max-event", "1MB"], {"line_limit_bytes": 1024, "event_limit_bytes": 1_000_000}),
    ],
)
def test_what_is_borne(argv: list[str], told: dict[str, Any]) -> None:
    assert plan(*argv).patience == Patience(**told)


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["--json"], {"json": True}),
        (["--format", "{data}"], {"template": "{data}"}),
        (["-0"], {"separator": b"\0"}),
        (["--raw"], {"raw": True}),
        (["-vv"], {"verbose": 2}),
        (["--timestamps", "--pretty", "--stats"], {"timestamps": True, "pretty": True, "stats": True}),
        (["--max-payload", "1KiB", "--show-secrets"], {"max_payload": 1024, "show_secrets": True}),
        (["--color", "always"], {"colour": True}),
    ],
)
def test_what_is_shown(argv: list[str], told: dict[str, Any]) -> None:
    assert plan(*argv).look == StreamLook(**told)


def test_at_a_terminal_lines_are_live_unless_a_form_was_asked_for() -> None:
    live = StreamLook(live=True, colour=True)
    assert plan(tty=True).look == live
    assert plan("--json", tty=True).look == replace(live, live=False, json=True)
    assert plan("--raw", tty=True).look == replace(live, live=False, raw=True)
    assert not plan("--format", "{data}", tty=True).look.live


def test_tests_of_events_are_compiled() -> None:
    found = plan("--until", "$.done", "--filter", "event == price")
    assert found.until is not None and found.until.matches({"data": '{"done": true}'})
    assert found.filter is not None and not found.filter.matches({"event": "message"})


def test_the_flags_of_the_connection_are_those_of_every_command() -> None:
    found = plan("-k", "-6", "--connect-timeout", "2s", "-x", "http://proxy.example:3128", "--alpn", "h2")
    tls = TlsWay(verify=False, alpn=("h2",))
    assert found.way == Way(tls=tls, proxy="http://proxy.example:3128", family=6, connect_timeout_s=2.0)


@pytest.mark.parametrize(("url", "name"), [("lab:sse/ids?every=1s", "lab:sse/ids"), ("http://127.0.0.1:9/a", None)])
def test_what_is_kept_of_the_lab_is_kept_under_its_route(url: str, name: str | None) -> None:
    assert plan(url=url).name == name


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["-1", "--max-events", "2"], "give one of -1 and --max-events"),
        (["--raw", "--format", "x"], "give one of --format and --raw"),
        (["--llm", "--raw"], "give one of --llm and --raw"),
        (["--llm", "--format", "x"], "give one of --llm and --format"),
        (["--select", "$", "--raw"], "give one of --select and --raw"),
        (["--stall", "2s"], "--stall is for --llm"),
        (["--llm=gpt"], "invalid value for '--llm': 'gpt' is not one of"),
        (["--retry-on", "6xx"], "input --retry-on: '6xx' is no status"),
        (["--max-retries", "-1"], "invalid value for '--max-retries'"),
        (["--state", "/nowhere/seen"], "output /nowhere/seen: there is no folder /nowhere"),
        (["--until", "$.["], "input --until: column "),
        (["--filter", "a b"], "input --filter: column 3"),
        (["--select", "x"], "input --select: column 1"),
        (["--event-timeout", "soon"], "invalid value for '--event-timeout': 'soon' is not a duration"),
        (["-4", "-6"], "give one of -4 and -6, or neither"),
    ],
)
def test_what_contradicts_itself_is_a_wrong_command_line(argv: list[str], says: str) -> None:
    assert refused(*argv, command="sse tail").startswith(f"error: {says}")


def test_a_folder_that_nothing_can_be_written_in_is_told_of_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda _folder, _mode: False)
    assert refused("--state", "seen", command="sse tail").startswith(
        "error: output seen: nothing can be written in .\n"
    )


def test_without_a_url_there_is_nowhere_to_go() -> None:
    assert cli("sse", "tail").code == 2


def test_an_optional_value_does_not_eat_the_url() -> None:
    assert plan("--llm", url="http://127.0.0.1:9").llm == "auto"


def test_the_shapes_on_offer_are_those_there_are() -> None:
    assert sse_options.LLM_SHAPES == tail_plan.LLM_SHAPES
