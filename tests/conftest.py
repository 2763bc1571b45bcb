"""How long Hypothesis searches (HYPOTHESIS_PROFILE names a profile), a place for measurements, and
notebooks that are run as on another machine."""

import os
from pathlib import Path

import pytest
from hypothesis import settings
from test_kernels import changes_of
from threadpoolctl import threadpool_info

# `make test` puts copies of notebooks here and runs them too: from another folder, and as another
# processor would. What they print has to be what the lessons in their own folder have stored.
ELSEWHERE = Path(__file__).resolve().parent.parent / ".elsewhere"

# `make test`: the same examples each time, so that a failure is the change's doing.
settings.register_profile("default", max_examples=200, deadline=None, derandomize=True)
# `make test-all`: more of them, and new ones each time.
settings.register_profile("thorough", max_examples=2_000, deadline=None, derandomize=False, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def another_machine() -> dict[str, str]:
    """Return the environment of a processor that rounds otherwise than this one."""
    kernels = {one["architecture"] for one in threadpool_info() if one["internal_api"] == "openblas"}
    return changes_of("Prescott:1" if kernels <= {"Haswell", "Zen"} else "Haswell:1")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item, nextitem):
    """Let the kernels of notebooks in ``ELSEWHERE`` start with the environment of another machine."""
    if ELSEWHERE not in item.path.parents:
        return (yield)
    with pytest.MonkeyPatch.context() as environment:
        for name, value in another_machine().items():
            environment.setenv(name, value)
        return (yield)


def pytest_terminal_summary(terminalreporter):
    """Print what tests measured: ``record_property("measured", "words")``."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    properties = [entry for report in reports for entry in report.user_properties]
    if measured := [words for name, words in properties if name == "measured"]:
        terminalreporter.section("measured")
        for words in measured:
            terminalreporter.write_line(words)
