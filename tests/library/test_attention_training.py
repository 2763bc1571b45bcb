"""A trained head of attention: its gradient, its task, what it learns, and that it is recall."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hopfield_lib as hl
from hopfield_lib import training


def generator(seed=1):
    return np.random.default_rng(seed)


def made(rng, rank=3, width=5, symbols=4):
    return training.AttentionHead(
        rng.normal(size=(rank, width)), rng.normal(size=(rank, width)), rng.normal(size=(symbols, width))
    )


def induction(count, rng, length=7, symbols=8):
    sequences, targets = training.induction_sequences(count, length, symbols, rng=rng)
    return training.induction_tokens(sequences, symbols), targets


# --------------------------------------------------------------------------------------- the task


@given(seed=st.integers(0, 2**32 - 1), length=st.integers(3, 9), spare=st.integers(0, 3))
def test_the_last_symbol_was_there_once_and_the_target_came_after_it(seed, length, spare):
    sequences, targets = training.induction_sequences(20, length, length - 1 + spare, rng=generator(seed))
    for sequence, target in zip(sequences.tolist(), targets, strict=True):
        *stored, cue = sequence
        assert len(set(stored)) == len(stored) == length - 1
        assert stored.count(cue) == 1
        assert stored[stored.index(cue) + 1] == target
        assert max(sequence) < length - 1 + spare


def test_tokens_hold_their_own_symbol_and_the_one_before():
    tokens = training.induction_tokens([[2, 0, 1]], 3)
    expected = [[0, 0, 1, 0, 0, 0], [1, 0, 0, 0, 0, 1], [0, 1, 0, 1, 0, 0]]
    np.testing.assert_array_equal(tokens, [expected])


# ---------------------------------------------------------------------------------------- the head


@pytest.mark.parametrize("which", range(3))
def test_the_gradient_by_hand_is_that_of_finite_differences(which):
    rng = generator(2)
    head, h = made(rng), 1e-6
    tokens, targets = rng.normal(size=(6, 4, 5)), rng.integers(4, size=6)
    _, slopes = training.attention_loss(head, tokens, targets)
    matrices = [head.queries, head.keys, head.values]
    expected = np.empty_like(matrices[which])
    for place in np.ndindex(expected.shape):
        ends = []
        for move in (h, -h):
            moved = [matrix.copy() for matrix in matrices]
            moved[which][place] += move
            ends.append(training.attention_loss(training.AttentionHead(*moved), tokens, targets)[0])
        expected[place] = (ends[0] - ends[1]) / (2 * h)
    assert np.abs(expected).max() > 1e-3
    np.testing.assert_allclose(slopes[which], expected, rtol=1e-5, atol=1e-9)


def test_the_head_is_recall_from_the_query_among_the_keys():
    rng = generator(3)
    head, tokens = made(rng, rank=4), rng.normal(size=(5, 7, 5))
    for sequence, shares, scores in zip(tokens, head.attention(tokens), head.scores(tokens), strict=True):
        patterns, cue = sequence[:-1], sequence[-1]
        memory = hl.ModernHopfield(patterns @ head.keys.T, 1 / np.sqrt(4))
        np.testing.assert_allclose(memory.attention(head.queries @ cue), shares, atol=1e-14)
        np.testing.assert_allclose(head.values @ (shares @ patterns), scores, atol=1e-13)
        by_matching = np.exp(patterns @ (cue @ head.matching))
        np.testing.assert_allclose(by_matching / by_matching.sum(), shares, atol=1e-13)


def test_the_loss_is_that_of_plain_loops():
    rng = generator(4)
    head, tokens, targets = made(rng), rng.normal(size=(3, 4, 5)), np.array([1, 3, 0])
    losses = []
    for x, t in zip(tokens, targets, strict=True):
        a = [(head.queries @ x[-1]) @ (head.keys @ xj) / np.sqrt(3) for xj in x[:-1]]
        p = np.exp(a) / np.exp(a).sum()
        z = head.values @ sum(pj * xj for pj, xj in zip(p, x[:-1], strict=True))
        losses.append(-np.log(np.exp(z[t]) / np.exp(z).sum()))
    loss, _ = training.attention_loss(head, tokens, targets)
    assert loss == pytest.approx(np.mean(losses))
    assert head.scores(tokens[0]).shape == (4,)
    assert head.attention(tokens[:, None]).shape == (3, 1, 3)


# ---------------------------------------------------------------------------------------- training


def test_training_finds_what_to_look_for_and_what_to_read():
    head = training.train_attention(*induction(300, generator(5)), rng=generator(6), progress=False)
    tokens, targets = induction(500, generator(7))
    assert (head.scores(tokens).argmax(axis=-1) == targets).mean() > 0.99
    assert head.losses.shape == (300,)
    assert head.losses[0] == pytest.approx(np.log(8), abs=0.1)
    assert head.losses[-1] < 0.01
    looked_for = head.matching[:8, 8:]  # own symbol of the cue, previous one of the patterns
    assert (looked_for.argmax(axis=1) == np.arange(8)).all()
    assert (head.values[:, :8].argmax(axis=0) == np.arange(8)).all()  # reads the pattern's own symbol
    previous = tokens[:, :-1, 8:] @ tokens[:, -1, :8, None]
    np.testing.assert_array_equal(head.attention(tokens).argmax(-1), previous[..., 0].argmax(-1))


def test_the_first_step_goes_down_the_gradient():
    tokens, targets = induction(50, generator(8))
    head = training.train_attention(
        tokens, targets, rng=generator(9), steps=1, rate=0.01, rank=2, progress=False
    )
    rng, grid = generator(9), 2.0**-16
    begin = [np.rint(0.1 * rng.normal(size=(rows, 16)) / grid) * grid for rows in (2, 2, 8)]
    loss, slopes = training.attention_loss(training.AttentionHead(*begin), tokens, targets)
    assert head.losses.tolist() == [loss]
    for got, old, slope in zip((head.queries, head.keys, head.values), begin, slopes, strict=True):
        np.testing.assert_allclose(got, old - 0.01 * slope / np.abs(slope).max(), atol=2**-17)


def test_the_last_bit_of_a_sum_does_not_decide_what_is_learnt():
    tokens, targets = induction(100, generator(10))
    first, nearly = (
        training.train_attention(tokens * (1 - gap), targets, rng=generator(11), progress=False)
        for gap in (0, 3e-16)
    )
    for name in ("queries", "keys", "values"):
        np.testing.assert_array_equal(getattr(first, name), getattr(nearly, name))


def test_a_head_cannot_be_written_to_and_says_what_it_is():
    head = made(generator())
    with pytest.raises(ValueError, match="read-only"):
        head.keys[0] = 0
    assert repr(head) == "<attention head of rank 3: tokens of 5 numbers, 4 symbols>"


# --------------------------------------------------------------------------------------- bad input

ONES, TOKENS = np.ones((2, 3)), np.ones((4, 5, 3))


def train(**change):
    arguments = {"tokens": TOKENS, "targets": [0, 1, 1, 0], "rng": generator(), "progress": False}
    return training.train_attention(**(arguments | change))


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: training.AttentionHead(ONES, np.ones((3, 3)), ONES), ValueError, "keys: expected 2 rows"),
        (lambda: training.AttentionHead(ONES, ONES[:, :2], ONES), ValueError, "keys: expected 3 units a row"),
        (lambda: training.AttentionHead(ONES, ONES, ONES[0]), ValueError, r"values: expected shape \(P, N\)"),
        (lambda: training.AttentionHead(ONES * np.nan, ONES, ONES), ValueError, "queries: expected finite"),
        (
            lambda: training.AttentionHead(ONES, ONES, ONES).scores(np.ones(3)),
            ValueError,
            r"tokens: expected shape \(..., L, D\) with L from 2 up, got \(3,\)",
        ),
        (
            lambda: training.AttentionHead(ONES, ONES, ONES).attention(np.ones((1, 3))),
            ValueError,
            r"tokens: .*got \(1, 3\)",
        ),
        (
            lambda: training.attention_loss(training.AttentionHead(ONES, ONES, ONES), TOKENS, [0, 1, 2, 0]),
            ValueError,
            r"targets: expected symbols from 0 to 1, got 2 at \(2,\)",
        ),
        (lambda: train(tokens=TOKENS[0]), ValueError, r"tokens: expected shape \(B, L, D\), got \(5, 3\)"),
        (lambda: train(targets=[0, 1]), ValueError, r"targets: expected 4 whole numbers.*got int64 \(2,\)"),
        (lambda: train(targets=[0.0] * 4), ValueError, "targets: expected 4 whole numbers.*got float64"),
        (lambda: train(targets=[0, -1, 0, 0]), ValueError, r"targets: expected symbols from 0, got -1"),
        (lambda: train(rank=0), ValueError, "rank: expected a whole number from 1"),
        (lambda: train(steps=0), ValueError, "steps: expected a whole number from 1"),
        (lambda: train(rate=0), ValueError, "rate: expected a finite number above 0"),
        (lambda: train(momentum=1), ValueError, "momentum: expected a finite number from 0"),
        (lambda: train(rng=1), TypeError, "rng: expected a numpy.random.Generator"),
        (
            lambda: training.induction_sequences(1, 2, 5, rng=generator()),
            ValueError,
            "length: expected a whole number from 3",
        ),
        (
            lambda: training.induction_sequences(1, 6, 4, rng=generator()),
            ValueError,
            "symbols: expected a whole number from 5, got 4",
        ),
        (lambda: training.induction_sequences(0, 6, 5, rng=generator()), ValueError, "count: expected"),
        (
            lambda: training.induction_tokens([[0, 3]], 3),
            ValueError,
            "sequences: expected symbols from 0 to 2",
        ),
        (lambda: training.induction_tokens([[0.5]], 3), TypeError, "sequences: expected whole numbers"),
    ],
)
def test_bad_input_is_refused_in_words(call, error, words):
    with pytest.raises(error, match=re.compile(words)):
        call()
