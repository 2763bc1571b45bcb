"""What explorers of random cues share: a seed, new noise, reset, and the tally of 20 draws."""

import ipywidgets as widgets
import numpy as np
import pytest

from hopfield_lib.explore import draws


class Counted:
    """An explorer that shows nothing, and counts how often it is asked to."""

    def __init__(self, seed=3):
        self.shown = 0
        self.control = widgets.IntSlider(5, 0, 10)
        self.draws = draws.Draws(seed, [self.control], self.show, self.end)

    def show(self):
        self.shown += 1

    def end(self, rng):
        return "<even>" if rng.integers(2) == 0 else "odd"


def test_each_change_is_shown_once_and_a_reset_too():
    one = Counted()
    one.control.value = 7
    assert one.shown == 1
    one.draws.noise.click()
    assert (one.shown, one.draws.seed.value) == (2, 4)
    one.draws.reset.click()
    assert (one.shown, one.draws.seed.value, one.control.value, one.draws.resets) == (3, 3, 5, 1)


def test_the_generator_is_that_of_the_seed_and_new_each_time():
    one = Counted()
    first = one.draws.rng().random()
    assert first == one.draws.rng().random() == np.random.default_rng(3).random()


@pytest.mark.parametrize(("seed", "last"), [(0, 19), (3, 22), (9999, 18)])
def test_the_tally_counts_the_ends_of_20_seeds_from_this_one(seed, last):
    one = Counted(seed)
    one.draws.draws.click()
    seeds = [(seed + k) % 10_000 for k in range(20)]
    even = sum(np.random.default_rng(number).integers(2) == 0 for number in seeds)
    told = one.draws.told.value
    assert f"20 draws, seeds {seed} to {last}: " in told
    assert f"{even} × &lt;even&gt;" in told
    assert f"{20 - even} × odd" in told
    one.control.value = 6
    assert one.draws.told.value == ""


def test_after_the_largest_seed_comes_the_first():
    one = Counted(9999)
    one.draws.noise.click()
    assert one.draws.seed.value == 0


@pytest.mark.parametrize(("seed", "error"), [(-1, ValueError), (10_000, ValueError), (1.5, TypeError)])
def test_a_seed_that_is_none_is_refused(seed, error):
    with pytest.raises(error, match="seed: expected a whole number"):
        Counted(seed)
