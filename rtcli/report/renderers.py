"""The forms a judged report can take, by name: one table for the command line, its help and its tests."""

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from rtcli.report.model import Judged


class Renderer(NamedTuple):
    module: str  # imported on first use: whoever asks for text waits for no XML
    suffix: str  # of a file that holds it

    def render(self, judged: "Judged") -> str:
        text: str = import_module(f"rtcli.report.{self.module}").render(judged)
        return text


RENDERERS = {
    "text": Renderer("plain", ".txt"),
    "json": Renderer("json", ".json"),
    "junit": Renderer("junit", ".xml"),
    "sarif": Renderer("sarif", ".sarif"),
    "tap": Renderer("tap", ".tap"),
    "github": Renderer("github", ".txt"),
    "markdown": Renderer("markdown", ".md"),
}
