"""Measured curves: the same whatever the workers, with intervals that cover, beside the theory."""

import functools
import re
import subprocess
import sys
import time

import numpy as np
import pytest
from scipy import stats

import hopfield_lib as hl
from hopfield_lib import experiments, theory
from hopfield_lib.experiments import measurements
from hopfield_lib.experiments.intervals import share_of_counts


def fresh():
    return np.random.default_rng(5)


QUIET = {"progress": False}
SMALL = {
    "one_step_error": lambda **k: experiments.one_step_error([0.1, 0.3], n_units=60, draws=3, **k),
    "retrieval_overlap": lambda **k: experiments.retrieval_overlap([0.05, 0.2], n_units=60, draws=3, **k),
    "stable_patterns": lambda **k: experiments.stable_patterns([2, 9], n_units=60, draws=3, **k),
    "basin_of_attraction": lambda **k: experiments.basin_of_attraction(
        [0.2, 0.8], [0.05, 0.1, 0.2], n_units=60, draws=3, **k
    ),
    "overlap_at_temperature": lambda **k: experiments.overlap_at_temperature(
        [0.2, 1.2], n_units=60, sweeps=6, draws=3, **k
    ),
    "overlap over temperature and load": lambda **k: experiments.overlap_at_temperature(
        [0.2, 0.7], load=[0.02, 0.1], n_units=60, sweeps=6, cues=2, draws=3, **k
    ),
    "mixture_stability": lambda **k: experiments.mixture_stability(
        [0.3, 0.6], n_units=800, runs=4, draws=3, **k
    ),
    "mixture_overlaps": lambda **k: experiments.mixture_overlaps([1, 2, 3], n_units=60, draws=3, **k),
    "random_census": lambda **k: experiments.random_census([0.05], n_units=60, cues=8, draws=3, **k),
}


@pytest.mark.parametrize("name", SMALL)
def test_a_curve_has_its_shape_and_survives_a_file(name, tmp_path):
    curve = SMALL[name](rng=fresh(), **QUIET)
    shape = tuple(len(values) for values in curve.axes.values())
    assert curve.samples
    for quantity, samples in curve.samples.items():
        assert samples.shape == (*shape, 3)
        low, high = curve.interval(quantity)
        mean = curve.mean(quantity)
        assert low.shape == high.shape == mean.shape == shape
        assert (low <= mean + 1e-12).all()
        assert (mean <= high + 1e-12).all()
    curve.save(tmp_path / "curve.npz")
    again = experiments.load(tmp_path / "curve.npz")
    assert (again.name, again.settings) == (curve.name, curve.settings)
    assert list(again.axes) == list(curve.axes)
    for part in ("axes", "samples", "trials"):
        for key, value in getattr(curve, part).items():
            np.testing.assert_array_equal(getattr(again, part)[key], value)
    assert curve.name in repr(curve)


@pytest.mark.parametrize("name", SMALL)
def test_workers_and_order_change_nothing(name):
    one = SMALL[name](rng=fresh(), **QUIET)
    two = SMALL[name](rng=fresh(), workers=2, **QUIET)
    other = SMALL[name](rng=np.random.default_rng(6), **QUIET)
    for quantity in one.samples:
        np.testing.assert_array_equal(one.samples[quantity], two.samples[quantity])
        np.testing.assert_array_equal(one.interval(quantity), two.interval(quantity))
    assert one.settings["seed"] == two.settings["seed"] != other.settings["seed"]
    assert any((one.samples[key] != other.samples[key]).any() for key in one.samples)


def test_one_step_error_is_within_a_tenth_of_its_curve():
    loads = np.array([0.1, 0.2, 0.4])
    curve = experiments.one_step_error(loads, n_units=1000, draws=8, rng=fresh(), **QUIET)
    np.testing.assert_allclose(curve.mean("error"), theory.one_step_error(loads), rtol=0.1)


