"""What is timed does the same work: at small sizes all contenders of each row agree."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import hopfield_lib as hl
from benchmarks import peer, report, rows
from tests import ROOT

SMALL = {
    rows.one_sweep: {"N": 120, "P": 9, "cues": 6},
    rows.one_cue: {"N": 120, "P": 9},
    rows.projection_recall: {"N": 120, "P": 9, "cues": 6},
    rows.phasor_recall: {"N": 60, "P": 3, "cues": 4},
    rows.phase_distance_step: {"N": 80, "P": 3},
    rows.dense_memory: {"N": 40, "K": 30, "starts": 12},
}


@pytest.mark.parametrize("row", SMALL, ids=lambda row: row.__name__)
def test_contenders_do_the_same_work(row):
    contenders, same = row(**SMALL[row])
    results = {name: call() for name, call in contenders.items()}
    assert next(iter(results)) == "library"
    assert same(results)
    wrong = dict(results, library=-results["library"])
    assert not same(wrong)


def test_the_notebooks_way_passes_through_the_same_energies():
    from benchmarks import loops

    rng = np.random.default_rng(1)
    X = rng.choice([-1, 1], (3, 100))
    cue = np.where(rng.random(100) < 0.3, -X[0], X[0])
    run = hl.recall(
        hl.Hopfield(hl.hebbian(X)),
        cue,
        hl.asynchronous(np.random.default_rng(2), order="random"),
        max_sweeps=3,
    )
    draws = np.random.default_rng(2)
    order = np.concatenate([draws.integers(100, size=100) for _ in range(len(run.states) - 1)])
    state, energies = loops.picture_notebook(X, cue, order, 100)
    np.testing.assert_array_equal(run.state, state)
    np.testing.assert_allclose(run.energies, energies, atol=1e-9)


class Package:
    """Stands in for a peer's module, with the names that peer.py uses."""

    def __init__(self, n_units):
        self.n_units = n_units

    def fit(self, patterns):
        self.model = hl.Hopfield(hl.hebbian(patterns))
        return self

    def recall(self, cue, seed):
        return hl.recall(self.model, cue, hl.asynchronous(np.random.default_rng(seed))).state.astype(float)


def test_a_peer_answers_over_its_pipe(tmp_path, monkeypatch, capsys):
    X = rows.spins(3, 60)
    np.save(tmp_path / "p.npy", X)
    np.save(tmp_path / "c.npy", rows.noisy(X, 3, 0.1))
    asked = {
        key: str(tmp_path / name)
        for key, name in (("patterns", "p.npy"), ("cues", "c.npy"), ("ends", "e.npy"))
    }
    module = type(sys)("hopfieldkit")
    module.HopfieldNetwork = Package
    monkeypatch.setitem(sys.modules, "hopfieldkit", module)
    monkeypatch.setattr(sys, "stdin", iter([json.dumps(asked | {"least": 0.01}) + "\n"]))
    peer.main("hopfieldkit")
    assert json.loads(capsys.readouterr().out)["seconds"] > 0
    np.testing.assert_array_equal(np.load(tmp_path / "e.npy"), X)


def test_the_table_says_what_was_not_met(monkeypatch):
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
    row = {
        "work": "w",
        "against": "a",
        "library": 2e-3,
        "other": 1.0,
        "unit": "s",
        "ratio": 500.0,
        "threads": 2,
    }
    lines = report.table(
        [row | {"target": 50, "least": True, "met": True}, row | {"target": 1, "least": False, "met": False}],
        report.machine(),
    )
    assert "| w | 2 | 2 ms | a | 1 s | 500 | ≥ 50 |" in lines
    assert "| w | 2 | 2 ms | a | 1 s | 500 | ≤ 1, not met |" in lines


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from Linux's /proc")
def test_one_picture_in_a_process_of_its_own():
    command = [sys.executable, "-m", "benchmarks.single", "library", "128"]
    root = ROOT
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)
    said = json.loads(done.stdout)
    assert said["MB"] < 200
    assert said["energies"] == sorted(said["energies"], reverse=True)
