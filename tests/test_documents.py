from pathlib import Path

import pytest

from tests.documents import Step, exit_code, matches, run, steps

DOCUMENT = """\
# Title

```sh
make demo
```

```console
$ rtcli --version
rtcli 0.1.0

$ rtcli explain \\
    frame
frame
...
```

```python
$ not a command
```
"""


def test_a_document_is_read_as_commands_and_what_they_show() -> None:
    assert list(steps(DOCUMENT)) == [
        Step(8, "rtcli --version", "rtcli 0.1.0\n\n"),
        Step(11, "rtcli explain \\\n    frame", "frame\n...\n"),
    ]


@pytest.mark.parametrize(("command", "code"), [("rtcli x", None), ("rtcli x # exits 1: cut short", 1)])
def test_a_command_may_say_its_exit_code(command: str, code: int | None) -> None:
    assert exit_code(command) == code


def test_a_command_runs_as_in_a_shell(tmp_path: Path) -> None:
    assert run("echo one; echo two >&2; false | cat", tmp_path) == (1, "one\ntwo\n")
    assert run("rtcli --version > file; ls", tmp_path) == (0, "file\n")


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("one\ntwo\n", "one\ntwo\n", True),
        ("one\ntwo\n", "one\n", False),
        ("one\n\n", "one\n", True),
        ("", "", True),
        ("", "one\n", False),
        ("one\n...\nfour\n", "one\ntwo\nthree\nfour\n", True),
        ("one\n...\ntwo\n", "one\ntwo\n", True),
        ("one\n...\nfive\n", "one\ntwo\nfour\n", False),
        ("at … ms\n", "at 12.5 ms\n", True),
        ("at … ms\n", "at 12.5\n ms\n", False),
        ("a.c\n", "abc\n", False),
    ],
)
def test_dots_stand_for_what_a_document_leaves_out(shown: str, printed: str, same: bool) -> None:
    assert matches(shown, printed) is same
