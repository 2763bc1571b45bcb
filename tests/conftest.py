"""How long Hypothesis searches (HYPOTHESIS_PROFILE names a profile), what begins first, what was measured."""

import os

from hypothesis import settings

# `make test`: the same examples each time, so that a failure is the change's doing.
settings.register_profile("default", max_examples=200, deadline=None, derandomize=True)
# `make test-all`: more of them, and new ones each time.
settings.register_profile("thorough", max_examples=2_000, deadline=None, derandomize=False, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


# A file's tests stay on one worker, so that a long file that begins late leaves the other workers idle at
# the end. These take longest, the longest first; the Makefile has xdist keep this order.
BEGIN_FIRST = (
    "browser/test_lessons.py",
    "grading/test_grading_course.py",
    "exercises/test_every_exercise.py",
    "notebooks/06",
    "folder/06",
    "library/test_energy.py",
    "browser/",
    "folder/",
    "notebooks/",
    "grading/",
)


def pytest_collection_modifyitems(items):
    """Order the files by how long they take; the order of a file's own tests stays."""

    def place(item):
        file = item.nodeid.partition("::")[0]
        return next((k for k, part in enumerate(BEGIN_FIRST) if part in file), len(BEGIN_FIRST))

    items.sort(key=place)


def pytest_terminal_summary(terminalreporter):
    """Print what tests measured: ``record_property("measured", "words")``."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    properties = [entry for report in reports for entry in report.user_properties]
    if measured := [words for name, words in properties if name == "measured"]:
        terminalreporter.section("measured")
        for words in measured:
            terminalreporter.write_line(words)
