"""A follower that writes down what it is told."""

import asyncio

from rtcli.net.link import Ending


class Notes:
    """It gives room where it is asked to."""

    def __init__(self, room_bytes: int = 0) -> None:
        self.arrivals: list[tuple[bytes, float]] = []
        self.endings: list[Ending] = []
        self.turns: list[bool] = []
        self.place = memoryview(bytearray(room_bytes)) if room_bytes else None
        self.over = asyncio.Event()

    @property
    def data(self) -> list[bytes]:
        return [data for data, _ in self.arrivals]

    def room(self) -> memoryview | None:
        return self.place

    def arrived(self, data: memoryview, t_s: float) -> None:
        self.arrivals.append((bytes(data), t_s))

    def ended(self, ending: Ending) -> None:
        self.endings.append(ending)
        self.over.set()

    def writable(self, is_writable: bool) -> None:
        self.turns.append(is_writable)
