"""What a route of the lab is, and its parameters as people write them, into values."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl

from rtcli.errors import RtError
from rtcli.wire.quantity import parse_duration, parse_size

Value = str | int | float | bool


class Parameter(NamedTuple):
    default: Value  # its type is the type of the parameter, but for durations and sizes
    help: str
    kind: str = ""  # "duration" in seconds, "size" in bytes; or empty: as the default
    choices: tuple[str, ...] = ()


class Route(NamedTuple):
    name: str
    engine: str  # "websockets" and "http" are kept libraries; "raw" is by hand
    title: str  # what it does, in one line
    earns: str | None = None  # the finding it must provoke; None where it is honest
    parameters: Mapping[str, Parameter] = {}

    @property
    def is_websocket(self) -> bool:
        return self.engine == "websockets" or self.name.startswith("ws/")


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
    try:
        if parameter.kind:
            return {"duration": parse_duration, "size": parse_size}[parameter.kind](text)
        if isinstance(parameter.default, bool):
            return {"": True, "1": True, "0": False, "true": True, "false": False, "yes": True, "no": False}[text]
        if isinstance(parameter.default, int):
            return int(text)
    except (ValueError, KeyError, RtError) as exc:
        fix = f"{parameter.help}; for example {name}={parameter.default}"
        raise RtError(f"lab {route.name}", f"{name}={text!r} cannot be read", fix, "bad-parameter") from exc
    if parameter.choices and text not in parameter.choices:
        fix = f"one of {', '.join(parameter.choices)}"
        raise RtError(f"lab {route.name}", f"{name} cannot be {text!r}", fix, "bad-parameter")
    return text
