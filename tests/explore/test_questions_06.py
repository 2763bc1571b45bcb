"""Lesson 06, section 7: the answers to its questions, at the seed that is shipped and over 200 others."""

import functools

import nbformat
import numpy as np
import pytest

from hopfield_lib import data, explore, images
from hopfield_lib.explore import dense
from tests.explore.explorers import LESSONS

SHIPPED, SEEDS = 6, range(1000, 1200)
LETTERS = "HABCDEFGIJKLMNOPQRSTUVWXYZ"
H = 0


@functools.cache
def memories():
    """As the lesson makes them: the letters, H first, and random patterns."""
    alphabet = data.letters(LETTERS).patterns
    noise = np.random.default_rng(2).choice(np.array([-1, 1], np.int8), (2022, 100))
    return np.vstack([alphabet, noise])


def run(seed, order, power):
    return explore.dense_recall(memories()[: 2**power], order, H, 0.2, rng=np.random.default_rng(seed))


def back(order, power):
    """Share of the 200 seeds at which the H comes back without an error."""
    return np.mean([run(seed, order, power).wrong == 0 for seed in SEEDS])


@functools.cache
def overlaps():
    """Of the cue of each seed with all 2,048 memories, (2048, 200)."""
    X = memories().astype(float)
    cues = [images.flip(X[H].astype(np.int8), 0.2, rng=np.random.default_rng(seed)) for seed in SEEDS]
    return X @ np.array(cues, float).T / 100


def share(order):
    """The share of the pull that the H has among 2,048 memories, at each of the 200 seeds."""
    m = overlaps()
    pulls = np.abs((m + 0.01) ** order - (m - 0.01) ** order)
    return pulls[H] / pulls.sum(axis=0)


def test_question_1_at_the_shipped_seed():
    lost = {k: [n for n in range(2, 13) if run(SHIPPED, n, k).wrong] for k in range(1, 12)}
    assert lost[3] == [2]
    assert run(SHIPPED, 2, 3).pulls.argmax() == H
    assert lost[5] == [2, 3, 4, 5]
    assert max(max(orders, default=2) for orders in lost.values()) == 5
    assert run(SHIPPED, 30, 11).wrong == 0


@pytest.mark.parametrize(
    ("power", "order", "share_back"),
    [
        (3, 2, 0), (3, 3, 0.975), (3, 4, 0.995), (5, 3, 0), (5, 4, 0.675), (5, 5, 0.805), (5, 6, 0.94),
        (11, 6, 0.945),
    ],
)  # fmt: skip
def test_question_1_over_200_seeds(power, order, share_back):
    assert back(order, power) == pytest.approx(share_back, abs=0.006)


def test_question_2():
    assert f"{run(SHIPPED, 2, 11).pulls[H]:.1%}" == "0.4%"
    assert [n for n in range(2, 31) if run(SHIPPED, n, 11).pulls[H] > 0.5] == list(range(8, 31))
    assert {f"{one:.2%}" for one in share(2)} <= {"0.35%", "0.36%", "0.37%", "0.38%"}
    assert (share(7) > 0.5).mean() == pytest.approx(0.515, abs=0.006)
    assert (share(8) > 0.5).mean() == pytest.approx(0.93, abs=0.006)
    assert (share(9) > 0.5).mean() > 0.97


def test_question_3():
    last = run(SHIPPED, 30, 11)
    second = last.overlaps[1:].argmax() + 1
    assert LETTERS[second] == "N"
    assert (last.overlaps[H], last.overlaps[second]) == (0.6, 0.48)
    assert last.pulls[H] / last.pulls[second] == pytest.approx(650, rel=0.05)
    next_best = np.sort(overlaps()[1:], axis=0)[-1]
    assert np.quantile(next_best, (0.025, 0.5, 0.975)) == pytest.approx([0.32, 0.44, 0.52], abs=0.021)
    for power in (3, 11):
        even, odd = (dense.pulls_along(run(SHIPPED, n, power), memories()[: 2**power])[0] for n in (2, 3))
        overlap = run(SHIPPED, 2, power).overlaps
        assert (even[overlap < 0] < 0).all()
        assert (odd[overlap != 0] > 0).all()


def exponential(seed, flips):
    rng = np.random.default_rng(seed)
    return explore.dense_recall(memories(), "exp", H, flips / 100, rng=rng)


def test_question_4():
    assert [k for k in range(101) if exponential(SHIPPED, k).wrong == 0] == list(range(32))
    for flips, share_back in ((25, 0.985), (30, 0.875), (35, 0.07)):
        found = np.mean([exponential(seed, flips).wrong == 0 for seed in SEEDS])
        assert found == pytest.approx(share_back, abs=0.006)


def test_the_lesson_ships_what_is_tested_here_and_shows_its_first_state_below():
    cells = nbformat.read(LESSONS / "06_dense_memory.ipynb", 4).cells
    sources = [cell.source for cell in cells if cell.cell_type == "code"]
    place = next(k for k, one in enumerate(sources) if "explore.dense_explorer(" in one)
    assert f"letters, seed={SHIPPED})" in sources[place]
    assert f'letters = "{LETTERS}"' in sources[place]
    first = f"explore.dense_recall(memories[:8], 2, 0, 0.2, rng=np.random.default_rng({SHIPPED}))"
    assert first in sources[place + 1]
