"""What a user of the lab's index page does and sees, by a browser that is driven: choose, press, read the log."""

import json
from typing import NamedTuple
from urllib.parse import urlsplit

from tests.lab.chromium import Browser

SHOWN = "document.querySelector('article:not([hidden])')"
ROWS = f"""[...{SHOWN}.querySelectorAll('.log li')].map((row) => [...row.children].map((cell) => cell.textContent))"""
ASKED = ("Network.requestWillBeSent", "Network.webSocketCreated")


class Row(NamedTuple):
    time: str
    side: str
    kind: str
    size: str
    id: str
    text: str


class Page(NamedTuple):
    """The index page of one lab, as its user has it."""

    browser: Browser
    base: str

    def choose(self, target: str) -> None:
        """As a link from outside does, with parameters and all."""
        self.browser.visit("about:blank")
        self.browser.visit(f"{self.base}/#{target}")
        self.browser.until(f"{SHOWN}?.querySelector('.open')")

    def press(self, button: str) -> None:
        self.browser.click(f"article:not([hidden]) .{button}")

    def open(self, target: str) -> None:
        self.choose(target)
        self.press("open")

    def await_state(self, state: str) -> str:
        """What it says where things stand, once they stand so."""
        told = f"{SHOWN}.querySelector('.state')"
        return str(self.browser.until(f"{told}.dataset.state === arguments[0] && {told}.textContent", state))

    def await_rows(self, count: int, side: str = "<") -> list[Row]:
        """The log, once there are so many rows of that side."""
        enough = f"((rows) => rows.filter((row) => row[1] === arguments[1]).length >= arguments[0] && rows)({ROWS})"
        return [Row(*row) for row in self.browser.until(enough, count, side)]

    def await_kind(self, kind: str) -> list[Row]:
        """The log, once there is a row of that kind."""
        enough = f"((rows) => rows.some((row) => row[2] === arguments[0]) && rows)({ROWS})"
        return [Row(*row) for row in self.browser.until(enough, kind)]

    def console(self) -> list[str]:
        """What went wrong in the page itself: a peer that fails is the network's."""
        return [entry["message"] for entry in self.browser.log("browser") if entry["source"] != "network"]

    def hosts(self) -> set[str]:
        """Whoever was asked for anything since the last time."""
        messages = (json.loads(entry["message"])["message"] for entry in self.browser.log("performance"))
        asked = (message["params"] for message in messages if message["method"] in ASKED)
        urls = (urlsplit(params["url"] if "url" in params else params["request"]["url"]) for params in asked)
        return {url.netloc for url in urls if url.scheme not in ("about", "chrome")}


def events(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row.side == "<"]


def numbers(rows: list[Row]) -> list[int]:
    return [json.loads(row.text)["n"] for row in events(rows)]
