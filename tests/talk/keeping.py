"""What those who keep sessions are tried with: a link in memory that can be tapped, and an opening over it."""

from dataclasses import replace
from typing import cast

from rtcli.net.link import Link, Tap
from rtcli.session.opening import Opened
from tests.talk.telling import BEGAN
from tests.talk.telling import opened as told

START_S = BEGAN.instant_s


class Tapped:
    """As much of a link as is tapped."""

    def __init__(self) -> None:
        self.tap: Tap | None = None

    def passes(self, t_s: float, *, sent: bytes = b"", came: bytes = b"") -> None:
        if self.tap and sent:
            self.tap("out", START_S + t_s, sent)
        if self.tap and came:
            self.tap("in", START_S + t_s, came)


def opened_over(link: Tapped, *, rest: bytes = b"") -> Opened:
    return replace(told(), link=cast(Link, link), rest=rest)
