"""What holds for every test: repeatable examples, no deadline, and an environment that asks for nothing.

The tools stand beside this file: `golden.golden`, `command.cli` and `command.spawn`, `vloop.run`, `pipes.pipe`.
"""

import os
from collections.abc import Generator

import pytest
from hypothesis import settings

settings.register_profile("quick", derandomize=True, deadline=None, database=None, max_examples=50)
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=200)
settings.load_profile("thorough" if os.environ.get("CI") else "quick")

CHANGES_OUTPUT = (
    "CLICOLOR CLICOLOR_FORCE COLORTERM COLUMNS FORCE_COLOR GITHUB_STEP_SUMMARY LINES NO_COLOR TERM TTY_COMPATIBLE "
    "TTY_INTERACTIVE _RTCLI_COMPLETE"
).split()


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests, and wherever: their colours and their width do not count."""
    for name in CHANGES_OUTPUT:
        monkeypatch.delenv(name, raising=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where a machine lacks a program its tests are skipped, but never on CI: there they would not be missed."""
    report = yield
    if report.skipped and os.environ.get("CI"):
        report.outcome = "failed"
        report.longrepr = f"skipped on CI: {report.longrepr}"
    return report
