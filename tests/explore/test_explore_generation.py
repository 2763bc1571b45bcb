"""The explorer of memories on a plane: its plain functions, its film, its controls."""

import numpy as np
import pytest

from hopfield_lib import KernelMemory, explore
from hopfield_lib.energies import LogSumExp, LogSumReLU
from hopfield_lib.explore import generation, plane_flow, plane_flow_in_words, plane_memories

PAIR = np.array([[-0.625, 0.0], [0.625, 0.0]])


def generator(seed=1):
    return np.random.default_rng(seed)


def test_the_plane_goes_from_the_top_left_to_the_bottom_right():
    where = generation.plane()
    np.testing.assert_allclose(
        where[[0, 20 * 41 + 20, -1]], [[-1.25, 1.25], [0, 0], [1.25, -1.25]], atol=1e-12
    )


def test_memories_are_drawn_and_read_back():
    some = generation.plane()[[5, 700, 1680]]
    np.testing.assert_array_equal(generation.memories_of(generation.drawn(some)), some)
    np.testing.assert_array_equal(generation.memories_of(generation.drawn(some).tobytes()), some)
    nobody = generation.drawn(np.empty((0, 2)))
    assert (nobody == 255).all()
    assert generation.memories_of(nobody).shape == (0, 2)
    assert (generation.drawn([[2.0, 0.0]]) == 255).all()  # outside


@pytest.mark.parametrize("where", generation.PLACES)
def test_memories_lie_on_pixels_where_they_should(where):
    X = plane_memories(where, 24, rng=generator())
    assert 2 <= len(X) <= 24
    if where == "two":
        np.testing.assert_allclose(X, PAIR, atol=1e-12)
    elif where == "on a circle":
        np.testing.assert_allclose(np.hypot(*X.T), 1, atol=0.05)
    else:
        assert np.abs(X).max() <= 1.04
    again = plane_memories(where, 24, rng=generator())
    np.testing.assert_array_equal(X, again)


@pytest.mark.parametrize(("name", "energy"), [("log-sum-exp", LogSumExp), ("log-sum-ReLU", LogSumReLU)])
@pytest.mark.parametrize("beta", [0.3, 1.5, 20.0])
def test_a_flow_is_that_of_its_memory(name, energy, beta):
    X = plane_memories("anywhere", 10, rng=generator(2))
    run, memory = plane_flow(X, beta, name), KernelMemory(X, energy(beta))
    np.testing.assert_allclose(run.energy.ravel(), memory.energy(generation.plane()))
    step = run.points[0] + 0.2 * (memory.update(run.points[0]) - run.points[0])
    np.testing.assert_allclose(run.points[1], step)
    assert np.diff(memory.energy(run.points), axis=0).max() < 1e-9
    np.testing.assert_allclose(run.energies, memory.energy(run.points).mean(axis=1))
    np.testing.assert_allclose(memory.update(run.ends), run.ends, atol=1e-3)
    assert run.ends.shape == (len(run.shares), 2)


@pytest.mark.parametrize(
    ("name", "beta", "copies", "shared"),
    [
        ("log-sum-exp", 1.2, 0, 1),
        ("log-sum-exp", 1.4, 0, 2),
        ("log-sum-exp", 5.0, 2, 0),
        ("log-sum-ReLU", 0.6, 0, 1),
        ("log-sum-ReLU", 0.7, 2, 1),
        ("log-sum-ReLU", 2.5, 2, 1),
        ("log-sum-ReLU", 2.7, 2, 0),
    ],
)
def test_minima_of_two_are_those_of_the_theory(name, beta, copies, shared):
    run = plane_flow(PAIR, beta, name)
    assert (run.copies, len(run.ends) - run.copies) == (copies, shared)


