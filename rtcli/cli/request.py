"""The flags of a request, curl's, to the fields that are sent: credentials may stand in files, and are read anew for
each connection, since a token may have been replaced in the meantime."""

from typing import TYPE_CHECKING, Any

import click

from rtcli.cli.help import option
from rtcli.cli.options import Decorator, all_of

if TYPE_CHECKING:
    from rtcli.wire.url import Url

Field = tuple[str, str | None]  # None takes out what would be sent under that name

MOST_REDIRECTS = 20
HEADER_HINT = "write 'Name: value', or @FILE for a file with one on each line"
COMMAND_TIMEOUT_S = 60.0


def pick_headers(_context: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> list[str | Field]:
    """Each header; those that stand in a file are read when they are sent."""
    return [value if value.startswith("@") else parse_field(value, "--header") for value in values]


OPTIONS: tuple[Decorator, ...] = (
    option(
        "-H",
        "--header",
        "headers",
        metavar="NAME: VALUE",
        multiple=True,
        callback=pick_headers,
        group="Request",
        help="Send this header, or those in @FILE; repeatable, also for one name.",
    ),
    option(
        "--header-cmd",
        metavar="COMMAND",
        group="Request",
        help="Send the headers that this shell command prints, one a line; run anew for each connection.",
    ),
    option(
        "-A",
        "--user-agent",
        metavar="TEXT",
        group="Request",
        help="Say that this is the program that asks; empty to say nothing.",
    ),
    option(
        "-b",
        "--cookie",
        "cookies",
        metavar="NAME=VALUE|FILE",
        multiple=True,
        group="Request",
        help="Send these cookies, or those that fit in a FILE as browsers and curl save it; repeatable.",
    ),
    option(
        "-u",
        "--user",
        metavar="USER:PASSWORD",
        aliases=("--auth", "--basic-auth"),
        group="Request",
        help="Who we are, by Basic authentication; without :PASSWORD it is asked for.",
    ),
    option(
        "--oauth2-bearer",
        metavar="TOKEN",
        group="Request",
        help="Authorize with this bearer token; here, with -u and -b, @FILE and @env:NAME tell where it stands.",
    ),
    option("--host", metavar="NAME", hidden=True),  # wscat's
)


def redirects(*, followed: bool) -> tuple[Decorator, ...]:
    """Whether they are followed where nothing is said of them: by a stream as browsers do, by a handshake not."""
    return (
        option("--location/--no-location", "-L", default=followed, group="Request", help="Follow redirects."),
        option(
            "--max-redirs",
            type=click.IntRange(min=0),
            metavar="N",
            default=MOST_REDIRECTS,
            aliases=("--max-redirects",),
            group="Request",
            help="Follow so many at most.",
        ),
    )


options = all_of((*OPTIONS, *redirects(followed=False)))


def fields(asked: dict[str, Any]) -> tuple[Field, ...]:
    """The headers that were asked for, as often as they were, in their order."""
    found = [field for given in asked["headers"] for field in read_fields(given)]
    if asked["header_cmd"]:
        found += parse_fields(printed_by(asked["header_cmd"]), "--header-cmd")
    if asked["oauth2_bearer"]:
        from rtcli.cli.elsewhere import credential

        found.append(("Authorization", f"Bearer {credential(asked['oauth2_bearer'], '--oauth2-bearer')}"))
    if asked["host"]:
        found.append(("Host", asked["host"]))
    if asked["user_agent"] == "":
        found.append(("User-Agent", None))
    return tuple(found)


def read_fields(given: str | Field) -> list[Field]:
    if not isinstance(given, str):
        return [given]
    from rtcli.cli.elsewhere import text

    return parse_fields(text(given, "--header"), "--header")


def parse_fields(lines: str, option: str) -> list[Field]:
    """One field a line; blank lines and lines that begin with # say nothing."""
    written = (line.strip() for line in lines.split("\n"))
    return [parse_field(line, option) for line in written if line and not line.startswith("#")]


def parse_field(written: str, option: str) -> Field:
    """As in curl: `Name: value`, `Name;` for one that is empty, and `Name:` for none of that name."""
    import re

    from rtcli.errors import RtError
    from rtcli.wire.http1 import TOKEN

    name, colon, value = (part.strip() for part in written.partition(":"))
    bare = name.removesuffix(";")
    if not re.fullmatch(TOKEN, bare) or bool(colon) == (bare != name):
        raise RtError("usage", f"invalid value for '{option}': no header can be read in it", HEADER_HINT, kind="usage")
    return bare, value or (None if colon else "")


def printed_by(command: str) -> str:
    """What a command of the user's says on stdout; what it says on stderr is seen as it comes."""
    import subprocess

    from rtcli.errors import RtError

    try:
        done = subprocess.run(
            command, shell=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=COMMAND_TIMEOUT_S
        )
    except subprocess.TimeoutExpired as exc:
        why = f"the command did not end within {COMMAND_TIMEOUT_S:g} s"
        raise RtError("input --header-cmd", why, "run it by itself to see why", kind="command") from exc
    if done.returncode:
        why = f"the command ended with exit code {done.returncode}"
        raise RtError("input --header-cmd", why, "run it by itself to see why", kind="command")
    return done.stdout.decode("utf-8", "surrogateescape")


def cookie(asked: dict[str, Any], url: "Url") -> str | None:
    """The value of the Cookie header for this address."""
    from rtcli.cli.cookies import jar_pairs
    from rtcli.cli.elsewhere import text

    pairs: list[str] = []
    for value in asked["cookies"]:
        in_file = value.startswith("@") or "=" not in value  # curl: without an equals sign it is a file's name
        written = text(value if value.startswith("@") or not in_file else f"@{value}", "--cookie")
        pairs += jar_pairs(written, url) if in_file else [written]
    return "; ".join(pair.strip().rstrip(";") for pair in pairs) or None


def with_password(user: str | None) -> str | None:
    """USER:PASSWORD, or where that stands; the password is asked for at a terminal where it was not given."""
    import sys

    if user is None or ":" in user or user.startswith("@"):
        return user
    from getpass import getpass

    from rtcli.errors import RtError

    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        fix = "write USER:PASSWORD (USER: for none), or @FILE, or @env:NAME"
        raise RtError("usage", "--user has no password, and nobody is there to be asked", fix, kind="usage")
    return f"{user}:{getpass(f'password for {user}: ')}"
