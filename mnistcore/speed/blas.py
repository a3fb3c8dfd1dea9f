"""How many threads the library behind NumPy's matrix products (BLAS) uses.

Threads of our own, each with products of its own, are quicker than one product after the other on all cores; but only
when BLAS starts no further threads within them. Its number of threads belongs to the whole process, so whoever changes
it must not leave it changed.
"""

import threading
from contextlib import contextmanager
from functools import cache

_changing = threading.Lock()
_asked = []  # what the with blocks that are running at the moment ask for, the latest last
_before = None  # what gives back the number that BLAS had before the first of them


@contextmanager
def limit_blas_threads(count):
    """Within the with block BLAS uses `count` threads; None leaves their number as it is.

    Blocks may be within each other or overlap, in several threads: of those that run, the one that was entered last
    decides, and when all have ended BLAS has the threads that it had before the first.
    """
    if count is None:
        yield
        return
    asked = [count]  # a list is only itself, and can be found again
    _enter(asked)
    try:
        yield
    finally:
        _leave(asked)


def _enter(asked):
    global _before
    with _changing:
        limit = _blas().limit(limits=asked[0])
        _before = _before if _asked else limit
        _asked.append(asked)


def _leave(asked):
    with _changing:
        _asked[:] = [other for other in _asked if other is not asked]
        if _asked:
            _blas().limit(limits=_asked[-1][0])
        else:
            _before.restore_original_limits()


@cache
def _blas():
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController().select(user_api="blas")
