"""Commands whose help page has its options in groups and ends with examples that run, and options to match."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.types import OptionHelpExtra

PAGE_COLUMNS = 100  # a page is never wider: longer lines are hard to read
ORDER = "rtcli.order"  # where a context keeps its options as they were written, one for each time
FIRST_COLUMN = 32  # a longer name stands on a line of its own, above its text


class Option(click.Option):
    """An option that stands under a heading of its own in the help; the names it has in other tools stand elsewhere."""

    def __init__(self, *args: Any, group: str = "Options", aliases: Sequence[str] = (), **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.group = group
        self.aliases = tuple(aliases)

    def add_to_parser(self, parser: Any, ctx: click.Context) -> None:
        shown = self.opts
        self.opts = [*shown, *self.aliases]  # for the parser alone: no help page and no TAB lists them among the names
        super().add_to_parser(parser, ctx)
        self.opts = shown

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
        words = with_bare_values(args, self.params)
        try:
            ctx.meta[ORDER] = self.make_parser(ctx).parse_args(list(words))[2]
            return super().parse_args(ctx, words)
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
        write_aliases(formatter, self.params)

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


def write_aliases(formatter: click.HelpFormatter, params: Iterable[click.Parameter]) -> None:
    """What else the options are called, for those who come from another tool."""
    ours = [param for param in params if isinstance(param, Option) and param.aliases]
    also = [f"{' '.join(param.aliases)} for {param.opts[-1]}" for param in ours]
    if also:
        with formatter.section("Understood as well"):
            formatter.write_text(f"{', '.join(also)}.")


def in_order(ctx: click.Context, *names: str) -> list[tuple[str, Any]]:
    """Name and value of each of these repeatable options, in the order in which they were written."""
    values = {name: iter(ctx.params[name]) for name in names}
    return [(param.name, next(values[param.name])) for param in ctx.meta[ORDER] if param.name in values]


def with_bare_values(args: list[str], params: Iterable[click.Parameter]) -> list[str]:
    """The words with `--name` written as `--name=BARE` wherever that option stands without its value."""
    options = [param for param in params if isinstance(param, click.Option)]
    bare = {name: param.bare for param in options if isinstance(param, EqualsOption) for name in param.opts}
    takes_next = valued_names(options) - bare.keys()
    words: list[str] = []
    is_value = is_over = False
    for word in args:
        is_over = is_over or (word == "--" and not is_value)
        words.append(f"{word}={bare[word]}" if word in bare and not (is_value or is_over) else word)
        is_value = not is_value and word in takes_next
    return words


def valued_names(params: Iterable[click.Parameter]) -> frozenset[str]:
    """Every name behind which a value stands."""
    valued = [param for param in params if isinstance(param, click.Option) and not (param.is_flag or param.count)]
    return frozenset(name for param in valued for name in (*param.opts, *getattr(param, "aliases", ())))


def command(
    name: str, *, examples: Iterable[str] = (), cls: type[Command] = Command
) -> Callable[[Callable[..., Any]], Command]:
    """Make a function the command NAME; its docstring is the help."""
    return click.command(name, cls=cls, examples=examples)


def option(*names: str, group: str = "Options", **settings: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """An option under the heading GROUP; with `bare=VALUE` its value may be left out, and stands only behind `=`."""
    cls = EqualsOption if "bare" in settings else Option
    return click.option(*names, cls=cls, group=group, **settings)
