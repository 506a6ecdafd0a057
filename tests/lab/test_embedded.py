"""The lab in a thread: it is there as long as the body lasts, and says it where it cannot be."""

import socket
import threading

import pytest

from rtcli.errors import RtError
from rtcli.lab.embedded import running
from rtcli.lab.server import Lab
from tests.lab.streaming import fetch


def test_it_serves_as_long_as_the_body_lasts() -> None:
    with running() as address:
        assert fetch(address, "sse/clock?count=1&every=1ms").head.status == 200
        assert "lab" in {thread.name for thread in threading.enumerate()}
    assert "lab" not in {thread.name for thread in threading.enumerate()}
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address)


def test_it_ends_whatever_happens_in_the_body() -> None:
    lab = Lab()
    with pytest.raises(LookupError), running(lab):
        raise LookupError
    assert lab.is_ending


def test_two_of_them_are_two() -> None:
    with running() as first, running() as second:
        assert first != second
        assert {fetch(at, "sse/clock?count=1&every=1ms").head.status for at in (first, second)} == {200}


def test_where_it_cannot_listen_whoever_asked_for_it_is_told() -> None:
    with running() as (host, port):
        with pytest.raises(RtError) as raised, running(host=host, port=port):
            pass
    assert raised.value.why == "the port is taken"


def test_a_bug_after_the_start_is_nobody_elses() -> None:
    class Broken(Lab):
        async def _hang_up(self) -> None:
            raise LookupError("ours")

    raised: list[object] = []
    before, threading.excepthook = threading.excepthook, lambda args: raised.append(args.exc_value)
    try:
        with running(Broken()):
            pass
    finally:
        threading.excepthook = before
    assert [str(error) for error in raised] == ["ours"]