def test_retrieval_stays_near_its_curve():
    loads = np.array([0.05, 0.1, 0.12])
    curve = experiments.retrieval_overlap(loads, n_units=1000, draws=4, rng=fresh(), **QUIET)
    np.testing.assert_allclose(curve.mean("overlap"), theory.retrieval_overlap(loads), atol=0.01)


def test_stable_patterns_lie_about_their_counts():
    half, everything = theory.patterns_half_stable(200), theory.patterns_all_stable(200)
    counts = np.round([0.8 * everything, 1.2 * everything, 0.9 * half, 1.1 * half]).astype(int)
    curve = experiments.stable_patterns(counts, n_units=200, draws=120, rng=fresh(), **QUIET)
    assert curve.interval("all")[0][0] > 0.5 > curve.interval("all")[1][1]
    assert curve.interval("share")[0][2] > 0.5 > curve.interval("share")[1][3]


def test_overlap_follows_the_hyperbolic_tangent():
    T = np.array([0.3, 0.6, 0.8])
    curve = experiments.overlap_at_temperature(T, n_units=2000, draws=4, rng=fresh(), **QUIET)
    np.testing.assert_allclose(curve.mean("overlap"), theory.overlap_at_temperature(T), atol=0.02)


def test_mixtures_have_the_overlaps_and_energies_of_theory():
    n = np.arange(1, 10)
    curve = experiments.mixture_overlaps(n, n_units=4000, draws=6, rng=fresh(), **QUIET)
    np.testing.assert_allclose(curve.mean("overlap"), theory.mixture_overlap(n), atol=0.02)
    np.testing.assert_allclose(curve.mean("energy"), theory.mixture_energy(n), atol=0.02)
    assert (curve.mean("moved")[::2] < 0.001).all()  # odd ones stay
    assert (curve.mean("moved")[1::2] > 0.05).all()  # even ones leave


@pytest.mark.parametrize("size", [3, 5])
def test_a_mixture_melts_where_theory_says(size):
    """The growth crosses 1 at the temperature of theory; the pattern stays."""
    T = theory.mixture_critical_temperature(size) + np.array([-0.05, 0, 0.05])
    curve = experiments.mixture_stability(T, n_units=20_000, size=size, draws=2, rng=fresh(), **QUIET)
    slope, offset = np.polyfit(T, curve.mean("growth") - 1, 1)
    assert slope > 0
    assert -offset / slope == pytest.approx(T[1], abs=0.03)
    np.testing.assert_allclose(curve.mean("overlap"), theory.overlap_at_temperature(T), atol=0.02)


def test_a_grid_of_loads_is_the_single_loads_side_by_side():
    """With heat, few patterns are held and many are not."""
    curve = experiments.overlap_at_temperature(
        [0.1, 0.9], load=[0.02, 0.12, 0.3], n_units=500, sweeps=30, draws=3, rng=fresh(), **QUIET
    )
    overlaps = curve.mean("overlap")
    assert overlaps.shape == (2, 3)
    np.testing.assert_allclose(overlaps[0], [1, theory.retrieval_overlap(0.12), 0.3], atol=0.1)
    assert overlaps[1, 1] < 0.3 < overlaps[0, 1]


def test_another_rule_can_be_measured():
    curve = experiments.retrieval_overlap(
        [0.4], n_units=60, rule=hl.projection, draws=3, rng=fresh(), **QUIET
    )
    assert curve.settings["rule"] == "projection"
    assert curve.mean("overlap")[0] == 1


# ------------------------------------------------------------------------- a curve of one's own


def heads(bias, coins, rng):
    """A curve of one's own: coins that fall on one side more often, and their longest run."""
    fell = rng.random(coins) < bias
    runs = np.diff(np.flatnonzero(np.diff(np.r_[0, fell, 0])))[::2]
    return {"share": experiments.counted(fell), "longest": runs.max(initial=0)}


def test_a_curve_of_ones_own_is_measured_with_intervals():
    curve = experiments.measure(
        heads, {"bias": [0.2, 0.5, 0.8]}, settings={"coins": 500}, draws=8, rng=fresh(), **QUIET
    )
    assert curve.samples["share"].shape == (3, 8)
    assert (curve.trials["share"] == 500).all()
    low, high = curve.interval("share")
    assert (low < [0.2, 0.5, 0.8]).all()
    assert (high > [0.2, 0.5, 0.8]).all()
    assert "longest" not in curve.trials
    assert (np.diff(curve.mean("longest")) > 0).all()


