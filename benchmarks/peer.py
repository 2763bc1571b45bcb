"""Runs in a peer's own environment: store patterns and recall cues to their fixed points, over and over.

    python peer.py NAME

Reads one line of JSON for each task, {"patterns": FILE, "cues": FILE, "ends": FILE, "least": SECONDS},
files .npy of +1 and -1, one row each; writes the ends and answers with one line, {"seconds": ...}.  A task
that is done sooner than the least seconds is done again, and the mean counts.
"""

import functools
import json
import sys
import time

import numpy as np


def hopfieldkit(patterns, cues):
    """Version 0.1: its own recall to a fixed point."""
    from hopfieldkit import HopfieldNetwork

    network = HopfieldNetwork(patterns.shape[1]).fit(patterns)
    return np.array([network.recall(cue, seed=1) for cue in cues])


def hopfieldnetwork(patterns, cues):
    """Version 1.0: all patterns at once, each cue to a fixed point."""
    from hopfieldnetwork import HopfieldNetwork

    network = HopfieldNetwork(N=patterns.shape[1])
    network.train_pattern(np.ascontiguousarray(patterns.T))
    ends = []
    for cue in cues:
        network.set_initial_neurons_state(cue.copy())
        network.update_neurons(1, "async", run_max=True)
        ends.append(network.S.copy())
    return np.array(ends)


def neurodynex3(patterns, cues):
    """Version 1.0: it has no test for a fixed point, so sweeps are added until nothing changes."""
    from neurodynex3.hopfield_network.network import HopfieldNetwork

    network = HopfieldNetwork(patterns.shape[1])
    network.store_patterns(list(patterns))
    network.set_dynamics_sign_async()
    ends = []
    for cue in cues:
        network.set_state_from_pattern(cue)
        before = None
        while before is None or not np.array_equal(before, network.state):
            before = network.state.copy()
            network.iterate()
        ends.append(before)
    return np.array(ends)


@functools.cache
def canns_network(n_units):
    """A network of canns and its sweep, compiled when it is first run; later tasks find it compiled."""
    import brainpy.math as bm
    from canns.models.brain_inspired import AmariHopfieldNetwork

    network = AmariHopfieldNetwork(n_units, asyn=True)
    return network, bm.jit(lambda: network.update(None))


def canns(patterns, cues):
    """Version 1.5: its compiled sweep until nothing changes; it has no test for a fixed point."""
    import jax.numpy as jnp
    from canns.trainer import HebbianTrainer

    network, sweep = canns_network(patterns.shape[1])
    network.W.value = jnp.zeros_like(network.W.value)
    HebbianTrainer(network, subtract_mean=False).train(jnp.asarray(patterns, jnp.float32))
    ends = []
    for cue in cues:
        before, now = None, cue.astype(np.float32)
        network.s.value = jnp.asarray(now)
        while before is None or not np.array_equal(before, now):
            before = now
            sweep()
            now = np.asarray(network.s.value)
        ends.append(now)
    return np.array(ends)


TASKS = {
    "canns": canns,
    "hopfieldkit": hopfieldkit,
    "hopfieldnetwork": hopfieldnetwork,
    "neurodynex3": neurodynex3,
}


def main(name):
    """Answer tasks until the input ends."""
    task = TASKS[name]
    for line in sys.stdin:
        asked = json.loads(line)
        patterns, cues = np.load(asked["patterns"]), np.load(asked["cues"])
        start, calls = time.perf_counter(), 0
        while calls == 0 or time.perf_counter() - start < asked["least"]:  # a quick one is repeated
            ends = task(patterns, cues)
            calls += 1
        seconds = (time.perf_counter() - start) / calls
        np.save(asked["ends"], np.asarray(ends).astype(np.int8))
        print(json.dumps({"seconds": seconds}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
