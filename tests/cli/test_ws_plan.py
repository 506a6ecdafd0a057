"""The flags of `ws connect` on the left, the plan they make on the right."""

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rtcli.cli import ws_options
from rtcli.session.asked import Asked, Manner
from rtcli.talk import plan as plans
from rtcli.talk.plan import Ends, Expect, ExpectClose, Input, Look, Reply, Send, Stay
from tests.cli.planning import planned, refused
from tests.command import cli


def test_without_flags_it_is_the_plan_that_says_nothing() -> None:
    plan = planned().plan
    assert plan == replace(plans.Plan(plan.asked, plan.way), input=Input())
    assert plan.asked() == Asked(plan.asked().url)
    assert plan.asked().url.display() == "ws://127.0.0.1:9/"


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["-s", "a", "--subprotocol", "b", "--protocol", "c"], {"subprotocols": ("a", "b", "c")}),
        (["--origin", "https://a.example"], {"origin": "https://a.example"}),
        (["--deflate"], {}),
        (["--deflate=on"], {}),
        (["--deflate=off"], {"deflate": None}),
        (["--deflate=client_max_window_bits=9"], {"deflate": "client_max_window_bits=9"}),
        (["--lenient"], {"lenient": True}),
    ],
)
def test_what_is_asked_of_the_opening(argv: list[str], told: dict[str, Any]) -> None:
    asked = planned(*argv).plan.asked()
    assert asked == Asked(asked.url, **told)


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["--pong", "off"], {"pong": "off"}),
        (["--pong=wrong"], {"pong": "wrong"}),
        (["--pong", "delay:250ms"], {"pong": "auto", "pong_delay_s": 0.25}),
        (["--ping-interval", "5", "--ping-timeout", "2s"], {"ping_interval_s": 5.0, "ping_timeout_s": 2.0}),
        (["--fragment", "1KiB"], {"fragment_bytes": 1024}),
        (["--max-message", "1MB"], {"limit_bytes": 1_000_000}),
        (["--close-timeout", "1s"], {"close_timeout_s": 1.0}),
        (["--lenient"], {"lenient": True}),
    ],
)
def test_how_the_session_behaves(argv: list[str], told: dict[str, Any]) -> None:
    assert planned(*argv).plan.manner == Manner(**told)


@pytest.mark.parametrize(
    ("argv", "steps"),
    [
        (["-d", "one", "--send", "two"], (Send(b"one"), Send(b"two"))),
        (["--data", "ü", "--execute="], (Send("ü".encode()), Send(b""))),
        (["-d", "one", "--binary"], (Send(b"one", True),)),
        (["-d", "@@all"], (Send(b"@all"),)),
        (["-d", "@FILE"], (Send(b"in a file"),)),
        (["--binary", "-d", "@FILE"], (Send(b"in a file\r\n", True),)),
        (["--expect", "yes"], (Expect("yes", 5.0),)),
        (["--expect", "@FILE"], (Expect("in a file"),)),
        (["--expect-close", "1008"], (ExpectClose(1008, 5.0),)),
        (
            ["--expect", "a", "--within", "1s", "-d", "b", "--expect", "c", "--expect-close", "4000", "--within", "2s"],
            (Expect("a", 1.0), Send(b"b"), Expect("c", 5.0), ExpectClose(4000, 2.0)),
        ),
        (["-d", "--expect", "--expect", "-d"], (Send(b"--expect"), Expect("-d"))),
    ],
)
def test_steps_stand_in_the_order_in_which_they_were_written(
    argv: list[str], steps: tuple[plans.Step, ...], tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"in a file\r\n")
    assert planned(*(word.replace("FILE", f"{tmp_path}/file") for word in argv)).plan.steps == steps


def test_stdin_as_a_whole_can_be_a_message() -> None:
    assert planned("-d", "@-", stdin=b"all\nof it\n").plan.steps == (Send(b"all\nof it"),)


@pytest.mark.parametrize(
    ("argv", "given"),
    [
        ([], Input()),
        (["-1"], Input()),
        (["--on-connect", "hello"], Input()),
        (["--binary"], Input("binary")),
        (["--stdin-as", "hex"], Input("hex")),
        (["--binary", "--stdin-as", "json-lines"], Input("json-lines")),
        (["--one-shot"], Input(one_shot=True)),
        (["-0"], Input(separator=b"\0")),
        (["-d", "x"], None),
        (["-d", "x", "--stdin-as", "text"], Input()),
        (["--expect", "x", "-0"], Input(separator=b"\0")),
        (["--expect-close", "1000"], None),
        (["--echo"], None),
        (["--echo", "--stdin-as", "text"], None),
        (["-d", "@-", "--stdin-as", "text"], None),
    ],
)
def test_stdin_is_read_where_nothing_else_says_what_to_send(argv: list[str], given: Input | None) -> None:
    assert planned(*argv).plan.input == given


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["-1"], {"max_messages": 1}),
        (["--max-messages", "3"], {"max_messages": 3}),
        (["-1", "--max-messages", "1"], {"max_messages": 1}),
        (["--drain", "500ms"], {"drain_s": 0.5}),
        (["-w", "5"], {"drain_s": 5.0}),
        (["--drain", "forever"], {"drain_s": math.inf}),
        (["--no-close"], {"drain_s": math.inf}),
        (["-m", "1m"], {"max_time_s": 60.0}),
    ],
)
def test_when_it_is_over(argv: list[str], told: dict[str, Any]) -> None:
    assert planned(*argv).plan.ends == Ends(**told)


@pytest.mark.parametrize(
    ("argv", "stay"),
    [
        (["--reconnect"], Stay(True)),
        (["--reconnect", "--retry-max", "3", "--retry-delay", "100ms"], Stay(True, 3, 0.1)),
    ],
)
def test_whether_it_is_opened_again(argv: list[str], stay: Stay) -> None:
    assert planned(*argv).plan.stay == stay


