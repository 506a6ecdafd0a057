"""What was asked for and refused, to what stands on stderr before the error: the answer that came, and its faults."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rtcli.cli import output

if TYPE_CHECKING:
    from rtcli.session.opening import Refused
    from rtcli.session.sse import NotAStream
    from rtcli.show.handshake import Exchange
    from rtcli.wire.fault import Fault


def show_refusal(refused: "Refused", *, verbose: bool, show_secrets: bool) -> None:
    """For a handshake."""
    if refused.answer is None:
        return
    faults = refused.judgement.faults if refused.judgement else ()
    _show((*refused.earlier, refused.answer), faults, verbose=verbose, show_secrets=show_secrets)


def show_answers(raised: "NotAStream", *, verbose: bool, show_secrets: bool) -> None:
    """For a stream."""
    from rtcli.talk.stream_heads import exchanged

    if raised.answer is not None:
        answers = [exchanged(answer) for answer in (*raised.earlier, raised.answer)]
        _show(answers, (), verbose=verbose, show_secrets=show_secrets)


def _show(answers: "Sequence[Exchange]", faults: "Sequence[Fault]", *, verbose: bool, show_secrets: bool) -> None:
    """The last one; with -v all of them, and how long each took."""
    from rtcli.show.look import Look
    from rtcli.show.paint import paint
    from rtcli.show.refusal import draw_attempts, draw_refusal

    look = Look(output.width(sys.stderr))
    if answers[-1].response is None:
        return
    if verbose:
        lines = draw_attempts(answers, look, show_secrets=show_secrets)
    else:
        lines = draw_refusal(answers[-1], faults, look, show_secrets=show_secrets)
    output.talk(paint(lines, output.wants_color(sys.stderr)).removesuffix("\n"))
