"""A headless Chromium that is driven over the WebDriver protocol, by nothing but the standard library."""

import json
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import Any, NamedTuple, TypeVar

PATIENCE_S = 20.0
POLL_S = 0.02
STARTED = "was started successfully on port "
SWITCHES = (
    "--headless=new",
    "--no-sandbox",  # tests may run as root
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--window-size=1280,900",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-proxy-server",
    "--ignore-certificate-errors",
)
LOGS = {"browser": "ALL", "performance": "ALL"}
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # WebDriver 11: the key of a reference

T = TypeVar("T")


class Missing(Exception):
    """A program that the tests need is not on this machine."""


class Browser(NamedTuple):
    """One session; whatever fails in it fails the test."""

    session: str

    def visit(self, url: str) -> None:
        ask("POST", f"{self.session}/url", {"url": url})

    def run(self, script: str, *arguments: object) -> Any:
        """The value that a function body returns."""
        return ask("POST", f"{self.session}/execute/sync", {"script": script, "args": arguments})

    def until(self, script: str, *arguments: object) -> Any:
        """The value of an expression, once it is one that counts as true."""
        return until(lambda: self.run(f"return {script}", *arguments), script)

    def click(self, selector: str) -> None:
        """As a mouse does: what is hidden or covered cannot be clicked."""
        ask("POST", f"{self._element(selector)}/click", {})

    def type(self, selector: str, text: str) -> None:
        ask("POST", f"{self._element(selector)}/value", {"text": text})

    def log(self, kind: str) -> list[dict[str, Any]]:
        """What was logged since it was asked last; kinds are those of LOGS."""
        entries: list[dict[str, Any]] = ask("POST", f"{self.session}/se/log", {"type": kind})
        return entries

    def command(self, name: str, **parameters: object) -> Any:
        """One of the DevTools protocol."""
        return ask("POST", f"{self.session}/goog/cdp/execute", {"cmd": name, "params": parameters})

    def _element(self, selector: str) -> str:
        found = ask("POST", f"{self.session}/element", {"using": "css selector", "value": selector})
        return f"{self.session}/element/{found[ELEMENT]}"


@contextmanager
def chromium(folder: Path) -> Iterator[Browser]:
    """A browser with an empty profile, ended with all that it started; Missing where there is none."""
    driver, program = which("chromedriver"), which("chromium")
    if not driver or not program:
        raise Missing("chromium and chromedriver are needed: Debian's packages chromium and chromium-driver")
    switches = [*SWITCHES, f"--user-data-dir={folder / 'profile'}"]
    options = {"binary": program, "args": switches}
    wanted = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": LOGS}
    with serving(driver, folder) as base:
        started = ask("POST", f"{base}/session", {"capabilities": {"alwaysMatch": wanted}})
        session = f"{base}/session/{started['sessionId']}"
        try:
            yield Browser(session)
        finally:
            ask("DELETE", session)


@contextmanager
def serving(driver: str, folder: Path) -> Iterator[str]:
    """The driver on a port that it has chosen itself."""
    said = folder / "chromedriver.log"
    environment = {"HOME": str(folder), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    with said.open("wb") as output:
        process = subprocess.Popen([driver, "--port=0"], stdout=output, stderr=output, env=environment)
    try:
        line = until(lambda: next((line for line in said.read_text().splitlines() if STARTED in line), ""), STARTED)
        yield f"http://127.0.0.1:{line.partition(STARTED)[2].strip('.')}"
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def until(look: Callable[[], T], what: str) -> T:
    """What is looked for, once it is there."""
    deadline = time.monotonic() + PATIENCE_S
    while not (found := look()):
        if time.monotonic() > deadline:
            raise AssertionError(f"in {PATIENCE_S} s this did not come: {what}")
        time.sleep(POLL_S)
    return found


def ask(method: str, url: str, body: object = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=3 * PATIENCE_S) as answer:
            return json.load(answer)["value"]
    except urllib.error.HTTPError as refused:
        with refused:
            why = json.load(refused)["value"]["message"]
        raise AssertionError(f"{method} {url} {body}: {why}") from None