def test_a_curve_of_ones_own_is_the_same_on_several_workers_and_after_an_interruption(tmp_path):
    journal = tmp_path / "heads.journal"

    def curve(**options):
        axes, settings = {"bias": [0.3, 0.6]}, {"coins": 50}
        return experiments.measure(heads, axes, settings=settings, draws=3, rng=fresh(), **QUIET, **options)

    whole = curve()
    curve(journal=journal)
    lines = journal.read_text().splitlines(keepends=True)
    journal.write_text("".join(lines[:3]))
    for other in (curve(workers=2), curve(journal=journal)):
        for quantity in ("share", "longest"):
            np.testing.assert_array_equal(other.samples[quantity], whole.samples[quantity])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"axes": {"bias": [[0.1, 0.2]]}}, r"bias: expected one number or more in a row, got shape \(1, 2\)"),
        ({"axes": {"bias": []}}, r"bias: expected one number or more in a row, got shape \(0,\)"),
        ({"axes": {"bias": ["half"]}}, "bias: expected numbers, got str"),
        ({"draws": 1}, "draws: expected a whole number from 2, got 1"),
        ({"rng": 5}, "rng: expected a numpy.random.Generator"),
        ({"worker": 2}, "unexpected keyword argument 'worker'"),
    ],
)
def test_a_curve_that_cannot_be_measured_is_refused(change, words):
    arguments = {"axes": {"bias": [0.5]}, "settings": {"coins": 5}, "draws": 2, "rng": fresh()} | change
    with pytest.raises((TypeError, ValueError), match=words):
        experiments.measure(heads, **arguments, **QUIET)


# ------------------------------------------------------------------------------------- intervals


def test_wilson_against_its_quadratic_equation():
    """The ends are where |share - p| is 1.96 standard errors of p."""
    z = stats.norm.ppf(0.975)
    for successes, trials in ((0, 10), (3, 10), (50, 100), (10, 10)):
        share = successes / trials
        for end in experiments.wilson(successes, trials):
            assert (share - end) ** 2 == pytest.approx(z**2 * end * (1 - end) / trials, abs=1e-9)
    low, high = experiments.wilson(np.array([0, 10]), 10)
    assert low[0] == 0
    assert high[1] == pytest.approx(1, abs=1e-12)


def test_one_trial_a_draw_or_one_draw_is_wilson():
    hits = fresh().random(40) < 0.3
    for interval in (
        experiments.share_interval(hits, 1),
        experiments.share_interval(hits.sum(), 40),
        experiments.share_interval([hits.sum()], [40]),
    ):
        np.testing.assert_allclose(interval, experiments.wilson(hits.sum(), 40), rtol=1e-12)
    assert isinstance(experiments.share_interval(3, 10)[0], float)


@pytest.mark.parametrize(
    ("successes", "trials", "digits", "said"),
    [
        (45, 200, 0, "22% (95 %: 17% to 29%)"),
        ([3, 4, 5], [10, 10, 10], 1, "40.0% (95 %: 13.9% to 73.3%)"),
        (0, 200, 0, "0% (95 %: at most 2%)"),
        (200, 200, 1, "100% (95 %: at least 98.1%)"),
        (199, 200, 0, "99.5% (95 %: 97.2% to 99.9%)"),  # not all
        (50_000, 100_000, 0, "50.0% (95 %: 49.7% to 50.3%)"),  # more digits, so that a width is seen
    ],
)
def test_a_share_is_said_with_its_interval(successes, trials, digits, said):
    assert experiments.share_in_words(successes, trials, digits) == said
    low, high = experiments.share_interval(successes, trials)
    shown = [float(number) / 100 for number in re.findall(r"([\d.]+)%", said)[1:]]
    assert all(min(abs(one - low), abs(one - high)) < 0.006 for one in shown)


