"""`rtcli compare` as people run it: its help page, its flags, the lab's feed by all ways, and ways that fail."""

import json
from importlib.resources import files

import jsonschema
import pytest

from tests.command import cli
from tests.golden import golden

SCHEMA = json.loads((files("rtcli") / "schemas" / "compare-1.json").read_text())
CLOCKS = ("--ws", "lab:clock?every=20ms", "--sse", "lab:sse/clock?every=20ms")


def test_the_help_page() -> None:
    golden("cli/help-compare.txt", cli("compare", "--help").out)


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        ([], "give lab:feed, or the feed's URLs by --ws, --sse, --poll, --long-poll"),
        (["lab:feed", "--ws", "lab:clock"], "give lab:feed, or the feed's URLs by"),
        (["lab:clock"], "only lab:feed can be had in every way"),
        (["--ws", "lab:clock", "--sent", "t"], "a path begins with $"),
        (["--poll", "lab:poll", "--since", "since"], "--since and --next go together"),
    ],
)
def test_what_cannot_be_compared_is_said(argv: list[str], says: str) -> None:
    ran = cli("compare", *argv)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err


def test_the_labs_feed_comes_by_every_way() -> None:
    ran = cli("compare", "lab:feed", "--max-messages", "1", "--interval", "100ms", "--json")
    (document,) = ran.documents
    jsonschema.validate(document, SCHEMA)
    assert (ran.code, document["exit_code"]) == (0, 0)
    assert [way["way"] for way in document["ways"]] == ["ws", "sse", "poll", "long-poll"]
    assert [way["messages"] for way in document["ways"]] == [1, 1, 1, 1]
    assert [way["latency_ms"]["count"] for way in document["ways"]] == [1, 1, 1, 1]
    assert 20 <= document["ways"][0]["per_message"]["bytes_in"] <= 28  # two of the head; a time ends in no zero
    assert document["ways"][2]["requests"] > document["ways"][3]["requests"] == 1


def test_other_feeds_are_named_one_by_one() -> None:
    ran = cli("compare", *CLOCKS, "--sent", "$.t", "--max-messages", "3")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[1].split() == ["messages", "3", "3"]
    assert "could not tell" not in ran.out


def test_without_a_time_in_it_nobody_knows_how_late_a_message_is() -> None:
    ran = cli("compare", *CLOCKS, "--max-messages", "1", "--in-turn")
    assert (ran.code, ran.out.count("could not tell")) == (0, 5)
    assert "* one after the other, each in a thread of its own" in ran.out


def test_a_way_that_fails_leaves_the_others() -> None:
    ran = cli("compare", "--ws", "lab:clock?every=20ms", "--poll", "lab:sse/404", "--max-messages", "1")
    assert ran.code == 4
    assert "* poll: poll 127.0.0.1:" in ran.out and "404 Not Found" in ran.out


def test_where_no_way_came_about_the_exit_code_is_3() -> None:
    assert cli("compare", "--ws", "lab:ws/403", "--sse", "lab:sse/404").code == 3


def test_a_time_limit_ends_it() -> None:
    ran = cli("compare", "--sse", "lab:sse/clock?every=10ms", "-m", "100ms", "--for", "1h", "--json")
    assert (ran.code, ran.documents[0]["for_s"]) == (0, 0.1)
