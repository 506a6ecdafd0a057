"""What a route of the lab is, and its parameters as people write them, into values."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote

from rtcli.errors import RtError
from rtcli.wire.close import close_name, forbidden
from rtcli.wire.quantity import format_duration, format_size, parse_duration, parse_size

Value = str | int | float | bool

NO_CODE = 1005  # RFC 6455 7.4.1: stands for a close frame without a code
UNKNOWN = "unknown-route"
REASON_LIMIT_BYTES = 123  # RFC 6455 5.5: a control frame has 125, and the code takes two

_ORIGIN = re.compile(r"https?://[^/?]*", re.IGNORECASE)


class Parameter(NamedTuple):
    default: Value  # its type is the type of the parameter, where `kind` does not say more
    help: str
    kind: str = ""  # of KINDS: "duration" in seconds, "size" in bytes; or empty: as the default
    choices: tuple[str, ...] = ()
    bounds: tuple[float, float] | None = None  # of a number, both allowed; None: those of its kind

    @property
    def sort(self) -> str:
        """Its kind, one of KINDS."""
        return self.kind or type(self.default).__name__

    @property
    def written(self) -> str:
        """The default as one would write it in a query."""
        return self.default if isinstance(self.default, str) else KINDS[self.sort].show(self.default)


class Route(NamedTuple):
    name: str
    engine: str  # "websockets" and "http" are kept libraries; "raw" is by hand
    title: str  # what it does, in one line
    earns: str | None = None  # the finding it must provoke; None where it is honest
    parameters: Mapping[str, Parameter] = {}
    without_upgrade: bool = False  # a WebSocket route that answers plain requests as well

    @property
    def is_websocket(self) -> bool:
        return self.engine == "websockets" or self.name.startswith("ws/")

    @property
    def schemes(self) -> tuple[str, ...]:
        """How it can be asked for, the likelier way first."""
        if self.is_websocket:
            return ("ws", "http") if self.without_upgrade else ("ws",)
        return ("http",)


def route_and_query(target: str) -> tuple[str, str]:
    """The name of a route, and its parameters, out of a request target: RFC 9112 3.2.1 and 3.2.2."""
    path, _, query = _ORIGIN.sub("", target).partition("?")
    return unquote(path.removeprefix("/")), query


def no_such_route(name: str, routes: Iterable[str], more: str) -> RtError:
    """The error for a name that stands for nothing, with the near ones."""
    from difflib import get_close_matches

    near = " or ".join(get_close_matches(name, [route for route in routes if route], 2))
    return RtError("lab", f"no route is called {name!r}", f"did you mean {near}? {more}" if near else more, UNKNOWN)


def parse_parameters(route: Route, query: str) -> dict[str, Value]:
    """The values of a query string, and the defaults of what it leaves out."""
    values = {name: parameter.default for name, parameter in route.parameters.items()}
    for name, text in parse_qsl(query, keep_blank_values=True):
        if name not in values:
            known = ", ".join(values) or "none"
            raise RtError(f"lab {route.name}", f"no parameter is called {name!r}", f"it has: {known}", "bad-parameter")
        values[name] = _parse(route.parameters[name], name, text, route)
    return values


def _parse(parameter: Parameter, name: str, text: str, route: Route) -> Value:
    kind = KINDS[parameter.sort]
    try:
        value = kind.parse(text)
    except (ValueError, KeyError, RtError) as exc:
        fix = exc.fix if isinstance(exc, RtError) else f"{parameter.help}; for example {name}={parameter.written}"
        raise RtError(f"lab {route.name}", f"{name}={text!r} cannot be read", fix, "bad-parameter") from exc
    if parameter.choices and value not in parameter.choices:
        fix = f"one of {', '.join(parameter.choices)}"
        raise RtError(f"lab {route.name}", f"{name} cannot be {text!r}", fix, "bad-parameter")
    least, most = parameter.bounds or kind.bounds
    if not isinstance(value, str) and not least <= value <= most:
        fix = f"from {kind.show(least)} to {kind.show(most)}"
        raise RtError(f"lab {route.name}", f"{name} cannot be {text}", fix, "bad-parameter")
    return value


def _parse_number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):  # int() takes +5, 1_000 and digits of other scripts
        raise ValueError(text)
    return int(text)


def _parse_close_code(text: str) -> int:
    """A code that may stand in a close frame, or the one that means none."""
    code = _parse_number(text)
    if forbidden(code) and code != NO_CODE:
        raise RtError("code", f"{text}: {close_name(code)}", "ws/close-code sends codes that must not be sent")
    return code


def _parse_reason(text: str) -> str:
    if len(text.encode()) > REASON_LIMIT_BYTES:
        raise RtError("reason", "too long", f"at most {REASON_LIMIT_BYTES} bytes of UTF-8 fit beside a close code")
    return text


class Kind(NamedTuple):
    parse: Callable[[str], Value]
    show: Callable[[float], str]
    bounds: tuple[float, float]  # of what a lab can be asked to do


KINDS = {
    "duration": Kind(parse_duration, format_duration, (0, 86_400)),
    "size": Kind(parse_size, lambda size: format_size(int(size)), (0, 1 << 30)),
    "int": Kind(_parse_number, lambda number: f"{number:.0f}", (0, 1_000_000_000)),
    "bool": Kind(
        {"": True, "1": True, "0": False, "true": True, "false": False, "yes": True, "no": False}.__getitem__,
        lambda value: "yes" if value else "no",
        (False, True),
    ),
    "str": Kind(str, str, (0, 0)),
    "close-code": Kind(_parse_close_code, str, (1000, 4999)),
    "close-reason": Kind(_parse_reason, str, (0, 0)),
}
