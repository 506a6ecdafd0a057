"""The command line as a whole: one table of commands, loaded when named, and every ending as an exit code."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from rtcli import __version__
from rtcli.cli import options, output
from rtcli.cli.help import PAGE_COLUMNS, Command, option, write_sections

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class Entry(NamedTuple):
    name: str  # one word or two; its module is rtcli.cli.NAME, with underscores, and holds it as `command`
    section: str
    help: str  # what it answers, in under 60 characters

    @property
    def module(self) -> str:
        return f"rtcli.cli.{self.name.replace(' ', '_').replace('-', '_')}"


COMMANDS = (
    Entry("ws connect", "Sessions", "Talk to a WebSocket endpoint, at a prompt or from a pipe"),
    Entry("sse tail", "Sessions", "Follow an event stream, resume it, read LLM token streams"),
    Entry("sse check", "Sessions", "Judge an event stream"),
    Entry("poll", "Sessions", "Ask again and again what is new, by polling or long polling"),
    Entry("compare", "Sessions", "Measure WebSocket, event stream and polling side by side"),
    Entry("replay", "Sessions", "Send again what was recorded, and compare the answers"),
    Entry("inspect-frame", "Frames", "Decode raw frames and name every clause they break"),
    Entry("make-frame", "Frames", "Build a frame, legal or not"),
    Entry("explain", "Findings", "Say what a finding or close code means and how to cure it"),
    Entry("report", "Findings", "Judge a saved report again, or show it in another format"),
    Entry("lab", "Laboratory", "Serve honest and misbehaving endpoints on this machine"),
    Entry("completions", "Shell", "Print the completion script of a shell"),
)
FAMILIES = {  # the first of two words
    "ws": "Talk to WebSocket endpoints, and test them",
    "sse": "Follow event streams, and test them",
}
TALKERS = {"http": "sse tail", "https": "sse tail"}  # what a URL that stands alone was meant for, by its scheme


class Family(Command, click.Group):
    """Commands that begin with one word, or all: help and TAB read the table, and only what is run is imported."""

    def __init__(self, *args: Any, first: str = "", **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.first = first

    def members(self) -> dict[str, Entry]:
        """What can be written behind the first word."""
        before = self.first and f"{self.first} "
        return {entry.name.removeprefix(before): entry for entry in COMMANDS if entry.name.startswith(before)}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(dict.fromkeys(name.partition(" ")[0] for name in self.members()))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        members = self.members()
        if cmd_name in members:
            command: click.Command = import_module(members[cmd_name].module).command
            return command
        families = {} if self.first else FAMILIES
        if cmd_name in families:
            return Family(cmd_name, help=f"{families[cmd_name]}.", first=cmd_name)
        if ctx.resilient_parsing:
            return None
        if ":" in cmd_name:
            talker = TALKERS.get(cmd_name.partition(":")[0], "ws connect")
            raise click.UsageError(f"a URL is no command; to talk to it: rtcli {talker} URL", ctx)
        raise click.exceptions.NoSuchCommand(cmd_name, possibilities=[*members, *families], ctx=ctx)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, args or ["--help"])

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        sections: dict[str, list[tuple[str, str]]] = {}
        for name, entry in self.members().items():
            sections.setdefault(entry.section, []).append((name, entry.help))
        write_sections(formatter, sections)
        Command.format_options(self, ctx, formatter)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        from rtcli.cli.candidates import offered

        words = {name.partition(" ")[0]: entry.help for name, entry in self.members().items()}
        words |= {name: meant for name, meant in FAMILIES.items() if not self.first}
        return offered(words, incomplete) + click.Command.shell_complete(self, ctx, incomplete)


def show_version(context: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        output.line(f"rtcli {__version__}")
        context.exit()


@click.command(
    "rtcli",
    cls=Family,
    context_settings={"help_option_names": ["-h", "--help"], "show_default": True},
    examples=(
        "rtcli ws connect lab:echo -d hello -1",
        "rtcli sse tail 'lab:sse/llm?pace=5ms' --llm",
        "rtcli inspect-frame --hex 818537fa213d7f9f4d5158",
        "rtcli explain frame.masked-by-server",
    ),
)
@options.color
@option(
    "-V", "--version", is_flag=True, is_eager=True, expose_value=False, callback=show_version, help="Show the version."
)
def root() -> None:
    """What is on the wire, what is wrong with it, and what to change.

    For WebSocket and server-sent event connections.
    """


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code; nothing but that leaves this function."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["help"]:  # as people try it: rtcli help COMMAND
        words = [*words[1:], "--help"]
    output.begin(words)
    try:
        try:
            code = dispatch(words)
        finally:
            output.end()
    except BaseException as raised:  # the last door: what is not foreseen is a bug, and shown as one
        from rtcli.cli import ending

        return ending.exit_code(raised, words)
    return code if isinstance(code, int) else 0


def dispatch(words: list[str]) -> object:
    """Answer a TAB press or run the command; the answer is an exit code, or None for a clean end."""
    if instruction := os.environ.get("_RTCLI_COMPLETE"):
        from rtcli.cli import tab

        return tab.answer(root, "rtcli", instruction)
    # click's own main() makes a closed pipe exit 1 and an EOFError an abort, so its two halves are called here.
    try:
        with root.make_context("rtcli", words, terminal_width=min(output.width(), PAGE_COLUMNS)) as context:
            from rtcli.cli.ending import terminable  # what a help page need not pay for

            with terminable():
                return root.invoke(context)
    except click.exceptions.Exit as done:
        return done.exit_code
