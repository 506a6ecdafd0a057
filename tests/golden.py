"""Long outputs held against the files in tests/golden: `make golden` rewrites them, a difference is shown as a diff."""

import os
from difflib import unified_diff
from pathlib import Path

FOLDER = Path(__file__).with_name("golden")


def golden(name: str, text: str) -> None:
    """Fail unless `text` is, byte for byte, what tests/golden/NAME holds; under UPDATE_GOLDEN=1 write it there."""
    file = FOLDER / name
    if os.environ.get("UPDATE_GOLDEN"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
        return
    if not file.exists():
        raise AssertionError(f"there is no tests/golden/{name}: `make golden` writes it")
    expected = file.read_bytes().decode()
    if text != expected:
        rows = unified_diff(shown(expected), shown(text), f"tests/golden/{name}", "what came out", lineterm="")
        raise AssertionError("\n".join(["the golden file differs (`make golden` rewrites it)", *rows]))


def shown(text: str) -> list[str]:
    """The lines of a text, with whatever a terminal would act on written as an escape."""
    return [line if line.isprintable() else repr(line)[1:-1] for line in text.split("\n")]
