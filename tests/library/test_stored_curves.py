"""The stored curves are what `make experiments` would measure today."""

import numpy as np
import pytest

from hopfield_lib import experiments
from hopfield_lib.experiments import engine, measurements
from tools import run_experiments

NAMES = sorted(run_experiments.PLANNED)


def committed(name):
    return experiments.load(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_stored_curve_was_made_with_the_planned_settings(name):
    function, axes, settings = run_experiments.PLANNED[name]
    curve = committed(name)
    planned = [*axes, settings["load"]] if "load" in settings else axes
    for made, values in zip(curve.axes.values(), planned, strict=True):
        np.testing.assert_allclose(made, values)
    for key, value in settings.items():
        if key not in ("load", "seed"):
            assert curve.settings[key] == getattr(value, "__name__", value)
    drawn = int(np.random.default_rng(settings["seed"]).integers(2**63))
    assert curve.settings["seed"] == drawn, f"{name} was measured with another seed by {function}"


# Whole couplings and no heat: the same bits on every machine. The others may differ where a real
# number falls on the other side of a threshold, once in many units.
@pytest.mark.parametrize("name", [name for name in NAMES if name != "retrieval_4000"])
def test_a_sample_measured_again_is_the_one_in_the_curve(name, monkeypatch):
    function, axes, settings = run_experiments.PLANNED[name]
    curve = committed(name)
    calls = []

    def noted(task, axes, *, settings, **_):
        calls.append((task, axes, settings))

    monkeypatch.setattr(measurements, "measure", noted)
    given = {key: value for key, value in settings.items() if key != "seed"}
    getattr(experiments, function)(*axes, **given, rng=np.random.default_rng(0))
    ((task, axes, settings),) = calls
    place = (0,) * len(axes) + (1,)
    _, values = engine.run(*engine.sample(task, axes, settings, curve.settings["seed"], place))
    exact = name.startswith(("retrieval", "basin", "hebbian", "census"))
    assert set(values) == set(curve.samples)
    for quantity, value in values.items():
        mean, trials = value if isinstance(value, list) else (value, None)
        assert curve.samples[quantity][place] == pytest.approx(mean, abs=0 if exact else 0.02)
        kept = curve.trials[quantity][place] if quantity in curve.trials else None
        assert trials == kept


def test_a_stored_curve_is_found_by_name_from_anywhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert experiments.load("basin_1000").settings["n_units"] == 1000
    with pytest.raises(FileNotFoundError, match=r"basin_1000, .*storkey_500, got basin_100$"):
        experiments.load("basin_100")


@pytest.mark.parametrize("name", NAMES)
def test_no_interval_of_a_curve_claims_certainty(name):
    curve = committed(name)
    for quantity in curve.samples:
        low, high = curve.interval(quantity)
        assert (low < high).all()
        assert (low <= curve.mean(quantity) + 1e-12).all()
        assert (curve.mean(quantity) <= high + 1e-12).all()


def test_no_curve_lies_about_that_nobody_makes():
    made = {path.stem for path in run_experiments.STORED.glob("*.npz")}
    assert made == set(NAMES)
    assert sum(path.stat().st_size for path in run_experiments.STORED.glob("*.npz")) < 500_000


def test_a_stored_curve_is_measured_through_its_journal(tmp_path, monkeypatch, capsys):
    small = ("one_step_error", ([0.1, 0.2],), {"n_units": 50, "draws": 2, "seed": 3})
    monkeypatch.setattr(run_experiments, "STORED", tmp_path)
    monkeypatch.setattr(run_experiments, "PLANNED", {"small": small})
    assert run_experiments.main(["--workers", "1"]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["small.npz"]
    assert "small: <Curve of one_step_error" in capsys.readouterr().out
    first = (tmp_path / "small.npz").read_bytes()
    assert run_experiments.main([]) == 0  # nothing is missing
    assert capsys.readouterr().out == ""
    assert run_experiments.main(["small", "--workers", "1"]) == 0
    assert (tmp_path / "small.npz").read_bytes() == first
    with pytest.raises(SystemExit):
        run_experiments.main(["large"])
