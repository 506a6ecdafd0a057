"""The flags to a question, and what is said while it is answered."""

import asyncio

import pytest

from rtcli.cli.sse_look import step
from rtcli.cli.waiting import Step
from rtcli.probe.examination import Examination, Question
from rtcli.probe.stream_facts import StreamFacts
from rtcli.session.http import HttpAnswer
from tests.probe.checking import checked, ticking
from tests.vloop import run


def answer() -> HttpAnswer:
    found = checked(ticking(1), asked=Question(resume=False)).seen.first.answer
    assert found
    return found


def told(seen: Examination) -> Step:
    async def after_two_seconds() -> Step:
        await asyncio.sleep(2.0)
        return step(Question(5.0), seen, 0.0)

    return run(after_two_seconds())


@pytest.mark.parametrize(
    ("seen", "says", "done_s", "total_s"),
    [
        (Examination(), "waiting for the answer", 2.0, None),
        (Examination(StreamFacts(answer(), head_s=0.5, events=7)), "following the stream: 7 events", 1.5, 5.0),
        (Examination(StreamFacts(answer()), purpose="resume"), "asking again", 0.0, 5.0),
        (
            Examination(StreamFacts(answer()), StreamFacts(answer(), asked_s=1.0), "resume"),
            "following the second answer",
            1.0,
            5.0,
        ),
    ],
)
def test_each_step_says_how_far_it_is(seen: Examination, says: str, done_s: float, total_s: float | None) -> None:
    assert told(seen) == Step(says, done_s, total_s)
