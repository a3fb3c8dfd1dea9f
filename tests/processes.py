"""Which processes there are, as `ps` knows them."""

import subprocess
import time

PATIENCE = 60  # seconds, far longer than anything takes


def running():
    """The processes that have not ended: a dict from process id to (the parent's id, seconds of CPU, command)."""
    shown = subprocess.run(
        ["ps", "-eo", "pid=,ppid=,stat=,cputimes=,args="], capture_output=True, text=True, check=True
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
