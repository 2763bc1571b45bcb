"""How long Hypothesis searches: HYPOTHESIS_PROFILE names one of the profiles below."""

import os

from hypothesis import settings

# `make test`: the same examples each time, so that a failure is the change's doing.
settings.register_profile("default", max_examples=200, deadline=None, derandomize=True)
# `make test-all`: more of them, and new ones each time.
settings.register_profile("thorough", max_examples=2_000, deadline=None, derandomize=False, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
