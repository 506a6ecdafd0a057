"""`rtcli completions SHELL`: the script by which a shell learns to complete the words of rtcli."""

import os
import sys

import click

from rtcli.cli import output
from rtcli.cli.completion_scripts import SCRIPTS, script
from rtcli.cli.help import command as named
from rtcli.errors import RtError

PLACES = {
    "bash": 'put eval "$(rtcli completions bash)" into ~/.bashrc; or, where the bash-completion package is loaded, '
    "save the script as ~/.local/share/bash-completion/completions/rtcli",
    "zsh": "save the script as _rtcli in a directory of your $fpath; or put "
    'eval "$(rtcli completions zsh)" into ~/.zshrc, behind compinit',
    "fish": "save the script as ~/.config/fish/completions/rtcli.fish",
    "powershell": "put rtcli completions powershell | Out-String | Invoke-Expression into the file $PROFILE names",
}


@named("completions", examples=[f"rtcli completions {shell}" for shell in SCRIPTS])
@click.argument("shell", metavar="SHELL", type=click.Choice(list(SCRIPTS)), required=False)
def command(shell: str | None) -> None:
    """Print the completion script of a shell: bash, zsh, fish or powershell.

    At a terminal a hint behind it says where the shell looks for it.
    """
    if shell is None:
        raise RtError("usage", f"which shell? One of {', '.join(SCRIPTS)}", likely(), kind="usage")
    output.write(script(shell).encode())
    if output.at_terminal(sys.stdout) and output.at_terminal(sys.stderr):  # in `eval "$(...)"` nobody wants to read it
        output.complain("hint", PLACES[shell])


def likely() -> str:
    """What somebody with this login shell would have typed."""
    shell = os.path.basename(os.environ.get("SHELL", ""))
    return f"your login shell is {shell}: rtcli completions {shell}" if shell in SCRIPTS else "rtcli completions bash"
