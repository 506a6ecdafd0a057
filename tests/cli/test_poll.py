"""`rtcli poll` as people run it: its help page, its flags, and the lab's polls in every form of output."""

import pytest

from rtcli.cli import poll
from rtcli.session.request import Request
from rtcli.talk.poll_plan import PollPlan
from rtcli.talk.tail_plan import TailPlan
from tests.cli.planning import catch
from tests.command import cli
from tests.golden import golden

URL = "http://127.0.0.1:9/"
PAGED = ("--since", "since", "--next", "$.next", "--items", "$.items")


def planned(*argv: str) -> PollPlan:
    (plan, _streams), _ran = catch(poll, "poll", *argv, URL)
    assert isinstance(plan, PollPlan)
    return plan


def test_the_help_page() -> None:
    golden("cli/help-poll.txt", cli("poll", "--help").out)


def test_without_flags_it_is_the_plan_that_says_nothing() -> None:
    found = planned()
    assert found == PollPlan(TailPlan(found.stream.request, found.stream.way))
    assert found.stream.request() == Request(found.stream.request().url)


def test_flags_tell_of_the_pages() -> None:
    found = planned(*PAGED, "--long", "--interval", "500ms", "-1", "--max-retries", "2", "-m", "1m")
    assert found.paging.since == "since"
    assert found.paging.next is not None and found.paging.next.text == "$.next"
    assert found.paging.items is not None and found.paging.items.text == "$.items"
    assert (found.long, found.interval_s) == (True, 0.5)
    assert (found.stream.max_events, found.stream.max_retries, found.stream.max_time_s) == (1, 2, 60.0)


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["--since", "since"], "--since and --next go together"),
        (["--next", "$.next"], "--since and --next go together"),
        (["-1", "--max-messages", "2"], "give one of -1 and --max-messages"),
        (["--json", "--format", "{data}"], "give one of --json and --format"),
        (["--items", "items"], "a path begins with $"),
    ],
)
def test_what_contradicts_itself_is_said(argv: list[str], says: str) -> None:
    ran = cli("poll", *argv, URL)
    assert ran.code == 2
    assert says in ran.err + ran.out


def test_messages_are_lines() -> None:
    ran = cli("poll", "lab:long-poll", "--long", *PAGED, "--max-messages", "2", "--select", "$.n")
    assert (ran.code, ran.out, ran.err) == (0, "1\n2\n", "")


def test_an_error_is_shown_whole() -> None:
    ran = cli("poll", "lab:sse/404")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("< HTTP/1.1 404 Not Found\n")
    assert "\nerror: poll 127.0.0.1:" in ran.err
