"""A press of TAB: the command line as it stands before the cursor becomes candidates, one a line.

The scripts in completion_scripts hand the line over in COMP_WORDS. A candidate is `KIND<tab>WORD<tab>HELP`, and stands
for the whole word at the cursor: `plain` is complete, `prefix` wants more, `file` and `dir` are paths, which the shell
completes itself and of which WORD is only what stands before the path, as in `--output=`.
"""

import os

import click
from click.shell_completion import CompletionItem, ShellComplete, add_completion_class, shell_complete, split_arg_string

from rtcli.cli.completion_scripts import script, variable
from rtcli.cli.help import with_bare_values

CURSOR = "\0"  # ends the line, and no environment variable can hold it
OPEN_ENDED = (":", "/", "=")


class LineComplete(ShellComplete):
    """The half of the protocol that is the same for every shell."""

    def source(self) -> str:
        return script(self.name, self.prog_name)

    def get_completion_args(self) -> tuple[list[str], str]:
        line = os.fsencode(os.environ.get("COMP_WORDS", "")).decode("utf-8", "replace")
        *words, last = split_arg_string(line + CURSOR)
        return words[1:], last.removesuffix(CURSOR) if words else ""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        # Two things click does not know: a value that stands only behind `=`, and that an option may take none.
        params = self.named_by(args).params
        before = value_mark(incomplete)
        if before and not any(takes_value(param, before[:-1]) for param in params):
            return []
        items = super().get_completions(with_bare_values(args, params), incomplete)
        return [whole_word(item, incomplete) for item in items]

    def named_by(self, args: list[str]) -> click.Command:
        """The command that the words lead to."""
        command = self.cli
        context = click.Context(command, resilient_parsing=True)
        for word in args:
            if isinstance(command, click.Group):
                command = command.get_command(context, word) or command
        return command

    def format_completion(self, item: CompletionItem[str]) -> str:
        kind = "prefix" if item.type == "plain" and item.value.endswith(OPEN_ENDED) else item.type
        return "\t".join((kind, item.value, " ".join((item.help or "").split())))


class Bash(LineComplete):
    name = "bash"


class Zsh(LineComplete):
    name = "zsh"


class Fish(LineComplete):
    name = "fish"


class PowerShell(LineComplete):
    name = "powershell"


for shell in (Bash, Zsh, Fish, PowerShell):
    add_completion_class(shell)


def value_mark(word: str) -> str:
    """The `--name=` that a word begins with."""
    name, equals, _value = word.partition("=")
    return name + equals if equals and name.startswith("-") else ""


def takes_value(param: click.Parameter, name: str) -> bool:
    return isinstance(param, click.Option) and name in param.opts and not (param.is_flag or param.count)


def whole_word(item: CompletionItem[str], word: str) -> CompletionItem[str]:
    """What click answers for the value behind `--name=`, or for a path, as an answer for the word as a whole."""
    if item.type != "plain":
        return CompletionItem(word.removesuffix(item.value), item.type)
    return CompletionItem(value_mark(word) + item.value, help=item.help)


def answer(command: click.Command, program: str, instruction: str) -> int:
    """Do what the script asks (`bash_complete`, `zsh_source`) and return the exit code."""
    return shell_complete(command, {}, program, variable(program), instruction)
