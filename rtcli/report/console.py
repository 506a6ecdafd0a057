"""A judged report for a terminal: the words of the plain text, coloured, and wrapped under their own column."""

from rich.console import Group
from rich.table import Table
from rich.text import Text

from rtcli.report.model import Judged
from rtcli.report.plain import error_lines, rows, summary

STYLES = {"fail": "bold red", "warn": "bold yellow", "note": "bold cyan", "skip": "bold magenta", "ok": "bold green"}


def draw(judged: Judged) -> Group:
    """What a rich console is to print; it knows the width and whether colours are wanted."""
    table = Table.grid(padding=(0, 3, 0, 0))
    table.add_column(no_wrap=True, min_width=4)
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    for row in rows(judged):
        style = STYLES[row.word]
        says = Text("\n").join([Text(row.says), *(Text(line, "dim") for line in row.beneath)])
        table.add_row(Text(row.word, style), Text(row.code, style if row.word != "ok" else ""), says)
    errors = [Text(line, "bold red" if line.startswith("error") else "") for line in error_lines(judged)]
    return Group(*([table] if table.row_count else []), *errors, Text(summary(judged), "bold"))
