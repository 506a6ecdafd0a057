"""A console program of the tests' own, which takes a URL and completes by the same scripts under its own name."""

import os
import sys

import click

from rtcli.cli import candidates, tab
from rtcli.cli.help import command as named
from rtcli.cli.help import option


@named("urlprog")
@option("--as", "form", type=click.Choice(["raw", "hex", "one:two:three"]), help="What it is: three forms.")
@option("-o", "--output", type=click.Path(dir_okay=False), help="Where to [or not].")
@option("--into", type=click.Path(file_okay=False))
@option("--deflate", bare="", type=click.Choice(["client", "server"]))
@option("--report", multiple=True, shell_complete=candidates.report_formats(["text", "json"]))
@option("--level", multiple=True, shell_complete=candidates.rule_levels(["note", "fail"]))
@click.argument("url", shell_complete=candidates.targets)
def command(**_given: object) -> None:
    """Go to a URL."""


if __name__ == "__main__":
    sys.exit(tab.answer(command, "urlprog", os.environ["_URLPROG_COMPLETE"]))
