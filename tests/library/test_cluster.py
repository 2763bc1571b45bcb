"""The same call on a cluster, a worker of which dies on the way: the curve is complete and the same."""

import os
import signal
import threading
import time

import distributed
import joblib
import numpy as np
import pytest

from hopfield_lib import experiments

LOADS = [0.05, 0.1]
SETTINGS = {"n_units": 400, "draws": 400, "progress": False}


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # sockets of the worker that was killed
def test_a_cluster_that_loses_a_worker_gives_the_same_curve(tmp_path):
    alone = experiments.retrieval_overlap(LOADS, rng=np.random.default_rng(5), **SETTINGS)
    journal, killed = tmp_path / "journal", []
    address = {"protocol": "tcp://", "host": "127.0.0.1", "dashboard_address": None}
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, **address) as cluster,
        distributed.Client(cluster) as client,
    ):
        victim = next(iter(client.run(os.getpid).values()))

        def kill_once_work_is_done():
            deadline = time.monotonic() + 60
            while time.monotonic() < deadline and not killed:
                if journal.exists() and journal.read_bytes().count(b"\n") > 20:
                    killed.append(journal.read_bytes().count(b"\n") - 1)
                    os.kill(victim, signal.SIGKILL)
                time.sleep(0.005)

        killer = threading.Thread(target=kill_once_work_is_done)
        killer.start()
        with joblib.parallel_config(backend="dask"):
            spread = experiments.retrieval_overlap(
                LOADS, rng=np.random.default_rng(5), journal=journal, **SETTINGS
            )
        killer.join()
        assert victim not in client.run(os.getpid).values()
    assert killed, "expected work to be done before the worker was killed"
    assert killed[0] < 800, "expected the worker to be killed midway"
    np.testing.assert_array_equal(spread.samples["overlap"], alone.samples["overlap"])
    np.testing.assert_array_equal(spread.interval("overlap"), alone.interval("overlap"))
