"""Limits the threads of BLAS, the library behind NumPy's matrix products.

Python threads that each compute their own products are faster than one product at a time on all cores, but only if
BLAS does not start further threads inside them. The number of BLAS threads is global to the process, so whoever
changes it must restore it.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

_changing = threading.Lock()
_asked: list[list[int]] = []  # what the active with blocks ask for, the latest last
_before = None  # restores the number of threads from before the first of them


@contextmanager
def limit_blas_threads(count: int | None) -> Iterator[None]:
    """Within the with block BLAS uses `count` threads; None changes nothing.

    Blocks may be nested or overlap, in several threads: the one entered last decides, and when all have ended, BLAS has
    as many threads as before the first.
    """
    if count is None:
        yield
        return
    asked = [count]  # a list of its own, so that it can be told from others with the same count
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
