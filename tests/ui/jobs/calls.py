"""Parts of jobs, for the tests: what a worker can import."""

import os
import signal
from pathlib import Path


def noted(path, number):
    """Write the number into the file, and return it."""
    with Path(path).open("a") as file:
        file.write(f"{number}\n")
    return number


def killed_at_first(path, number):
    """Kill the process, unless the file with this number shows that this has been done."""
    mark = Path(path) / str(number)
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number
