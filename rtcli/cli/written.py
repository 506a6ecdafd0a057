"""What stands on a command line beyond its values: which options were written at all, and whether they go together."""

from collections.abc import Iterable, Mapping
from typing import Any

import click
from click.core import ParameterSource

SPELLED = {  # where the name is not the flag
    "as_json": "--json",
    "template": "--format",
    "one_message": "-1",
    "one_event": "-1",
    "tls12": "--tlsv1.2",
    "tls13": "--tlsv1.3",
}


def written(context: click.Context) -> list[str]:
    """The options that somebody wrote."""
    return [name for name in context.params if context.get_parameter_source(name) is ParameterSource.COMMANDLINE]


def flag(name: str) -> str:
    return SPELLED.get(name) or f"--{name.replace('_', '-')}"


def heed_needs(asked: Mapping[str, Any], needs: Iterable[tuple[str, str]]) -> None:
    """What means nothing by itself: an option, and the one it is for."""
    for option, other in needs:
        if asked[option] is not None and not asked[other]:
            raise click.UsageError(f"{flag(option)} is for {flag(other)}")


def heed_choices(asked: Mapping[str, Any], choices: Iterable[tuple[str, ...]]) -> None:
    """What excludes each other."""
    for names in choices:
        given = [flag(name) for name in names if asked[name] not in (None, False, ())]
        if len(given) > 1:
            raise click.UsageError(f"give one of {', '.join(given[:-1])} and {given[-1]}")
