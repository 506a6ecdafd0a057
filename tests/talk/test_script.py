"""Steps as a state machine: what is sent, what is waited for, and what is said where it does not come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.talk.plan import Expect, ExpectClose, Send, Step
from rtcli.talk.script import Script

A, B = Send(b"a"), Send(b"b", binary=True)


def begun(*steps: Step) -> Script:
    script = Script(steps)
    script.go_on()
    return script


def test_sends_go_up_to_the_next_expectation() -> None:
    script = Script((A, B, Expect("x"), A))
    assert script.go_on() == [A, B]
    assert script.go_on() == []
    assert script.waits_for == Expect("x")
    assert script.heard(b"x")
    assert not script.done
    assert script.go_on() == [A]
    assert (script.done, script.failure) == (True, None)


def test_no_steps_are_done_at_once() -> None:
    script = begun()
    assert script.done and not script.heard(b"x")
    script.ended("end")
    script.late()
    script.closed(1000, "server")
    assert script.failure is None


def test_an_expectation_passes_over_others_from_the_last_match_on() -> None:
    script = begun(Expect("x"), Expect("y"))
    assert [script.heard(payload) for payload in (b"y", b"x", b"z", b"y")] == [False, True, False, True]
    assert script.done


@pytest.mark.parametrize(
    "code, received, by",
    [(1000, 1000, "server"), (1005, 1005, "server"), (1006, None, "server"), (1006, None, "network")],
)
def test_a_close_that_was_expected(code: int, received: int | None, by: str) -> None:
    script = begun(A, ExpectClose(code))
    assert not script.heard(b"passed over")
    script.closed(received, by)
    assert script.done and script.failure is None and script.ends_with_close


@pytest.mark.parametrize(
    "steps, heard, says",
    [
        ([Expect("x", 2.0)], [], ["expected x, which did not come within 2s", "nothing else came"]),
        (
            [A, Expect("x\x1b")],
            [],
            [r"step 2 of 2: expected x\u001b, which did not come within 5s", "nothing else came"],
        ),
        (
            [Expect('{"type":"ack"}', 0.5)],
            [b'{"type":"error","code":7}'],
            [
                'expected {"type":"ack"}, which did not come within 500ms',
                '1 other message came: {"type":"error","code":7}',
                '$.type: expected "ack", got "error"',
            ],
        ),
        (
            [Expect("hello")],
            [b"hullo", b"bye", b"\x1b[2J"],
            [
                "expected hello, which did not come within 5s",
                "3 other messages came; the closest: hullo",
                "- hello",
                "?  ^",
                "+ hullo",
                "?  ^",
            ],
        ),
        (
            [Expect("/x/")],
            [b"1", b"\xff2"],
            ["expected /x/, which did not come within 5s", "2 other messages came; the last: \ufffd2"],
        ),
        (
            [ExpectClose(1008)],
            [b"1", b"2"],
            [
                "expected the server to close with 1008 (policy violation), which did not come within 5s",
                "2 other messages came; the last: 2",
            ],
        ),
    ],
)
def test_what_is_said_when_it_does_not_come_in_time(steps: list[Step], heard: list[bytes], says: list[str]) -> None:
    script = begun(*steps)
    for payload in heard:
        assert not script.heard(payload)
    script.late()
    assert script.failure is not None and script.done
    assert script.failure.split("\n  ") == says


@pytest.mark.parametrize(
    "received, says",
    [
        (1001, "expected the server to close with 1000 (normal closure), got 1001 (going away)"),
        (None, "expected the server to close with 1000 (normal closure), got 1006 (abnormal closure)"),
    ],
)
def test_another_close_than_was_expected(received: int | None, says: str) -> None:
    script = begun(ExpectClose(1000))
    script.closed(received, "server")
    assert script.failure == says


def test_our_own_close_is_none_that_was_expected() -> None:
    script = begun(ExpectClose(1000))
    script.closed(1000, "client")
    assert not script.done
    script.ended("the time that -m allows")
    assert script.failure == (
        "expected the server to close with 1000 (normal closure), which did not come before the end: "
        "the time that -m allows\n  nothing else came"
    )


def test_an_end_before_its_time() -> None:
    script = begun(Expect("x"))
    script.closed(1000, "server")  # another session may follow
    assert not script.done
    script.ended("closed by the server: 1000")
    assert (
        script.failure
        == "expected x, which did not come before the end: closed by the server: 1000\n  nothing else came"
    )
    script.ended("again")
    assert "again" not in script.failure


def test_steps_behind_a_close_need_another_session() -> None:
    script = begun(ExpectClose(1000), A)
    script.closed(1000, "server")
    script.ended("closed by the server")
    assert script.failure == "step 2 of 2: 1 step left at the end: closed by the server"


@pytest.mark.parametrize("steps, is_send", [([], False), ([A], True), ([A, Expect("x")], False)])
def test_whether_it_ends_with_a_send(steps: list[Step], is_send: bool) -> None:
    assert Script(steps).ends_with_send is is_send


@given(st.lists(st.sampled_from([A, B, Expect("x"), Expect("/y/")])), st.lists(st.sampled_from([b"x", b"y", b"z"])))
def test_everything_is_sent_once_and_in_order(steps: list[Step], heard: list[bytes]) -> None:
    script = Script(steps)
    sent = script.go_on()
    for payload in heard:
        if script.heard(payload):
            sent += script.go_on()
    assert sent == [step for step in steps[: script.at] if isinstance(step, Send)]
    assert script.done == (script.at == len(steps))
