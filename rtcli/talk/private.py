"""Files that may hold payloads: new, and for nobody else to read."""

import os
from typing import BinaryIO

from rtcli.errors import RtError

PRIVATE = 0o600


def open_private(path: str) -> BinaryIO:
    """A file to write to, unbuffered: what was written is there, whatever becomes of us."""
    try:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE)
    except OSError as error:
        raise unwritable(path, error) from error
    return os.fdopen(fd, "wb", buffering=0)


def write_all(file: BinaryIO, path: str, data: bytes) -> None:
    """All of it, in as few writes as the system allows."""
    left = memoryview(data)
    try:
        while left:
            left = left[file.write(left) :]
    except OSError as error:
        raise unwritable(path, error) from error


def unwritable(path: str, error: OSError) -> RtError:
    return RtError(f"output {path}", error.strerror or str(error), "write to another place", kind="unwritable")
