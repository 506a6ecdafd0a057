"""How a conversation ended, to its exit code: the one place where that is decided."""

from typing import NamedTuple

from rtcli.exits import Exit
from rtcli.session.post_mortem import PostMortem

CLEAN_CODES = (1000, 1001, 1005)  # normal closure, going away, and a close frame without a code


class End(NamedTuple):
    """What there is to know of it."""

    mortem: PostMortem | None  # of the last session
    stopped: Exit | None = None  # by Ctrl-C or SIGTERM
    failures: tuple[str, ...] = ()  # what was expected and did not come
    close_was_expected: bool = False  # and came so
    ours: bool = False  # we ended it, on purpose
    spent: bool = False  # as many tries to come back as were allowed


def is_clean(mortem: PostMortem) -> bool:
    return mortem.clean and mortem.code in CLEAN_CODES


def ending_words(mortem: PostMortem) -> str:
    """Who closed it and with what, or what broke it."""
    from rtcli.show.mortem import CAUSES, close_words  # with the rules and their cures: only where one ends badly

    return close_words(mortem) if mortem.clean else CAUSES[mortem.cause][0]


def exit_of(end: End) -> Exit:
    """The first line that holds says it."""
    table = (
        (end.stopped is not None, end.stopped),
        (bool(end.failures), Exit.FOUND),
        (end.spent, Exit.FOUND),
        (end.close_was_expected, Exit.OK),
        (end.ours, Exit.OK),
        (end.mortem is not None and is_clean(end.mortem), Exit.OK),
    )
    return next((code for holds, code in table if holds and code is not None), Exit.FOUND)