def test_words_are_of_one_share():
    with pytest.raises(ValueError, match=r"successes: expected one share, .* got shape \(2, 1\)"):
        experiments.share_in_words([[1], [2]], 3)
    with pytest.raises(ValueError, match="digits: expected a whole number from 0, got -1"):
        experiments.share_in_words(1, 3, -1)


def test_where_nothing_varies_the_trials_count():
    """No certainty, and no wider than the trials allow."""
    for successes, ends in ((0, (0, 0.004)), (100, (0.996, 1))):
        low, high = experiments.share_interval(np.full(10, successes), 100)
        assert (low, high) == experiments.wilson(10 * successes, 1000)
        assert low == pytest.approx(ends[0], abs=2e-4)
        assert high == pytest.approx(ends[1], abs=2e-4)


def test_draws_that_differ_widen_the_interval():
    """Ten draws all right or all wrong are ten trials, however many each holds."""
    alike = experiments.share_interval(np.full(10, 50), 100)
    apart = experiments.share_interval([100, 0] * 5, 100)
    assert np.ptp(apart) == pytest.approx(np.ptp(experiments.wilson(5, 10)), rel=0.15)
    assert np.ptp(apart) > 7 * np.ptp(alike)


def test_draws_may_hold_different_numbers_of_trials():
    """Two draws laid together say the same as one where trials are independent and many."""
    rng = fresh()
    trials = rng.integers(20, 200, 400)
    low, high = experiments.share_interval(rng.binomial(trials, 0.3), trials)
    expected = experiments.wilson(0.3 * trials.sum(), trials.sum())
    assert high - low == pytest.approx(expected[1] - expected[0], rel=0.2)
    grid = rng.binomial(30, 0.5, (2, 3, 8))
    low, high = experiments.share_interval(grid, 30)
    assert low.shape == high.shape == (2, 3)
    np.testing.assert_allclose(low[1, 2], experiments.share_interval(grid[1, 2], 30)[0])


def clustered(share, correlation, draws, rng):
    """Successes of 100 trials in each draw, 1,500 times, and whether the interval covers the share."""
    drawn = np.full((1500, draws), share)
    if correlation:
        scale = 1 / correlation - 1
        drawn = rng.beta(share * scale, (1 - share) * scale, (1500, draws))
    low, high = experiments.share_interval(rng.binomial(100, drawn), 100)
    return ((low <= share) & (share <= high)).mean()


@pytest.mark.parametrize("draws", [10, 20, 60])
@pytest.mark.parametrize("share", [0.003, 0.05, 0.5, 0.9, 0.997])
def test_intervals_of_independent_trials_cover(share, draws):
    assert clustered(share, 0, draws, fresh()) > 0.94


@pytest.mark.parametrize("draws", [10, 20, 60])
@pytest.mark.parametrize(("share", "correlation"), [(0.01, 0.02), (0.05, 0.02), (0.5, 0.02), (0.5, 0.3)])
def test_intervals_of_clustered_trials_cover(share, correlation, draws):
    assert clustered(share, correlation, draws, fresh()) > 0.92


@pytest.mark.parametrize(("share", "draws", "lowest"), [(0.05, 10, 0.9), (0.05, 60, 0.92), (0.01, 60, 0.87)])
def test_rare_clusters_are_covered_as_the_documentation_says(share, draws, lowest):
    assert lowest < clustered(share, 0.1, draws, fresh()) < 0.96


@pytest.mark.parametrize("draws", [5, 20])
def test_intervals_of_a_mean_cover_as_often_as_they_say(draws):
    rng = np.random.default_rng(draws)
    low, high = experiments.mean_interval(rng.beta(3, 7, size=(400, draws)), rng=rng)
    covered = ((low <= 0.3) & (high >= 0.3)).mean()
    assert covered > 0.95 - 4 * np.sqrt(0.05 * 0.95 / 400) - 0.03


