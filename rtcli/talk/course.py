"""What a conversation does by itself, in this order: its steps, what comes from its source, and then its end."""

from rtcli.errors import RtError
from rtcli.talk.conversation import Source, Talk


async def run_course(talk: Talk, source: Source | None) -> None:
    """Carry it out, from the first session on; what has neither steps nor a source is ended by others."""
    await talk.open_socket()
    await talk.steps.over.wait()
    script = talk.steps.script
    if source is None and not talk.plan.steps:
        return
    if not script.failure:
        try:
            await _say(talk, source)
        except RtError as error:
            talk.error = error
    talk.close()


async def _say(talk: Talk, source: Source | None) -> None:
    """What is left to say, and then silence for as long as answers may come."""
    if source is not None:
        await source.run(talk)
    if source is not None or talk.steps.script.ends_with_send:
        await talk.quiet(talk.plan.ends.drain_s)
