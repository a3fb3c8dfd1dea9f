"""Which processes there are, as `ps` knows them, and a Dask cluster of this machine's."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]

PATIENCE = 60  # seconds, far longer than anything takes


def running():
    """The processes that have not ended: a dict from process id to (the parent's id, seconds of CPU, command)."""
    shown = subprocess.run(
        ["ps", "-ww", "-eo", "pid=,ppid=,stat=,cputimes=,args="], capture_output=True, text=True, check=True
    )
    rows = [line.split(None, 4) for line in shown.stdout.splitlines()]
    return {int(pid): (int(parent), int(cpu), args) for pid, parent, state, cpu, args in rows if state[0] != "Z"}


def descendants(pid):
    """The processes that a process has started, and those that they have started, by id."""
    processes, found = running(), {}
    parents = {pid}
    while parents:
        children = {child: row for child, row in processes.items() if row[0] in parents}
        found |= children
        parents = set(children)
    return found


def workers(pid):
    """The ids of the worker processes of a server."""
    return {child for child, row in descendants(pid).items() if "popen_loky" in row[2]}


def eventually(condition, what):
    """Wait until condition() is true, and return its value."""
    end = time.monotonic() + PATIENCE
    while not (value := condition()):
        assert time.monotonic() < end, f"Expected {what} within {PATIENCE} s."
        time.sleep(0.05)
    return value


class Dask:
    """A scheduler and a worker, each a process of its own."""

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{port}"
        self.scheduler = self.start("scheduler", "--host", "127.0.0.1", "--port", str(port))
        self.workers = [self.start("worker", self.address, "--nthreads", "1", "--no-nanny") for _ in range(2)]

    def start(self, *command):
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *command, "--no-dashboard"],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def stop(self):
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()
