"""The warnings of a program that runs, heard for it alone.

Python's `warnings` go through one list of filters and one function for all threads, so one program runs at a time, and
the warnings of other threads are passed on.
"""

import contextlib
import threading
import warnings

import numpy as np

SHOWN = RuntimeWarning, UserWarning, FutureWarning  # those that Python shows wherever they come from
ONE_AT_A_TIME = threading.Lock()


class _Log:
    """NumPy's errstate writes here what would be a warning: about overflows, and what is not a number."""

    def __init__(self, hear):
        self.hear = hear

    def write(self, warning):
        self.hear(f"RuntimeWarning: {warning.removeprefix('Warning: ').strip()}")


@contextlib.contextmanager
def warnings_heard(hear):
    """Call hear(text) for each warning in this thread."""
    with (
        ONE_AT_A_TIME,
        warnings.catch_warnings(),
        np.errstate(over="log", invalid="log", divide="log", under="ignore", call=_Log(hear)),
    ):
        thread, others = threading.get_ident(), warnings.showwarning

        def show(message, category, *place, **options):
            if threading.get_ident() == thread:
                hear(f"{category.__name__}: {message}")
            else:
                others(message, category, *place, **options)

        warnings.showwarning = show
        for category in SHOWN:
            warnings.simplefilter("always", category)
        yield
