import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtcli.cli import output
from rtcli.cli.help import command, in_order, option, with_bare_values
from tests.cli.stand_in import stand_in
from tests.command import cli


@command("try-it", examples=("rtcli try-it FILE", "cat FILE | rtcli try-it -  # exits 1: it is empty"))
@click.argument("file", required=False)
@option("--deflate", metavar="PARAMS", bare="default", group="Frames", help="Inflate what is compressed.")
@option("--mask", metavar="KEY", group="Frames", help="Use this key.")
@option("-o", "--out", metavar="FORM", default="hex", help="Write in this form.")
@option("--limit", metavar="N", type=click.IntRange(min=1), show_default="all", help="Stop after N.")
@option("--code", metavar="N", type=click.IntRange(0, 9), help="Close with N.")
@option("--most", metavar="N", type=click.IntRange(max=9), help="Take N.")
@option("-v", count=True, show_default=False, help="Say more.")
@option("--hidden", is_flag=True, hidden=True)
@option("--send", multiple=True, aliases=("-s", "--say"), help="Send it.")
@option("--wait", multiple=True, help="Wait for it.")
@click.pass_context
def command_under_test(context: click.Context, /, **values: object) -> None:
    """Do what the test wants.

    And nothing else.
    """
    values |= {"order": "".join(f"{name}:{value} " for name, value in in_order(context, "send", "wait")).strip()}
    del values["send"], values["wait"]
    output.line(" ".join(f"{name}={value}" for name, value in sorted(values.items()) if value))


PAGE = """\
Usage: rtcli try-it [OPTIONS] [FILE]

  Do what the test wants.

  And nothing else.

Frames:
  --deflate[=PARAMS]  Inflate what is compressed.
  --mask KEY          Use this key.

Options:
  -o, --out FORM      Write in this form.  [default: hex]
  --limit N           Stop after N.  [default: all; at least 1]
  --code N            Close with N.  [0 to 9]
  --most N            Take N.  [at most 9]
  -v                  Say more.
  --send TEXT         Send it.
  --wait TEXT         Wait for it.
  -h, --help          Show this message and exit.

Understood as well:
  -s --say for --send.

Examples:
  rtcli try-it FILE
  cat FILE | rtcli try-it -  # exits 1: it is empty
"""


def test_a_page_shows_its_groups_then_its_examples() -> None:
    with stand_in(command_under_test):
        assert cli("try-it", "-h").out == PAGE


def test_a_page_without_examples_has_no_heading_for_them() -> None:
    with stand_in(lambda: None):
        assert "Examples" not in cli("try-it", "-h").out


@pytest.mark.parametrize(
    ("argv", "got"),
    [
        ([], "out=hex"),
        (["--deflate"], "deflate=default out=hex"),
        (["--deflate", "FILE"], "deflate=default file=FILE out=hex"),
        (["--deflate=server_no_context_takeover", "FILE"], "deflate=server_no_context_takeover file=FILE out=hex"),
        (["--deflate="], "out=hex"),
        (["FILE", "--deflate", "--mask", "00"], "deflate=default file=FILE mask=00 out=hex"),
        (["--mask", "--deflate"], "mask=--deflate out=hex"),
        (["-o", "--deflate", "--deflate"], "deflate=default out=--deflate"),
        (["-v", "--deflate"], "deflate=default out=hex v=1"),
        (["--", "--deflate"], "file=--deflate out=hex"),
        (["--mask", "--", "--deflate"], "deflate=default mask=-- out=hex"),
        (["--say", "--deflate", "--deflate"], "deflate=default order=send:--deflate out=hex"),
    ],
)
def test_an_optional_value_stands_only_behind_an_equals_sign(argv: list[str], got: str) -> None:
    with stand_in(command_under_test):
        assert cli("try-it", *argv).out == f"{got}\n"


@pytest.mark.parametrize(
    ("argv", "order"),
    [
        (["--send", "1", "--wait", "2", "--send", "3"], "send:1 wait:2 send:3"),
        (["--wait=1", "-s2", "-vs", "3", "--mask", "--wait", "--wait", "4"], "wait:1 send:2 send:3 wait:4"),
    ],
)
def test_options_keep_the_order_in_which_they_were_written(argv: list[str], order: str) -> None:
    with stand_in(command_under_test):
        assert f"order={order} " in cli("try-it", *argv).out


def test_the_names_that_other_tools_have_are_not_offered_at_tab(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_RTCLI_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "rtcli try-it --s")
    with stand_in(command_under_test):
        assert cli().out == "plain\t--send\tSend it.\n"


@given(st.lists(st.sampled_from(["--deflate", "--mask", "--", "-v", "x", "--mask=1"])))
def test_only_the_bare_option_is_rewritten(words: list[str]) -> None:
    rewritten = with_bare_values(words, command_under_test.params)
    assert [word.removesuffix("=default") for word in rewritten] == words


def test_a_usage_error_names_the_command_even_where_click_forgets_it() -> None:
    with stand_in(command_under_test):
        assert cli("try-it", "-v=1").err.endswith("hint: see rtcli try-it --help\n")
        assert cli("try-it", "--mask").err.endswith("hint: see rtcli try-it --help\n")
