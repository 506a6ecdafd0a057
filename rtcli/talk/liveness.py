"""What an application says by itself to stay in a conversation: a message at intervals, and answers to messages."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from re import Pattern, error
from typing import NamedTuple

from rtcli.errors import RtError
from rtcli.talk.pattern import compile_pattern
from rtcli.talk.plan import Reply


async def beat(send: Callable[[], Awaitable[None]], every_s: float) -> None:
    """Send again and again, the first time after one interval."""
    while True:
        await asyncio.sleep(every_s)
        await send()


class _Rule(NamedTuple):
    pattern: Pattern[str] | str  # a regex, or text that is part of the message
    text: str

    def answer(self, message: str) -> str | None:
        if isinstance(self.pattern, str):
            return self.text if self.pattern in message else None
        match = self.pattern.search(message)
        return match.expand(self.text) if match else None


class Replies:
    """Rules in the order given: the first whose pattern is found in a message answers it."""

    def __init__(self, replies: Iterable[Reply]) -> None:
        self._rules = [_rule(reply) for reply in replies]

    def to(self, payload: bytes) -> bytes | None:
        """The answer to this message, if there is one."""
        message = payload.decode("utf-8", "replace")
        answers = (rule.answer(message) for rule in self._rules)
        text = next((answer for answer in answers if answer is not None), None)
        return None if text is None else text.encode("utf-8", "surrogateescape")


def _rule(reply: Reply) -> _Rule:
    pattern = compile_pattern(reply.pattern, "usage")
    if pattern is None:
        return _Rule(reply.pattern, reply.text)
    try:
        pattern.sub(reply.text, "")  # reads the answer, whose groups the regex may lack
    except (error, IndexError) as exc:
        why = f"the answer {reply.text!r} does not go with {reply.pattern}: {exc}"
        fix = r"\1 is the first group of the regex, and \\ a backslash"
        raise RtError("usage", why, fix, kind="bad-pattern") from exc
    return _Rule(pattern, reply.text)
