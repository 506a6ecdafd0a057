"""What a conversation does by itself, in this order: its steps, what comes from its source, and then its end."""

from rtcli.errors import RtError
from rtcli.talk.conversation import Source, Talk
from rtcli.wire.quantity import format_duration


async def run_course(talk: Talk, source: Source | None) -> None:
    """Carry it out, from the first session on; what has neither steps nor a source is ended by others."""
    await talk.open_socket()
    await talk.steps.over.wait()
    script = talk.steps.script
    if source is None and not talk.plan.steps:
        return
    if not script.failure:
        try:
            if not await _say(talk, source):
                return
        except RtError as error:
            talk.error = error
    talk.close()


async def _say(talk: Talk, source: Source | None) -> bool:
    """What is left to say, and then silence for as long as answers may come; gives whether that is the end."""
    if source is not None:
        await source.run(talk)
    if source is None and not talk.steps.script.ends_with_send:
        return True
    if talk.limit.is_set and not talk.stats.sent.messages:
        return False  # there was nothing to say, as in cron, and something else is to end it
    silence_s = talk.plan.ends.drain_s
    await talk.quiet(silence_s)
    talk.why = talk.why or f"{format_duration(silence_s)} of silence, as --drain has it"
    return True
