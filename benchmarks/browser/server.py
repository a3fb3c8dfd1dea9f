"""The app's own server, started for the benchmark and always stopped afterwards."""

import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Server:
    """A running server: its address, its start time (seconds since the epoch), and its memory."""

    def __init__(self, process, port, started):
        self.process, self.address, self.started = process, f"http://127.0.0.1:{port}", started

    def megabytes(self):
        """The resident memory of the process, in megabytes."""
        shown = subprocess.run(["ps", "-o", "rss=", "-p", str(self.process.pid)], capture_output=True, check=True)
        return 1024 * int(shown.stdout) / 1e6


@contextmanager
def running():
    """A new server on a free port of this machine, ready for visitors.

    Raises RuntimeError if it does not start or reports an error.
    """
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
        output = _until_ready(process)
        yield Server(process, port, started)
        if errors := [line for line in output if "Traceback" in line or "Error" in line]:
            raise RuntimeError("Expected no errors from the server, found:\n" + "".join(errors))
    finally:
        process.terminate()
        process.wait()


def _until_ready(process):
    """Read the server's output until it gives its address. A thread adds later lines to the list that is returned."""
    output = []
    for line in process.stdout:
        output.append(line)
        if "URL:" in line:
            threading.Thread(target=lambda: output.extend(process.stdout), daemon=True).start()
            return output
    raise RuntimeError("Expected the server to start, found this output:\n" + "".join(output))
