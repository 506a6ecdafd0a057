"""Several ways at once and in turn over the real lab, also where they are left or end before their time."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from rtcli.exits import Exit
from rtcli.lab.embedded import running
from rtcli.net.way import Way
from rtcli.session.poll import Paging
from rtcli.session.request import Request
from rtcli.session.sse import Resumption
from rtcli.talk import sides
from rtcli.talk.compare import Contest
from rtcli.talk.compare_plan import ComparePlan, Side
from rtcli.talk.tally import Tally
from rtcli.wire.expr import compile_path
from rtcli.wire.url import parse_target

PAGING = Paging("since", compile_path("$.next"), compile_path("$.items"))


@pytest.fixture(scope="module")
def lab() -> Iterator[str]:
    with running() as (host, port):
        yield f"{host}:{port}"


def side(kind: str, lab: str, path: str) -> Side:
    scheme = "ws" if kind == "ws" else "http"
    return Side(kind, Request(parse_target(f"{scheme}://{lab}/{path}")), Way())


def measured(*found: Side, stop: Exit | None = None, **asked: Any) -> tuple[Exit, list[Tally]]:
    plan = ComparePlan(found, **{"paging": PAGING, "interval_s": 0.05, **asked})

    async def main() -> tuple[Exit, list[Tally]]:
        contest = Contest(plan)
        if stop is not None:
            asyncio.get_running_loop().call_later(0.1, contest.stop, stop)
        tallies = await contest.run()
        contest.stop(Exit.INTERRUPTED)  # too late for all of them
        contest.stopped = stop
        return contest.exit_code(tallies), tallies

    return asyncio.run(main())


def test_a_socket_that_is_closed_ends_early(lab: str) -> None:
    code, (tally,) = measured(side("ws", lab, "close?code=1008"))
    assert (code, tally.ended, tally.error) == (Exit.UNMEASURED, "closed: close", None)


def test_a_stream_that_ends_is_asked_for_again(lab: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sides, "Resumption", lambda: Resumption(retry_s=0.0))
    _code, (tally,) = measured(side("sse", lab, "sse/repeats?every=10ms&count=1"), max_messages=2)
    assert tally.messages == 2 and tally.requests >= 2
    _code, (tally,) = measured(side("sse", lab, "sse/204"))
    assert tally.ended == "204 No Content: nothing more will come"


def test_polling_goes_on_for_its_time(lab: str) -> None:
    code, (often, held) = measured(
        side("poll", lab, "poll"), side("long-poll", lab, "long-poll"), for_s=1.3, in_turn=True
    )
    assert code is Exit.OK
    assert often.requests > held.requests >= 2


@pytest.mark.parametrize("in_turn", [True, False])
def test_what_is_stopped_keeps_what_it_has(lab: str, in_turn: bool) -> None:
    ways = side("ws", lab, "clock?every=10ms"), side("sse", lab, "sse/clock?every=10ms")
    code, tallies = measured(*ways, stop=Exit.INTERRUPTED, for_s=3600.0, in_turn=in_turn)
    assert code is Exit.INTERRUPTED
    assert len(tallies) == (1 if in_turn else 2)
    assert tallies[0].messages
