"""The command line as a whole: one table of commands, loaded when named, and every ending as an exit code."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

import click

from rtcli import __version__
from rtcli.cli import options, output
from rtcli.cli.help import PAGE_COLUMNS, Command, option, write_sections

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class Entry(NamedTuple):
    name: str  # its module is rtcli.cli.NAME, with underscores, and holds it as `command`
    section: str
    help: str  # what it answers, in under 60 characters


COMMANDS = (
    Entry("inspect-frame", "Frames", "Decode raw frames and name every clause they break"),
    Entry("make-frame", "Frames", "Build a frame, legal or not"),
    Entry("explain", "Findings", "Say what a finding or close code means and how to cure it"),
    Entry("report", "Findings", "Judge a saved report again, or show it in another format"),
    Entry("lab", "Laboratory", "Serve honest and misbehaving endpoints on this machine"),
    Entry("completions", "Shell", "Print the completion script of a shell"),
)


class Root(Command, click.Group):
    """`rtcli` itself: its help and its TAB press read the table, and only a command that is run is imported."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [entry.name for entry in COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        names = self.list_commands(ctx)
        if cmd_name in names:
            module = import_module(f"rtcli.cli.{cmd_name.replace('-', '_')}")
            command: click.Command = module.command
            return command
        if ctx.resilient_parsing:
            return None
        raise click.exceptions.NoSuchCommand(cmd_name, possibilities=names, ctx=ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        sections: dict[str, list[tuple[str, str]]] = {}
        for entry in COMMANDS:
            sections.setdefault(entry.section, []).append((entry.name, entry.help))
        write_sections(formatter, sections)
        Command.format_options(self, ctx, formatter)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        from click.shell_completion import CompletionItem

        names = [CompletionItem(entry.name, help=entry.help) for entry in COMMANDS if entry.name.startswith(incomplete)]
        return names + click.Command.shell_complete(self, ctx, incomplete)


def show_version(context: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        output.line(f"rtcli {__version__}")
        context.exit()


@click.command(
    "rtcli",
    cls=Root,
    context_settings={"help_option_names": ["-h", "--help"], "show_default": True},
    examples=(
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
    if not words or words[0] == "help":  # as people try it: rtcli help COMMAND
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