def test_a_mean_that_does_not_vary_has_no_interval():
    assert experiments.mean_interval(np.full(10, -0.5), rng=fresh()) == (-0.5, -0.5)
    low, high = experiments.mean_interval(np.full((2, 10), 0.25), rng=fresh())
    assert low.shape == high.shape == (2,)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: SMALL["one_step_error"](rng=1), "rng.*1"),
        (lambda: experiments.one_step_error([0.1], n_units=50, draws=1, rng=fresh()), "draws.*1"),
        (lambda: experiments.one_step_error([-0.1], n_units=50, rng=fresh()), "loads.*-0.1"),
        (lambda: experiments.one_step_error([np.nan], n_units=50, rng=fresh()), "loads.*nan"),
        (lambda: experiments.one_step_error([], n_units=50, rng=fresh()), "loads"),
        (lambda: experiments.one_step_error([0.1], n_units=0, rng=fresh()), "n_units.*0"),
        (lambda: experiments.retrieval_overlap([0.1], n_units=50, start=2, rng=fresh()), "start.*2"),
        (lambda: experiments.retrieval_overlap([0.1], n_units=50, cues=0, rng=fresh()), "cues.*0"),
        (lambda: experiments.stable_patterns([0], n_units=50, rng=fresh()), "counts.*0"),
        (lambda: experiments.stable_patterns([1.5], n_units=50, rng=fresh()), "counts.*1.5"),
        (lambda: experiments.basin_of_attraction([1.5], [0.1], n_units=50, rng=fresh()), "overlaps.*1.5"),
        (lambda: experiments.overlap_at_temperature([-1], n_units=50, rng=fresh()), "temperatures.*-1"),
        (lambda: experiments.overlap_at_temperature([1], load=-1, n_units=50, rng=fresh()), "load.*-1"),
        (lambda: experiments.overlap_at_temperature([1], load=[-1], n_units=50, rng=fresh()), "load.*-1"),
        (lambda: experiments.mixture_stability([1.2], n_units=80, rng=fresh()), "temperatures.*1.2"),
        (lambda: experiments.mixture_stability([0.5], n_units=81, rng=fresh()), "n_units.*81"),
        (lambda: experiments.mixture_stability([0.5], n_units=80, size=4, rng=fresh()), "size.*4"),
        (lambda: experiments.mean_interval([1.0], rng=fresh()), r"samples.*two.*\(1,\)"),
        (lambda: experiments.mean_interval(1.0, rng=fresh()), "samples"),
        (lambda: experiments.mean_interval([0.5, np.nan], rng=fresh()), "samples.*nan"),
        (lambda: experiments.share_interval(0.5, 10), "successes.*counts, not shares.*0.5"),
        (lambda: experiments.share_interval([3, -1], 10), "successes.*-1"),
        (lambda: experiments.share_interval([3, np.nan], 10), "successes.*nan"),
        (lambda: experiments.share_interval([3, 11], 10), "successes.*as trials.*11"),
        (lambda: experiments.share_interval(0, 0), "trials.*one or more.*none"),
        (lambda: experiments.share_interval([], 5), "trials.*one or more"),
        (lambda: experiments.share_interval([1, 2], [5, 5, 5]), r"trials.*\(2,\).*\(3,\)"),
        (lambda: experiments.share_interval("7", 10), "successes"),
        (lambda: experiments.mean_interval([0.5, 0.6], rng=7), "rng.*7"),
        (lambda: experiments.mixture_overlaps([0], n_units=50, rng=fresh()), "sizes.*0"),
        (lambda: SMALL["one_step_error"](rng=fresh(), **QUIET).mean("speed"), "quantity.*speed"),
    ],
)
def test_bad_input_is_refused_by_name(call, words):
    with pytest.raises((TypeError, ValueError), match=words):
        call()


def test_a_file_that_holds_no_curve_is_refused(tmp_path):
    (tmp_path / "x.npz").write_bytes(b"no archive")
    with pytest.raises(ValueError, match=r"x\.npz"):
        experiments.load(tmp_path / "x.npz")
    with pytest.raises(FileNotFoundError, match=r"retrieval_4000.*absent\.npz"):
        experiments.load(tmp_path / "absent.npz")


