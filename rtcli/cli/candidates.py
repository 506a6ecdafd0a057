"""What TAB offers where no click type knows the values: functions to be given to options and arguments as
`shell_complete`. They look into tables only, never into the network, and import nothing before TAB is pressed.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    Candidates = list[CompletionItem[str]]
    Complete = Callable[[click.Context, click.Parameter, str], Candidates]

SCHEMES = {  # what can be spoken, and how a URL for it begins
    "ws": {
        "ws://": "WebSocket",
        "wss://": "WebSocket over TLS",
        "http://": "the same, as the web writes it",
        "https://": "over TLS",
    },
    "http": {"http://": "event stream", "https://": "event stream over TLS"},
}
LAB = {"lab:": "a route of the embedded lab"}
HOSTS = ("localhost:", "127.0.0.1:", "[::1]:")  # on every machine; others would have to be looked up


def offered(meanings: Mapping[str, str], word: str) -> "Candidates":
    from click.shell_completion import CompletionItem

    return [CompletionItem(text, help=meant) for text, meant in meanings.items() if text.startswith(word)]


def targets_in(spoken: str) -> "Complete":
    """For a URL: the schemes, and once the colon stands hosts, or the routes of the lab and their parameters."""
    schemes = SCHEMES[spoken]

    def complete(_context: click.Context, _param: click.Parameter, word: str) -> "Candidates":
        if ":" not in word:
            return offered(schemes | LAB, word)
        if word.startswith("lab:"):
            return lab_targets(word, spoken)
        return offered({scheme + host: "" for scheme in schemes for host in HOSTS}, word)

    return complete


targets = targets_in("ws")
stream_targets = targets_in("http")


def lab_targets(word: str, spoken: str) -> "Candidates":
    """`lab:ROUTE`, and behind a question mark or an ampersand what the route can be asked for."""
    from rtcli.lab.routes import ROUTES

    place, mark, query = word.partition("?")
    if not mark:
        routes = [route for route in ROUTES.values() if route.name and spoken in route.schemes]
        return offered({f"lab:{route.name}": route.title for route in routes}, word)
    route = ROUTES.get(place.removeprefix("lab:"))
    earlier, ampersand, _last = query.rpartition("&")
    begun = f"{place}?{earlier}{ampersand}"
    parameters = route.parameters.items() if route else ()
    return offered({f"{begun}{name}=": parameter.help for name, parameter in parameters}, word)


def lab_routes(_context: click.Context, _param: click.Parameter, word: str) -> "Candidates":
    """For the name of a route."""
    from rtcli.lab.routes import ROUTES

    return offered({route.name: route.title for route in ROUTES.values() if route.name}, word)


def explainable(_context: click.Context, _param: click.Parameter, word: str) -> "Candidates":
    """For the name of a rule, or the number of a close code."""
    from rtcli.wire.close import CLOSE_NAMES

    return offered(rule_titles() | {str(code): name for code, name in CLOSE_NAMES.items()}, word)


def rule_levels(levels: Iterable[str]) -> "Complete":
    """For `CODE=LEVEL`."""

    def complete(_context: click.Context, _param: click.Parameter, word: str) -> "Candidates":
        code, equals, _level = word.partition("=")
        if equals:
            return offered({f"{code}={level}": "" for level in levels}, word)
        return offered({f"{code}=": title for code, title in rule_titles().items()}, word)

    return complete


def report_formats(formats: Iterable[str]) -> "Complete":
    """For `FORMAT[=FILE]`."""

    def complete(_context: click.Context, _param: click.Parameter, word: str) -> "Candidates":
        from click.shell_completion import CompletionItem

        _format, equals, file = word.partition("=")
        return [CompletionItem(file, type="file")] if equals else offered(dict.fromkeys(formats, ""), word)

    return complete


def rule_titles() -> dict[str, str]:
    from rtcli.report.rules import RULES

    return {code: rule.title for code, rule in RULES.items()}
