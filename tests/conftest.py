"""How long Hypothesis searches (HYPOTHESIS_PROFILE names a profile), and a place for measurements."""

import os

from hypothesis import settings

# `make test`: the same examples each time, so that a failure is the change's doing.
settings.register_profile("default", max_examples=200, deadline=None, derandomize=True)
# `make test-all`: more of them, and new ones each time.
settings.register_profile("thorough", max_examples=2_000, deadline=None, derandomize=False, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_terminal_summary(terminalreporter):
    """Print what tests measured: ``record_property("measured", "words")``."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    properties = [entry for report in reports for entry in report.user_properties]
    if measured := [words for name, words in properties if name == "measured"]:
        terminalreporter.section("measured")
        for words in measured:
            terminalreporter.write_line(words)
