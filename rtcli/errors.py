"""The one exception rtcli raises on purpose: where it happened, why, and what to do about it."""

from dataclasses import dataclass

from rtcli.exits import Exit


@dataclass(eq=False)
class RtError(Exception):
    where: str  # the stage, then the place: "input capture.hex", "tls chat.example:443"
    why: str  # what happened: "certificate expired 3 days ago"
    fix: str = ""  # what to do: "renew it, or look anyway with --insecure"
    kind: str = "bad-input"  # a word a machine can test
    exit: Exit = Exit.USAGE
    curl_code: int | None = None  # curl's number for the same thing, for people who know it

    @property
    def stage(self) -> str:
        return self.where.split(" ", 1)[0]

    def __str__(self) -> str:
        return f"{self.where}: {self.why}"
