"""Exercise 09, the bug hunt: pictures out of noise, in Langevin steps while the noise falls.

Where a single picture is stored neither weights nor their axis show, with one spread for all steps not their
order, without fresh noise not where it enters.  The sign of the score shows wherever something moves: so what
came is compared with all programs in which the mistake of the row is mended, whatever else is left in them.
"""

from functools import partial

import numpy as np

from ...check.hunts import Bug, hunt
from ...check.judges import Mistake
from .blur import near, squares

SHARPNESS = {
    "1/2σ²": lambda sigma: 1 / (2 * sigma**2),
    "1/σ²": lambda sigma: 1 / sigma**2,
    "1/2σ": lambda sigma: 1 / (2 * sigma),
    "1/σ": lambda sigma: 1 / sigma,
    "1/4σ²": lambda sigma: 1 / (4 * sigma**2),
    "2σ²": lambda sigma: 2 * sigma**2,
    "σ²/2": lambda sigma: sigma**2 / 2,
}
SPREADS = {
    "falls": lambda high, low, steps: np.geomspace(high, low, steps),
    "rises": lambda high, low, steps: np.geomspace(low, high, steps),
    "falls evenly": lambda high, low, steps: np.linspace(high, low, steps),
}
FRESH = {  # in which steps noise is added
    "not last": lambda steps: np.arange(steps) < steps - 1,
    "always": lambda steps: np.ones(steps, dtype=bool),
    "never": lambda steps: np.zeros(steps, dtype=bool),
    "not first": lambda steps: np.arange(steps) > 0,
    "last alone": lambda steps: np.arange(steps) == steps - 1,
    "last step left out": lambda steps: np.ones(steps - 1, dtype=bool),
}
AXES = {"pictures": 1, "states": 0, "both": (0, 1)}


def noise_off(
    X,
    start,
    highest,
    lowest,
    step,
    fresh,
    *,
    order="falls",
    beta="1/2σ²",
    axis="pictures",
    uphill=True,
    noisy="not last",
    turned=False,
):
    """Return the states (B, N) of a program in which these mistakes are left; `uphill` of the density.

    If `turned`, the fresh noise of the last step enters the first, and so on.
    """
    x, steps = np.asarray(start, dtype=float), len(fresh)
    spreads, noise = SPREADS[order](highest, lowest, steps), fresh[::-1] if turned else fresh
    for sigma, z, added in zip(spreads, noise, FRESH[noisy](steps), strict=False):
        a = -SHARPNESS[beta](sigma) * squares(X, x)
        p = np.exp(a - a.max(axis=AXES[axis], keepdims=True))
        way = p / p.sum(axis=AXES[axis], keepdims=True) @ X - x
        x = x + (step if uphill else -step) * way + added * np.sqrt(2 * step) * sigma * z
    return x


def lone(rng, steps=4, spread=1.0, moved=True):
    """Return one picture and one state, with fresh noise in all steps; in the last one if `moved`."""
    sigma = rng.uniform(0.6, 0.8)
    fresh = rng.normal(size=(steps, 1, 3))
    fresh[-1] *= moved
    picture, start = 2 * rng.normal(size=(2, 1, 3))
    return picture, start, spread * sigma, sigma, rng.uniform(0.2, 0.35), fresh


def quiet(rng, K=1, B=1, steps=3, apart=2.0, sigma=(0.6, 0.8)):
    """Return pictures, and states near some of them, with one spread for all steps and no fresh noise."""
    X, sigma = apart * rng.normal(size=(K, 4)), rng.uniform(*sigma)
    start = X[np.arange(B) // 2 % K] + rng.normal(size=(B, 4))
    return X, start, sigma, sigma, rng.uniform(0.2, 0.35), np.zeros((steps, B, 4))


def decided(rng):
    """Return pictures far from each other, and states of which each has one nearest, at any sharpness."""
    X, start, *rest = quiet(rng, K=4, B=3, apart=20.0)
    near_two = np.sort(squares(X, start), axis=1)[:, :2]
    return (X, start, *rest) if (near_two[:, 1] - near_two[:, 0]).min() > 200 else None


def undecided(sigma, rng):
    """Return pictures near each other, of which all count for every state."""
    return quiet(rng, K=3, B=2, apart=0.6, sigma=sigma)


WHICH_NOISE = "The first of `fresh` belongs to the first step. Does yours?"
BUGS = {
    "order": Bug(
        "the noise falls from step to step",
        "Print the spreads in the order in which your loop takes them. When is the noise strongest?",
        (partial(lone, spread=5.0, moved=False), partial(lone, steps=5, spread=8.0, moved=False)),
        forms=("rises",),
        halfway=(
            Mistake(
                partial(noise_off, order="falls evenly"),
                "From each spread to the next it is the same factor, not the same difference.",
            ),
            Mistake(
                (partial(noise_off, turned=True), partial(noise_off, turned=True, order="rises")), WHICH_NOISE
            ),
        ),
        alone=False,
    ),
    "beta": Bug(
        "weights are those of bells of spread σ",
        "A convention from elsewhere: which β belongs to noise of spread σ where E has |x − ξ|² without a ½?",
        tuple(partial(undecided, sigma) for sigma in ((0.55, 0.65), (1.2, 1.4), (1.5, 1.7))),
        forms=dict.fromkeys(list(SHARPNESS)[1:], ""),
        alone=False,
    ),
    "axis": Bug(
        "each state shares out weights of its own",
        "Right for one picture, wrong for several. To what do the weights of one state add up?",
        (decided,) * 2,
        forms=("states", "both"),
        alone=False,
    ),
    "uphill": Bug(
        "a state moves to where the density is higher",
        "One picture and one state, no noise: does a step lead nearer to the picture?",
        (quiet,) * 3,
        forms=(False,),
        alone=False,
    ),
    "noisy": Bug(
        "the last step adds no noise",
        "What takes away the noise that the last step adds?",
        (lone,) * 3,
        forms={"always": "", "last step left out": "The last step is made too, but without fresh noise."},
        halfway=(
            Mistake(
                partial(noise_off, noisy="never"),
                "Without any fresh noise it is another sampler. In which step alone must none be added?",
            ),
            Mistake(
                (partial(noise_off, noisy="not first"), partial(noise_off, noisy="last alone")),
                "In which step is noise added that nothing takes away? In the others it belongs there.",
            ),
        ),
        alone=False,
    ),
}
OTHERWISE = "This differs from the program as it was in something that was no mistake: what else has changed?"
TASK = hunt("noise_off_mended", noise_off, BUGS, 0.4, otherwise=OTHERWISE, same=near, least=1e-3)
