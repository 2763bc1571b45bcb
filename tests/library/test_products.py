"""Products without a BLAS in NumPy: the same numbers, and the same recalls, by SciPy's."""

import numpy as np
import pytest

from hopfield_lib import Hopfield, asynchronous, hebbian, products, recall


@pytest.fixture
def no_blas(monkeypatch):
    """Multiply as in a browser; return the list of what SciPy's BLAS was asked for."""
    asked = []
    by_scipy = products._by_scipy

    def noted(a, b):
        asked.append((a.shape, b.shape))
        return by_scipy(a, b)

    monkeypatch.setattr(products, "NUMPY_HAS_NO_BLAS", True)
    monkeypatch.setattr(products, "_by_scipy", noted)
    return asked


@pytest.mark.parametrize("kinds", ["ff", "dd", "FF", "DD", "fd", "dD", "bf", "bd"])
@pytest.mark.parametrize("orders", ["CC", "CF", "FC", "FF"])
def test_a_large_product_is_scipys_and_the_same(kinds, orders, no_blas):
    rng = np.random.default_rng(1)
    shapes = ((40, 50), (50, 60))
    a, b = (
        np.asarray(rng.integers(-3, 4, shape).astype(kind), order=order)
        for shape, kind, order in zip(shapes, kinds, orders, strict=True)
    )
    found = products.product(a, b)
    assert no_blas == [(a.shape, b.shape)]
    assert found.dtype == (a @ b).dtype
    assert found.flags.c_contiguous
    np.testing.assert_array_equal(found, a @ b)


def test_views_of_every_other_row_are_multiplied_as_they_are(no_blas):
    a = np.arange(80.0 * 100).reshape(80, 100)[::2, ::2]
    np.testing.assert_array_equal(products.product(a, a.T), a @ a.T)
    assert len(no_blas) == 1


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (np.ones((20, 20)), np.ones((20, 20))),
        (np.ones((40, 50), int), np.ones((50, 60), int)),
        (np.ones((400, 500)), np.ones(500)),
        (np.ones((4, 40, 50)), np.ones((4, 50, 60))),
    ],
    ids=["small", "whole numbers", "a vector", "a stack"],
)
def test_what_a_blas_would_not_help_stays_numpys(a, b, no_blas):
    np.testing.assert_array_equal(products.product(a, b), a @ b)
    assert no_blas == []


def test_with_a_blas_numpy_multiplies(monkeypatch):
    monkeypatch.setattr(products, "NUMPY_HAS_NO_BLAS", False)
    monkeypatch.setattr(products, "_by_scipy", None)
    a = np.ones((100, 100))
    assert products.product(a, a)[0, 0] == 100


def ends(seed):
    rng = np.random.default_rng(seed)
    X = rng.choice([-1, 1], (60, 300))
    cues = np.where(rng.random((80, 300)) < 0.2, -X[:1], X[:1])
    return recall(Hopfield(hebbian(X)), cues, asynchronous(rng)).state


def test_recalls_end_where_they_ended(monkeypatch):
    by_numpy = ends(3)
    monkeypatch.setattr(products, "NUMPY_HAS_NO_BLAS", True)
    np.testing.assert_array_equal(ends(3), by_numpy)
