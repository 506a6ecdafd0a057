"""The rooms of the house and which way imports run, read from the sources: a stray import fails here."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import rtcli

HOUSE = Path(rtcli.__file__).parent
OPEN_TO_ALL = frozenset({"rtcli", "errors", "exits"})
ROOMS = {  # room: the rooms it may import from, besides itself
    "wire": set(),
    "report": set(),
    "net": {"wire"},
    "session": {"net", "wire"},
    "intake": {"wire"},
    "show": {"wire", "report"},
    "talk": {"session", "net", "wire", "show", "report"},
    "probe": {"session", "net", "wire", "report"},
    "lab": {"net", "wire"},
    "smoke": {"probe", "talk", "session", "report"},
    "cli": {"wire", "report", "net", "session", "intake", "show", "talk", "probe", "lab", "smoke"},
    "errors": set(),
    "exits": set(),
    "__main__": {"cli"},
}
FORBIDDEN = {  # libraries that a room must never see, whatever else it uses
    "wire": {
        "asyncio",
        "socket",
        "ssl",
        "select",
        "time",
        "datetime",
        "random",
        "secrets",
        "os",
        "sys",
        "rich",
        "click",
    },
    "report": {"asyncio", "socket", "ssl", "time", "os", "sys", "click"},
    "show": {"asyncio", "socket", "ssl", "time", "os", "sys", "click"},
    "intake": {"asyncio", "socket", "ssl", "time", "rich", "click"},
}
MODULES = {
    ".".join(("rtcli", *file.relative_to(HOUSE).with_suffix("").parts)).removesuffix(".__init__"): file
    for file in sorted(HOUSE.rglob("*.py"))
}


def imports(module: str) -> Iterator[tuple[str, int]]:
    """Every module that this one imports, anywhere in its text, and the line."""
    for node in ast.walk(ast.parse(MODULES[module].read_text(), str(MODULES[module]))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module}:{node.lineno}: a relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from ((name if name in MODULES else str(node.module), node.lineno) for name in names)


def room_of(module: str) -> str:
    """The room that a module of ours is in; for a file outside the rooms, its own name."""
    return module.split(".")[1] if "." in module else "rtcli"


def ours(module: str) -> bool:
    return module.split(".")[0] == "rtcli"


@pytest.mark.parametrize("module", MODULES)
def test_imports_run_downwards(module: str) -> None:
    room = room_of(module)
    allowed = ROOMS.get(room, set()) | OPEN_TO_ALL | {room} if room != "rtcli" else {"rtcli"}
    strays = [
        f"{module}:{line}: {name}" for name, line in imports(module) if ours(name) and room_of(name) not in allowed
    ]
    assert not strays


@pytest.mark.parametrize("module", MODULES)
def test_a_room_sees_no_library_that_is_not_for_it(module: str) -> None:
    forbidden = FORBIDDEN.get(room_of(module), set())
    assert not [f"{module}:{line}: {name}" for name, line in imports(module) if name.split(".")[0] in forbidden]


def test_every_folder_is_a_room_of_the_table() -> None:
    assert {room_of(module) for module in MODULES} - {"rtcli"} <= ROOMS.keys()


def test_there_is_no_ring() -> None:
    graph = {module: {name for name, _line in imports(module) if name in MODULES} for module in MODULES}
    ring: list[str] = []
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        ring = error.args[1]
    assert not ring, " -> ".join(ring)
