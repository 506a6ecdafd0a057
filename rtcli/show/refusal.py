"""An answer that let nobody in to lines: its head, the start of its body, and what was wrong with it, with the cure."""

from collections.abc import Sequence

from rtcli.show.faults import draw_faults
from rtcli.show.handshake import Exchange, draw_exchange, draw_timings
from rtcli.show.http import RECEIVED, draw_body, draw_http_head
from rtcli.show.look import Look
from rtcli.show.paint import Line
from rtcli.wire.fault import Fault

REFUSED = "handshake.status"  # said by the error itself


def draw_refusal(answer: Exchange, faults: Sequence[Fault], look: Look, *, show_secrets: bool = False) -> list[Line]:
    """What came in the place of a 101; a 101 that is not acceptable shows why."""
    if answer.response is None:
        return []
    lines = draw_http_head(answer.response.raw, RECEIVED, show_secrets=show_secrets)
    lines += draw_body(answer.body, look)
    return lines + draw_faults([fault for fault in faults if fault.code != REFUSED], look)


def draw_attempts(answers: Sequence[Exchange], look: Look, *, show_secrets: bool = False) -> list[Line]:
    """With -v: every request and what came back, then the time that it took."""
    lines = [line for answer in answers for line in draw_exchange(answer, look, show_secrets=show_secrets)]
    return lines + draw_timings(answers, look.width, show_secrets=show_secrets)