def test_what_is_sent_of_itself() -> None:
    plan = planned("--on-connect", "a", "--on-connect", "b", "--heartbeat", "{}", "--heartbeat-every", "9s").plan
    assert (plan.on_connect, plan.heartbeat, plan.heartbeat_every_s) == ((Send(b"a"), Send(b"b")), Send(b"{}"), 9.0)
    assert planned("--echo").plan.echo


@pytest.mark.parametrize(
    ("written", "reply"),
    [
        ("ping=pong", Reply("ping", "pong")),
        ("=x", Reply("", "x")),
        (r"a\=b=c=d", Reply("a=b", "c=d")),
        ('{"type":"ping"}={"type":"pong"}', Reply('{"type":"ping"}', '{"type":"pong"}')),
        ("/^hi$/=", Reply("/^hi$/", "")),
        (r"/id=(\d+)/i=ack \1", Reply(r"/id=(\d+)/i", r"ack \1")),
        ("/path=x", Reply("/path", "x")),
    ],
)
def test_a_reply_is_a_pattern_and_a_text(written: str, reply: Reply) -> None:
    assert planned("--reply", written).plan.replies == (reply,)


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["--json"], {"json": True}),
        (["--format", "{text}"], {"template": "{text}"}),
        (["--binary-out", "hex"], {"binary": "hex"}),
        (["-0"], {"separator": b"\0"}),
        (["-v"], {"verbose": 1}),
        (["-vv", "-P"], {"verbose": 2, "control": True}),
        (["--frames", "--timestamps", "--pretty"], {"frames": True, "timestamps": True, "pretty": True}),
        (["--select", "$.a"], {"select": "$.a"}),
        (["--stats", "--show-secrets"], {"stats": True, "show_secrets": True}),
        (["--max-payload", "1KiB"], {"max_payload": 1024}),
        (["--color", "always"], {"colour": True}),
        (["--no-color", "--text", "--exit-on-eof", "--http1.1"], {}),
    ],
)
def test_what_is_shown(argv: list[str], told: dict[str, Any]) -> None:
    assert planned(*argv).plan.look == Look(**told)


def test_at_a_terminal_lines_are_live_unless_a_form_was_asked_for() -> None:
    live = Look(live=True, colour=True)
    assert planned(tty=True).plan.look == live
    assert planned("--json", tty=True).plan.look == replace(live, live=False, json=True)
    assert not planned("--format", "{text}", tty=True).plan.look.live
    assert not planned("--no-color", tty=True).plan.look.colour


def test_tests_of_messages_are_compiled() -> None:
    plan = planned("--until", "$.done", "--filter", "opcode == text").plan
    assert plan.ends.until is not None and plan.ends.until.matches({"text": '{"done": true}'})
    assert plan.look.filter is not None and not plan.look.filter.matches({"opcode_name": "binary"})


def test_what_is_kept() -> None:
    plan = planned("--record", "a.jsonl", "--har", "b.har").plan
    assert (plan.record, plan.har) == ("a.jsonl", "b.har")


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["--within", "2s"], "--within stands behind the --expect that it is for"),
        (["-d", "x", "--within", "2s", "--expect", "y"], "--within stands behind the --expect that it is for"),
        (["--ping-timeout", "2s"], "--ping-timeout is for --ping-interval"),
        (["--retry-max", "2"], "--retry-max is for --reconnect"),
        (["-1", "--max-messages", "2"], "give one of -1 and --max-messages"),
        (["--fragment", "0"], "invalid value for '--fragment': a frame holds at least one byte"),
        (["--deflate=nonsense=1"], "invalid value for '--deflate': "),
        (["--pong", "late"], "invalid value for '--pong': 'late' is not one of auto, off, wrong, delay:TIME"),
        (["--pong", "delay:"], "invalid value for '--pong': '' is not a duration"),
        (["--reply", "no equals sign"], "invalid value for '--reply': write PATTERN=TEXT"),
        (["--until", "$.["], "input --until: column "),
        (["--filter", "a b"], "input --filter: column 3"),
        (["--select", "x"], "input --select: column 1"),
        (["-d", "\udcff"], "input --send: this is no UTF-8 text"),
        (["-d", "@/nowhere"], "input --send: /nowhere: No such file or directory"),
        (["--expect-close", "99"], "invalid value for '--expect-close': 99 is not in the range"),
        (["--drain", "soon"], "invalid value for '--drain': 'soon' is not a duration"),
        (["--connect", "ws://twice"], "where to? Give one URL"),
    ],
)
def test_what_contradicts_itself_is_a_wrong_command_line(argv: list[str], says: str) -> None:
    assert refused(*argv).startswith(f"error: {says}")


def test_two_forms_of_output_are_one_too_many() -> None:
    ran = cli("ws", "connect", "--json", "--format", "x", "ws://127.0.0.1:9")
    assert (ran.code, ran.documents[0]["error"]["says"]) == (2, "give one of --json and --format")


def test_without_a_url_there_is_nowhere_to_go() -> None:
    assert cli("ws", "connect").code == cli("ws", "connect", "-d", "x").code == 2
    assert planned("-c", "ws://127.0.0.1:9", url="").plan.asked().url.port == 9


def test_the_forms_on_offer_are_those_there_are() -> None:
    assert ws_options.INPUT_FORMS == plans.INPUT_FORMS
    assert ws_options.BINARY_FORMS == plans.BINARY_FORMS


def test_the_defaults_are_those_of_the_plan() -> None:
    assert Manner() == planned().plan.manner
    assert (Ends(), Stay(), Look()) == (planned().plan.ends, planned().plan.stay, planned().plan.look)