def test_words_and_film_say_the_same():
    run = plane_flow(PAIR, 5.0)
    words = plane_flow_in_words(run)
    assert words.startswith("2 memories, log-sum-exp, β = 5.00 (two memories that lie 0.63 apart or more")
    assert words.endswith("2 minima, 2 copies and 0 shared.")
    made = generation.plane_film(run)
    frames = np.frombuffer(made["frames"], np.uint8).reshape(40, 2, 41 * 41)
    landscape = frames[0, 0]
    assert set(np.flatnonzero(landscape == 0)) == {20 * 41 + 10, 20 * 41 + 30}
    assert landscape[20 * 41 + 20] > 60  # the barrier is lighter than the lowest
    assert (frames[0, 1] < 255).sum() == 100  # one pixel a point
    assert (frames[-1, 1] < 255).sum() < 100
    assert made["captions"][0].startswith("step 0: mean energy ")
    one = plane_flow_in_words(plane_flow([[0.0, 0.0]], 5.0))
    assert "1 memory," in one
    assert one.endswith("1 minimum, 1 copy and 0 shared.")


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: plane_flow([0.0, 1.0], 1.0), ValueError, r"memories: expected shape \(P, N\)"),
        (lambda: plane_flow([[0.0, 1.0, 2.0]], 1.0), ValueError, "memories: expected 2 units a row"),
        (lambda: plane_flow(PAIR, 0), ValueError, "beta: expected a finite number above 0"),
        (lambda: plane_flow(PAIR, 1, "exp"), ValueError, "name: expected one of 'log-sum-exp'"),
        (
            lambda: plane_memories("here", 3, rng=generator()),
            ValueError,
            "where: expected one of 'two'",
        ),
        (
            lambda: plane_memories("two", 0, rng=generator()),
            ValueError,
            "count: expected a whole number",
        ),
        (
            lambda: plane_memories("two", 3, rng=1),
            TypeError,
            "rng: expected a numpy.random.Generator",
        ),
        (lambda: generation.memories_of(bytes(5)), ValueError, r"drawing: expected 1681 pixels, got shape"),
        (lambda: explore.generation_explorer(seed=1, beta=0.1), ValueError, "beta: expected a finite number"),
        (lambda: explore.generation_explorer(seed=-1), ValueError, "seed: expected a whole number"),
    ],
)
def test_bad_input_is_refused_in_words(call, error, words):
    with pytest.raises(error, match=words):
        call()


# --------------------------------------------------------------------------------------- the shell


def test_the_explorer_begins_with_what_it_is_told():
    shell = explore.generation_explorer(seed=9, beta=2.0)
    assert plane_flow_in_words(plane_flow(PAIR, 2.0)) in shell.words.value
    np.testing.assert_allclose(generation.memories_of(shell.pad.drawing), PAIR, atol=1e-12)


def test_each_control_shows_its_run():
    shell = explore.generation_explorer(seed=9)
    shell.which.value = "on a circle"
    shell.count.value = 12
    shell.beta.value = 20.0
    X = plane_memories("on a circle", 12, rng=generator(9))
    assert plane_flow_in_words(plane_flow(X, shell.beta.value)) in shell.words.value
    shell.energy.value = "log-sum-ReLU"
    assert plane_flow_in_words(plane_flow(X, shell.beta.value, "log-sum-ReLU")) in shell.words.value
    shell.draws.seed.value = 10
    X = plane_memories("on a circle", 12, rng=generator(10))
    np.testing.assert_array_equal(generation.memories_of(shell.pad.drawing), X)


def test_a_memory_that_is_dropped_by_hand_stays_until_others_are_asked_for():
    shell = explore.generation_explorer(seed=9)
    drawing = bytearray(shell.pad.drawing)
    drawing[20 * 41 + 20] = 0
    shell.pad.drawing = bytes(drawing)
    assert "3 memories" in shell.words.value
    shell.beta.value = 5.0
    assert "3 memories" in shell.words.value
    shell.pad.drawing = bytes([255]) * 41**2
    assert "No memory" in shell.words.value
    shell.draws.draws.click()
    assert "20 × no memory" in shell.draws.told.value
    shell.draws.reset.click()
    assert "2 memories" in shell.words.value


def test_twenty_draws_are_counted_by_their_minima():
    shell = explore.generation_explorer(seed=9, beta=20.0)
    shell.which.value = "on a circle"
    shell.draws.draws.click()
    assert "copies and" in shell.draws.told.value
    assert "seeds 9 to 28" in shell.draws.told.value


def more(shell):
    shell.count.value = 7


def new_noise(shell):
    shell.draws.noise.click()


@pytest.mark.parametrize("ask", [more, new_noise])
def test_a_number_or_a_seed_asks_for_random_memories_and_a_reset_for_two(ask):
    shell = explore.generation_explorer(seed=9)
    before = shell.words.value
    ask(shell)
    assert shell.which.value == "anywhere"
    assert shell.words.value != before
    shell.draws.reset.click()
    assert (shell.which.value, shell.words.value) == ("two", before)
