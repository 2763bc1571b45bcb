"""Notebooks that are run as on another machine.  At the top, where pytest asks it about every file."""

import functools
import os
from pathlib import Path

import pytest

from tools.test_kernels import changes_of, probe

# `make test` puts copies of notebooks here and runs them too: from another folder, and as another
# processor would. What they print has to be what the lessons in their own folder have stored.
ELSEWHERE = Path(__file__).resolve().parent / ".elsewhere"


@functools.cache
def another_machine() -> dict[str, str]:
    """Return the environment of a processor that rounds otherwise than this one.

    The commonest kind that does, and that this processor can stand in for: some builds of OpenBLAS crash
    where they are told to be an older processor than they run on.
    """
    here = probe(dict(os.environ)) or {"kernel": None}
    for kernel in ("Haswell", "Sandybridge", "Prescott"):
        changes = changes_of(f"{kernel}:1")
        there = probe(os.environ | changes)
        if there and there["kernel"] != here["kernel"]:
            return changes
    return {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item, nextitem):
    """Let the kernels of notebooks in ``ELSEWHERE`` start with the environment of another machine."""
    if ELSEWHERE not in item.path.parents:
        return (yield)
    with pytest.MonkeyPatch.context() as environment:
        for name, value in another_machine().items():
            environment.setenv(name, value)
        return (yield)
