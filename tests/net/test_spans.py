"""Phases as spans of time, those that failed and that is open as well."""

import asyncio

import pytest

from rtcli.errors import RtError
from rtcli.net.spans import Span, Spans
from tests.vloop import run


def test_a_phase_becomes_a_span_with_its_words() -> None:
    async def main() -> Spans:
        spans = Spans()
        with spans.phase("name") as words:
            await asyncio.sleep(1)
            words += ["one", "two"]
        return spans

    assert run(main()) == [Span("name", 0.0, 1.0, "one, two")]


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (RtError("connect x:9", "refused"), "refused"),
        (OSError("broken"), "broken"),
        (asyncio.CancelledError(), "to x:9"),
    ],
)
def test_a_phase_that_fails_says_what_is_known(error: BaseException, says: str) -> None:
    async def main() -> Spans:
        spans = Spans()
        with pytest.raises(type(error)), spans.phase("connect") as words:
            words.append("to x:9")
            raise error
        return spans

    spans = run(main())
    assert spans == [Span("connect", 0.0, 0.0, says, ok=False)]
    assert spans.current == spans[0]


def test_the_current_phase_is_the_one_that_is_open() -> None:
    async def main() -> None:
        spans = Spans()
        assert spans.current is None
        with spans.phase("connect") as words:
            words.append("to x:9")
            await asyncio.sleep(2)
            assert spans.current == Span("connect", 0.0, 2.0, "to x:9", ok=False)
        assert spans.current is None

    run(main())
