"""The specimens: bytes that each commit one fault, and nothing else."""

import tomllib
from pathlib import Path
from typing import Any, NamedTuple


class Specimen(NamedTuple):
    data: bytes
    origin: str | None
    deflate: str | None  # the parameters agreed on, as they stand in the header
    faults: dict[str, int]  # code to offset


def _specimen(table: dict[str, Any]) -> Specimen:
    data = bytes.fromhex(table["hex"])
    if repeat := table.get("repeat"):
        data += bytes.fromhex(repeat["hex"]) * repeat["times"]
    data += bytes.fromhex(table.get("then", ""))
    return Specimen(data, table.get("from"), table.get("deflate"), table["faults"])


SPECIMENS = {
    code: _specimen(table) for code, table in tomllib.loads((Path(__file__).parent / "frames.toml").read_text()).items()
}
