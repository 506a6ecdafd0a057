"""What a command line says of its input, as a stream that can be read: a file, a pipe, the terminal, or a string."""

import os
import re
import sys
from contextlib import AbstractContextManager, nullcontext
from io import BytesIO
from typing import Any, BinaryIO, NamedTuple

import click

from rtcli.cli import output
from rtcli.errors import RtError

HEX_DIGITS = re.compile(r"(?:[0-9a-fA-F]{2}[ :]?)+")
FIX = "give a FILE, - for standard input, or the bytes themselves with --hex or --base64"


class Given(NamedTuple):
    name: str  # for people
    form: str | None = None  # None: to be detected
    path: str | None = None
    text: str | None = None  # in place of a file

    @classmethod
    def chosen(cls, file: str | None, asked: dict[str, Any]) -> "Given":
        """By FILE, --hex or --base64, and --as."""
        texts = [
            cls(f"--{form}", form, text=text)
            for form, text in (("hex", asked["hex_digits"]), ("base64", asked["base64"]))
            if text is not None
        ]
        if len(texts) + (file is not None) > 1:
            raise click.UsageError("give one of FILE, --hex and --base64")
        if texts and asked["form"]:
            raise click.UsageError(f"{texts[0].name} says the form already: leave out --as")
        if texts:
            return texts[0]
        return cls("stdin", asked["form"]) if file in (None, "-") else cls(str(file), asked["form"], path=file)

    @property
    def is_typed(self) -> bool:
        """Whether it comes from the keyboard."""
        return self.path is self.text is None and sys.stdin.isatty() and os.name == "posix"

    def open(self) -> AbstractContextManager[BinaryIO]:
        if self.text is not None:
            return BytesIO(self.text.encode("utf-8", "surrogateescape"))
        if self.path is not None:
            digits = HEX_DIGITS.fullmatch(self.path)
            fix = f"for the bytes that these digits are: --hex '{self.path}'" if digits else FIX
            return open_file(f"input {self.path}", self.path, fix)
        if not self.is_typed:
            return nullcontext(sys.stdin.buffer)
        from rtcli.cli.typed import typed

        output.talk("reading from the terminal: paste, then press Ctrl-D")
        return typed(sys.stdin.fileno())


def open_file(where: str, path: str, fix: str) -> BinaryIO:
    """The file, to be read in large blocks; `where` and `fix` are for the error if there is none."""
    try:
        return open(path, "rb", buffering=0)
    except OSError as exc:
        raise RtError(where, exc.strerror or "cannot be read", fix, kind="unreadable") from exc
