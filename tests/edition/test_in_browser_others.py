"""Annex and exercises run to their end in the page, without an error and without a network."""

import pytest

from tests.edition.conftest import PART
from tests.edition.running import assert_runs_whole, chosen


@pytest.mark.parametrize("path", chosen(PART, others=True))
def test_a_notebook_runs_to_its_end(path, window, record_property):
    assert_runs_whole(window, path, record_property)
