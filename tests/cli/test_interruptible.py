import io
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest

from rtcli.cli.ending import Terminated, terminable
from rtcli.cli.interruptible import SIGNALS, Interruptible
from tests.command import streams


class Waiting(io.RawIOBase):
    """A pipe in which nothing comes before this signal does."""

    def __init__(self, number: signal.Signals) -> None:
        self.number = number

    def read(self, _size: int = -1) -> bytes:
        signal.raise_signal(self.number)
        return b"too late"


@contextmanager
def handled(number: signal.Signals, handler: signal.Handlers) -> Iterator[None]:
    before = signal.signal(number, handler)
    try:
        yield
    finally:
        signal.signal(number, before)


def test_it_reads_as_much_as_it_may_and_counts() -> None:
    with Interruptible(4) as source:
        stream = source.over(io.BytesIO(b"0123456789"))
        assert [stream.read(100), stream.read(3), stream.read(100), stream.read(100)] == [b"0123", b"456", b"789", b""]
        assert source.read_bytes == 10
        assert source.stopped is None


def test_it_takes_what_a_pipe_has_and_waits_for_no_more() -> None:
    class Pipe(io.BytesIO):
        def read1(self, size: int | None = -1, /) -> bytes:
            return b"what is here"

    with Interruptible(100) as source:
        assert source.over(Pipe()).read(50) == b"what is here"


@pytest.mark.parametrize(("number", "raised"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, Terminated)])
def test_a_signal_ends_the_wait_as_the_end_of_the_stream_does(number: signal.Signals, raised: type) -> None:
    with terminable(), Interruptible(100) as source:
        stream = source.over(Waiting(number))  # type: ignore[arg-type]
        assert stream.read(10) == b""
        assert type(source.stopped) is raised
        assert stream.read(10) == b""


def test_a_signal_before_the_first_read_is_met_at_once() -> None:
    with pytest.raises(KeyboardInterrupt), Interruptible(100):
        signal.raise_signal(signal.SIGINT)


def test_a_signal_between_two_reads_counts_at_the_next_one() -> None:
    done = False
    with Interruptible(4) as source:
        stream = source.over(io.BytesIO(b"0123456789"))
        assert stream.read(4) == b"0123"
        signal.raise_signal(signal.SIGINT)
        done = True
        assert isinstance(source.stopped, KeyboardInterrupt)
        assert stream.read(4) == b""
    assert done


def test_a_second_signal_waits_for_nothing_and_nothing_more_is_written() -> None:
    with streams() as (out, _err), pytest.raises(KeyboardInterrupt), Interruptible(4) as source:
        source.over(io.BytesIO(b"0123456789")).read(4)
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        out.write("never reached")
    assert out.taken() == b""


def test_afterwards_signals_do_what_they_did_before() -> None:
    def handler(_number: int, _frame: FrameType | None) -> None: ...

    before = signal.signal(signal.SIGTERM, handler)
    try:
        with Interruptible(4):
            assert signal.getsignal(signal.SIGTERM) is not handler
        assert signal.getsignal(signal.SIGTERM) is handler
    finally:
        signal.signal(signal.SIGTERM, before)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_that_is_ignored_stays_so(number: signal.Signals) -> None:
    with handled(number, signal.SIG_IGN), Interruptible(100) as source:
        assert source.over(Waiting(number)).read(10) == b"too late"  # type: ignore[arg-type]
        signal.raise_signal(number)
        assert source.stopped is None
