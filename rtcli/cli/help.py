"""Commands whose help page has its options in groups and ends with examples that run, and options to match."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.types import OptionHelpExtra

PAGE_COLUMNS = 100  # a page is never wider: longer lines are hard to read
FIRST_COLUMN = 32  # a longer name stands on a line of its own, above its text


class Option(click.Option):
    """An option that stands under a heading of its own in the help."""

    def __init__(self, *args: Any, group: str = "Options", **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.group = group

    def get_help_extra(self, ctx: click.Context) -> "OptionHelpExtra":
        """Default and range as one would say them: click has `(the words)` and `1<=x<=9`."""
        extra = super().get_help_extra(ctx)
        if isinstance(self.show_default, str):
            extra["default"] = self.show_default
        if isinstance(self.type, click.IntRange) and "range" in extra:
            low, high = self.type.min, self.type.max
            bounds = f"at most {high}" if low is None else f"{low} to {high}"
            extra["range"] = f"at least {low}" if high is None else bounds
        return extra


class EqualsOption(Option):
    """An option whose value may be left out and so stands only behind `=`: the next word is never taken for it."""

    def __init__(self, *args: Any, bare: str, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.bare = bare  # the value of the option without one

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        record = super().get_help_record(ctx)
        metavar = self.make_metavar(ctx)
        return record and (record[0].replace(f" {metavar}", f"[={metavar}]"), record[1])


class Command(click.Command):
    """A command that shows the groups of its options, then its examples."""

    def __init__(self, *args: Any, examples: Iterable[str] = (), **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.examples = tuple(examples)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, with_bare_values(args, self.params))
        except click.UsageError as raised:
            raised.ctx = raised.ctx or ctx  # click's parser forgets it at times, and the hint names the command
            raise

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        groups: dict[str, list[tuple[str, str]]] = {}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record and isinstance(param, click.Option):
                groups.setdefault(getattr(param, "group", "Options"), []).append(record)
        write_sections(formatter, groups)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if self.examples:
            with formatter.section("Examples"):
                for example in self.examples:
                    formatter.write(f"{'':>{formatter.current_indent}}{example}\n")


def write_sections(formatter: click.HelpFormatter, sections: Mapping[str, Sequence[tuple[str, str]]]) -> None:
    """Two columns under each heading, the second beginning at the same place under all of them."""
    widest = max((len(name) for rows in sections.values() for name, _text in rows), default=0)
    for heading, rows in sections.items():
        with formatter.section(heading):
            formatter.write_dl([(name.ljust(min(widest, FIRST_COLUMN)), text) for name, text in rows], FIRST_COLUMN)


def with_bare_values(args: list[str], params: Iterable[click.Parameter]) -> list[str]:
    """The words with `--name` written as `--name=BARE` wherever that option stands without its value."""
    options = [param for param in params if isinstance(param, click.Option)]
    bare = {name: param.bare for param in options if isinstance(param, EqualsOption) for name in param.opts}
    takes_next = {name for param in options if not (param.is_flag or param.count) for name in param.opts} - bare.keys()
    words: list[str] = []
    is_value = is_over = False
    for word in args:
        is_over = is_over or (word == "--" and not is_value)
        words.append(f"{word}={bare[word]}" if word in bare and not (is_value or is_over) else word)
        is_value = not is_value and word in takes_next
    return words


def command(name: str, *, examples: Iterable[str] = ()) -> Callable[[Callable[..., Any]], Command]:
    """Make a function the command NAME; its docstring is the help."""
    return click.command(name, cls=Command, examples=examples)


def option(*names: str, group: str = "Options", **settings: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """An option under the heading GROUP; with `bare=VALUE` its value may be left out, and stands only behind `=`."""
    cls = EqualsOption if "bare" in settings else Option
    return click.option(*names, cls=cls, group=group, **settings)
