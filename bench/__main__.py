"""Every measurement of this folder, one after the other: `python -m bench`."""

from importlib import import_module
from pkgutil import iter_modules

import bench


def main() -> None:
    for module in iter_modules(bench.__path__):
        measure = getattr(import_module(f"bench.{module.name}"), "main", None) if module.name != "__main__" else None
        if measure:
            print(f"\n{module.name}", flush=True)
            measure()


if __name__ == "__main__":
    main()
