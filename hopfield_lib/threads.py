"""One thread of BLAS for many small products, unless somebody said how many.

A second thread gains a third on a large batch, and where several programs want the same cores it
loses ten times as much: threads that wait for each other wait in a loop (docs/cost.md).  So lessons
(``plots.style``), exercises and the command line take one; the library alone leaves it to its user.
"""

import os
import sys

# What NumPy's linear algebra reads when it is loaded: OpenBLAS, MKL, BLIS and, for any of them, OpenMP.
NUMBERS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "OMP_NUM_THREADS")

_chosen = False


def one_thread() -> bool:
    """Let this process multiply with one thread, once, unless the environment names a number.

    A number that is set afterwards, with ``threadpoolctl.threadpool_limits(2)``, stays.

    Returns
    -------
    bool
        Whether anything was set.
    """
    global _chosen
    if sys.platform == "emscripten":
        _without_threads()
        return False
    if _chosen or any(os.environ.get(name) for name in NUMBERS):
        return False
    try:
        from threadpoolctl import threadpool_limits
    except ImportError:  # fast all the same while nothing else wants the cores
        return False
    _chosen = True
    threadpool_limits(1, user_api="blas")
    return True


def _without_threads() -> None:
    """In a browser no thread can watch tqdm's bars, and tqdm would say so in red at the first of them."""
    from tqdm import tqdm

    tqdm.monitor_interval = 0
