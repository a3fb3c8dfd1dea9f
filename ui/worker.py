"""What a worker process does first. Not in ui/jobs, which imports Streamlit: a worker starts sooner without."""

import os
import signal
import threading
import time

WATCH = 0.5  # seconds between two looks at whether the server is still there


def begin(server):
    """Let everything else go first, end when the server, a process id, has ended, and import what all jobs need."""
    if hasattr(os, "nice"):
        os.nice(19)
        threading.Thread(target=_end_with, args=(server,), daemon=True).start()
    import mnistcore.speed.parts  # noqa: F401


def _end_with(server):
    while os.getppid() == server:
        time.sleep(WATCH)
    os.kill(os.getpid(), signal.SIGTERM)