# ------------------------------------------------------------------------------------ interruptions


def curve(journal, **changes):
    options = {"loads": [0.1, 0.3], "n_units": 60, "draws": 3, "rng": fresh(), "journal": journal} | changes
    return experiments.one_step_error(options.pop("loads"), **options, **QUIET)


def test_a_run_goes_on_where_its_journal_ends(tmp_path, monkeypatch):
    """However much of the journal is left, cut in the middle of a line too, the curve is the same."""
    whole, path, worked = curve(None), tmp_path / "journal", []
    np.testing.assert_array_equal(curve(path).samples["error"], whole.samples["error"])
    text = path.read_text()
    assert text.count("\n") == 1 + 2 * 3
    original = measurements._one_step_error

    @functools.wraps(original)  # its name is part of the journal's first line
    def counted(**arguments):
        worked.append(arguments)
        return original(**arguments)

    monkeypatch.setattr(measurements, "_one_step_error", counted)
    for kept in (0, 5, text.index("\n") + 1, text.index("\n") + 9, len(text) - 3, len(text)):
        worked.clear()
        path.write_text(text[:kept])
        np.testing.assert_array_equal(curve(path).samples["error"], whole.samples["error"])
        assert len(worked) == 6 - max(0, text[:kept].count("\n") - 1)
        assert sorted(path.read_text().splitlines()) == sorted(text.splitlines())


@pytest.mark.parametrize(
    "changes", [{"loads": [0.1, 0.2]}, {"n_units": 61}, {"draws": 4}, {"rng": np.random.default_rng(1)}]
)
def test_the_journal_of_another_run_is_refused_and_kept(tmp_path, changes):
    path = tmp_path / "journal"
    curve(path)
    text = path.read_text()
    with pytest.raises(ValueError, match="journal: expected"):
        curve(path, **changes)
    assert path.read_text() == text


@pytest.mark.parametrize("text", ["notes of mine", "notes of mine\n", "\n", "{}\n{}\n"])
def test_a_file_that_is_no_journal_is_refused_and_kept(tmp_path, text):
    path = tmp_path / "notes.txt"
    path.write_text(text)
    with pytest.raises(ValueError, match="journal: expected"):
        curve(path)
    assert path.read_text() == text


def test_a_killed_run_loses_at_most_what_was_in_work(tmp_path):
    """SIGKILL in the middle: the lines that were written stand, and the same call completes the curve."""
    path = tmp_path / "journal"
    program = (
        "import sys, numpy as np; from hopfield_lib import experiments; "
        "experiments.retrieval_overlap([0.05, 0.1], n_units=400, draws=200, rng=np.random.default_rng(5), "
        "journal=sys.argv[1], progress=False)"
    )
    process = subprocess.Popen([sys.executable, "-c", program, str(path)])
    deadline = time.monotonic() + 60
    while not (path.exists() and path.read_bytes().count(b"\n") > 20):
        assert process.poll() is None, "expected the run to be at work still"
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.kill()
    process.wait()
    kept = path.read_text().count("\n") - 1
    assert 20 <= kept < 400
    arguments = {"n_units": 400, "draws": 200} | QUIET
    resumed = experiments.retrieval_overlap([0.05, 0.1], rng=fresh(), journal=path, **arguments)
    whole = experiments.retrieval_overlap([0.05, 0.1], rng=fresh(), **arguments)
    np.testing.assert_array_equal(resumed.samples["overlap"], whole.samples["overlap"])


def test_an_interval_does_not_hang_on_how_wide_whole_numbers_are():
    """A count of trials fits, its square does not: in a browser, of 32 bits, 100,000; here, of 64, 10**10."""
    trials = np.full((1, 3), 2 * 10**9)
    successes = trials * [[0.27, 0.281, 0.274]]
    found = share_of_counts(successes, trials)
    np.testing.assert_array_equal(found, experiments.share_interval(successes, trials))
    assert 0.25 < found[0][0] < 0.275 < found[1][0] < 0.3
