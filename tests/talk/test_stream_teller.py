"""Which tellers are judges."""

from rtcli.exits import Exit
from rtcli.talk.stream_bare import BareStream
from rtcli.talk.stream_teller import Judge
from tests.talk.stream_telling import plan
from tests.talk.telling import BEGAN, Desk


class Sure(BareStream):
    """A teller that is satisfied with anything."""

    enough = True

    def verdict(self) -> Exit | None:
        return Exit.OK


def test_a_judge_says_when_it_is_enough_and_what_it_makes_of_it() -> None:
    desk = Desk()
    assert not isinstance(BareStream(plan(), desk, desk.streams, began=BEGAN), Judge)
    assert isinstance(Sure(plan(), desk, desk.streams, began=BEGAN), Judge)
