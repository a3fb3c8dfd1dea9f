"""A limit on the memory that a test may use."""

import tracemalloc
from contextlib import contextmanager


@contextmanager
def at_most(limit):
    """Fail if Python allocates more than `limit` bytes at any moment within the with block."""
    tracemalloc.start()
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < limit, f"{peak:,} bytes"
