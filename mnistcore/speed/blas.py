"""Limits the threads of BLAS, the library behind NumPy's matrix products.

Python threads that each compute their own products are faster than one product at a time on all cores, but only if
BLAS does not start further threads inside them. The number of BLAS threads is global to the process, so whoever
changes it must restore it.
"""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_changing = threading.Lock()
_asked: list[list[int]] = []  # what the active with blocks ask for, the latest last
_before: dict[str, int] = {}  # the number of threads from before the first of them, where it was changed
_libraries: dict[str, Any] = {}  # the BLAS libraries of this process, by file
_modules = 0  # how many modules were imported when these were found


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
    with _changing:
        _find_libraries()
        _asked.append(asked)
        _set(asked[0])


def _leave(asked):
    with _changing:
        _asked[:] = [other for other in _asked if other is not asked]
        if _asked:
            _set(_asked[-1][0])
            return
        for file, threads in _before.items():
            _set_one(_libraries[file], threads)
        _before.clear()


def _set(count):
    """Ask first: where BLAS has this many threads already, that is all, and it takes no time."""
    for file, library in _libraries.items():
        threads = library.get_num_threads()
        if threads not in (count, None):
            _before.setdefault(file, threads)
            _set_one(library, count)


def _set_one(library, count):
    library.set_num_threads(count)
    if hasattr(library, "clear_controlling_thread"):  # from threadpoolctl 3.8 on, a thread that sets the number ...
        library.clear_controlling_thread()  # ... is the only one that can, until it gives that up


def _find_libraries():
    """Look for libraries, unless no module was imported since the last look: libraries are loaded by modules."""
    global _modules
    if _modules == len(sys.modules):
        return
    from threadpoolctl import ThreadpoolController

    for library in ThreadpoolController().select(user_api="blas").lib_controllers:
        _libraries.setdefault(library.filepath, library)
    _modules = len(sys.modules)
