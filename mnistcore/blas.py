"""How many threads the library behind NumPy's matrix products (BLAS) uses.

Threads of our own, each with products of its own, are quicker than one product after the other on all cores; but only
when BLAS starts no further threads within them. Its number of threads belongs to the whole process, so whoever changes
it must not leave it changed.
"""

import threading
from contextlib import contextmanager
from functools import cache

_changing = threading.Lock()
_holders = 0  # with blocks that hold the number at the moment
_before = None  # what gives back the number that BLAS had before the first of them


@contextmanager
def blas_threads(count):
    """Within the with block BLAS uses `count` threads; None leaves their number as it is.

    Blocks may overlap, in several threads: the one that was entered last decides, and when all have ended BLAS has the
    threads that it had before the first.
    """
    if count is None:
        yield
        return
    _hold(count)
    try:
        yield
    finally:
        _release()


def _hold(count):
    global _holders, _before
    with _changing:
        limit = _blas().limit(limits=count)
        _before = _before if _holders else limit
        _holders += 1


def _release():
    global _holders
    with _changing:
        _holders -= 1
        if not _holders:
            _before.restore_original_limits()


@cache
def _blas():
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController().select(user_api="blas")
