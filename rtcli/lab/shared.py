"""What the connections of one lab share, and routes may look at."""

from dataclasses import dataclass, field

from rtcli.lab.feed import Feed
from rtcli.lab.room import Room


@dataclass(slots=True)
class Shared:
    only: frozenset[str] = frozenset()  # routes to serve besides the index; empty: all
    feed: Feed = field(default_factory=Feed)
    rooms: dict[str, Room] = field(default_factory=dict)  # of the chat
