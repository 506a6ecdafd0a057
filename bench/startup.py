"""What it costs to start: CPU time of the installed `rtcli`, as a ratio to the interpreter it cannot do without.

Run as `python -m bench.startup`. Each round runs both commands once, so that a busy machine burdens both alike; a first
round, which is not counted, lets Python keep the compiled modules as it does for any installed package.
"""

import os
import resource
import subprocess
import sys
import sysconfig
from pathlib import Path
from statistics import median

ROUNDS = 41
PYTHON = sys.executable
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
RTCLI = str(Path(sysconfig.get_path("scripts")) / "rtcli")
PAIRS = (  # what is measured, the floor beneath it, the ratio we want to stay under
    ([RTCLI, "--version"], [PYTHON, "-c", "pass"], 1.3),
    ([RTCLI, "--help"], [PYTHON, "-c", "import click"], 1.2),
)


def cpu_ms(command: list[str]) -> float:
    """User and system time of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, env=ENVIRONMENT, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def main() -> None:
    for ours, floor, goal in PAIRS:
        rounds = [(cpu_ms(ours), cpu_ms(floor)) for _ in range(1 + ROUNDS)][1:]
        ours_ms, floor_ms = (median(column) for column in zip(*rounds, strict=True))
        names = f"rtcli {ours[-1]} {ours_ms:.1f} ms, python -c '{floor[-1]}' {floor_ms:.1f} ms"
        print(f"{names}: ratio {ours_ms / floor_ms:.2f} (goal: at most {goal}; medians of {ROUNDS} rounds)")


if __name__ == "__main__":
    main()
