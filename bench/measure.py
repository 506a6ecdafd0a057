"""One run of a command as a whole process: its CPU time and its peak memory."""

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

BENCH_DIRECTORY = Path(__file__).resolve().parent.parent / ".bench"  # for corpora and peers; not committed


class Run(NamedTuple):
    cpu_s: float  # user and system
    peak_mib: float


def run(command: list[str], **environment: str) -> Run:
    """Run it to its end; what it prints goes to nowhere."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, **environment})
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Run(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
