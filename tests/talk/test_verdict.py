"""How a conversation ended, and the exit code of that."""

import pytest

from rtcli.exits import Exit
from rtcli.net.link import Ending
from rtcli.talk.verdict import End, ending_words, exit_of, is_clean
from tests.talk.telling import mortem

BAD = mortem(code=1008, code_received=1008)
LOST = mortem(by="network", code=None, code_received=None, clean=False, cause="reset", link_ending=Ending.RESET)


@pytest.mark.parametrize(
    "end, code",
    [
        (End(mortem()), Exit.OK),
        (End(mortem(code=1001)), Exit.OK),
        (End(mortem(code=1005)), Exit.OK),
        (End(BAD), Exit.FOUND),
        (End(LOST), Exit.FOUND),
        (End(mortem(clean=False, cause="protocol-error")), Exit.FOUND),
        (End(None), Exit.FOUND),
        (End(LOST, ours=True), Exit.OK),
        (End(None, ours=True), Exit.OK),
        (End(BAD, close_was_expected=True), Exit.OK),
        (End(BAD, close_was_expected=True, failures=("x",)), Exit.FOUND),
        (End(mortem(), ours=True, failures=("x",)), Exit.FOUND),
        (End(mortem(code=1001), spent=True), Exit.FOUND),
        (End(mortem(), stopped=Exit.INTERRUPTED, failures=("x",)), Exit.INTERRUPTED),
        (End(LOST, stopped=Exit.TERMINATED, spent=True), Exit.TERMINATED),
    ],
)
def test_the_exit_code(end: End, code: Exit) -> None:
    assert exit_of(end) is code


def test_what_is_said_of_it() -> None:
    assert is_clean(mortem()) and not is_clean(BAD) and not is_clean(LOST)
    assert ending_words(BAD) == "closed by the server: 1008 policy violation"
    assert ending_words(LOST) == "the connection was reset (RST) without a close frame"
