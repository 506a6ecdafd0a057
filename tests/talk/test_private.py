"""Files for what passes: private, written whole, and an error with a hint where that fails."""

import os
import stat
from pathlib import Path

import pytest

from rtcli.errors import RtError
from rtcli.exits import Exit
from rtcli.talk.private import open_private, write_all


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "new"
    with open_private(str(path)) as file:
        write_all(file, str(path), b"secret")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes() == b"secret"


def test_what_was_in_it_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "old"
    path.write_bytes(b"what was there before")
    open_private(str(path)).close()
    assert path.read_bytes() == b""


def test_a_short_write_goes_on(tmp_path: Path) -> None:
    class Short:
        taken = b""

        def write(self, data: bytes) -> int:
            self.taken += bytes(data[:3])
            return min(len(data), 3)

    file = Short()
    write_all(file, "short", b"12345678")  # type: ignore[arg-type]  # all that is used of a file
    assert file.taken == b"12345678"


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(RtError, match=f"output {tmp_path}: Is a directory") as caught:
        open_private(str(tmp_path))
    assert (caught.value.exit, caught.value.kind) == (Exit.USAGE, "unwritable")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
def test_a_disk_that_is_full() -> None:
    with open_private("/dev/full") as file, pytest.raises(RtError, match="No space left on device"):
        write_all(file, "/dev/full", b"more")
