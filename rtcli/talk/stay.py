"""Sessions one after the other: with --reconnect one that broke is opened again, after a delay drawn at random."""

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.net.clock import now
from rtcli.session.opening import open_websocket
from rtcli.session.post_mortem import PostMortem
from rtcli.session.retry import Backoff
from rtcli.talk.conversation import Talk
from rtcli.talk.thread import in_thread
from rtcli.talk.verdict import ending_words

FINAL_CODES = (1000, 3003)  # a server that says so does not want to see us again: see `rtcli explain`


async def stay(talk: Talk) -> None:
    """Until the conversation is over; RtError where the first connection, or the last that was allowed, fails."""
    plan = talk.plan.stay
    backoff = Backoff(plan.delay_s, plan.delay_max_s)
    while True:
        talk.attempt += 1
        error = None
        try:
            opened = await open_websocket(await in_thread(talk.plan.asked), talk.plan.way)
        except RtError as refused:
            if talk.mortem is None or not plan.reconnect or refused.exit is not Exit.UNREACHED:
                raise
            error = refused
        else:
            mortem = await talk.follow(opened)
            if not _goes_on(talk, mortem):
                return
            if mortem.duration_s >= plan.stable_s:
                backoff.reset()
        if talk.returning:
            talk.returning = False
        elif plan.retries_max is not None and backoff.tries >= plan.retries_max:
            talk.is_spent = True
            return _raise_spent(error)
        else:
            delay_s = backoff.next()
            talk.teller.reconnecting(talk.attempt + 1, delay_s, str(error or ending_words(mortem)), now())
            await talk.rest(delay_s)


def _goes_on(talk: Talk, mortem: PostMortem) -> bool:
    """Whether there is to be another session."""
    if talk.leaving or talk.returning or not talk.plan.stay.reconnect:
        return talk.returning and not talk.leaving
    is_final = mortem.by == "server" and mortem.clean and mortem.code in FINAL_CODES
    if is_final:
        talk.teller.note(f"{ending_words(mortem)}; not reconnecting after that code")
    return not is_final


def _raise_spent(error: RtError | None) -> None:
    """A last try that failed is what is said of it all; that we had been connected makes it another exit code."""
    if error is not None:
        error.exit = Exit.FOUND
        raise error
