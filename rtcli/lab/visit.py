"""A request to a route that answers by hand, with all that it needs for that."""

from dataclasses import dataclass

from rtcli.lab.link import Link
from rtcli.lab.route import Value
from rtcli.lab.shared import Shared
from rtcli.wire.http1 import Head


@dataclass(slots=True)
class Visit:
    """Its head has been read, and `rest` came behind it; what is answered is the route's own affair."""

    link: Link
    head: Head
    rest: bytes
    parameters: dict[str, Value]
    shared: Shared

    def number(self, name: str) -> float:
        value = self.parameters[name]
        assert isinstance(value, int | float)
        return value

    def word(self, name: str) -> str:
        return str(self.parameters[name])
