"""The app's own server, started for the benchmark and stopped by its process id, whatever happens in between."""

import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Server:
    """A running server: its address, when it was started (seconds since the epoch), and its memory."""

    def __init__(self, process, port, started):
        self.process, self.address, self.started = process, f"http://127.0.0.1:{port}", started

    def megabytes(self):
        """What the process has in memory now: its resident set."""
        shown = subprocess.run(["ps", "-o", "rss=", "-p", str(self.process.pid)], capture_output=True, check=True)
        return 1024 * int(shown.stdout) / 1e6


@contextmanager
def running():
    """A fresh server on a free port of this machine, ready to be asked."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-u", "-m", "streamlit", "run", "app.py", "--server.headless=true"]
    started = time.time()
    process = subprocess.Popen(
        [*command, f"--server.port={port}", "--server.address=127.0.0.1"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        said = _until_ready(process)
        yield Server(process, port, started)
        if complaints := [line for line in said if "Traceback" in line or "Error" in line]:
            raise RuntimeError("The server complained:\n" + "".join(complaints))
    finally:
        process.terminate()
        process.wait()


def _until_ready(process):
    """Read what the server says until it names its address; what it says later is collected."""
    said = []
    for line in process.stdout:
        said.append(line)
        if "URL:" in line:
            threading.Thread(target=lambda: said.extend(process.stdout), daemon=True).start()
            return said
    raise RuntimeError("The server did not start:\n" + "".join(said))
