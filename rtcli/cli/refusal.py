"""An opening that was refused, to what stands on stderr before the error: the answer that came, and its faults."""

import sys
from typing import TYPE_CHECKING

from rtcli.cli import output

if TYPE_CHECKING:
    from rtcli.session.opening import Refused


def show_refusal(refused: "Refused", *, verbose: bool, show_secrets: bool) -> None:
    from rtcli.show.look import Look
    from rtcli.show.paint import paint
    from rtcli.show.refusal import draw_attempts, draw_refusal

    answer, look = refused.answer, Look(output.width(sys.stderr))
    if answer is None or answer.response is None:
        return
    if verbose:
        lines = draw_attempts((*refused.earlier, answer), look, show_secrets=show_secrets)
    else:
        faults = refused.judgement.faults if refused.judgement else ()
        lines = draw_refusal(answer, faults, look, show_secrets=show_secrets)
    output.talk(paint(lines, output.wants_color(sys.stderr)).removesuffix("\n"))
