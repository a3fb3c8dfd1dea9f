"""Jobs on a Dask cluster, and what happens when its processes are killed."""

import os
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnistcore import load_network
from mnistcore.files.named import named_digits
from mnistcore.speed import parts
from tests.processes import eventually
from ui import jobs
from ui.jobs import cluster, shared

pytest.importorskip("distributed", reason='needs Dask: pip install ".[cluster]"')
ROOT = Path(__file__).parents[3]


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


@pytest.fixture
def dask(monkeypatch):
    """A cluster with two workers that DIGIT_LAB_SCHEDULER names."""
    dask = Dask()
    monkeypatch.setenv("DIGIT_LAB_SCHEDULER", dask.address)
    cluster.named.cache_clear()
    named = cluster.named()
    try:
        with monkeypatch.context() as impatient:
            impatient.setattr(cluster, "AGAIN", 0)
            impatient.setattr(cluster, "FRESH", 0)
            eventually(lambda: named.reached() and named.places == 2, "two workers")
        yield dask
    finally:
        dask.stop()
        named.close()
        cluster.named.cache_clear()


@pytest.fixture(autouse=True)
def nothing_known():
    shared.forget()


def computed(after_the_first=lambda: None):
    """The probabilities of 400 digits, in 40 parts, with something done after the first of them."""
    asked, found = [("cnn", "sample", "test", start, start + 10) for start in range(0, 400, 10)], {}
    with closing(jobs.each(parts.probabilities, asked)) as progress:
        for number, y in filter(None, progress):
            if not found:
                after_the_first()
            found[number] = y
    return np.concatenate([found[number] for number in range(len(asked))])


def expected():
    x, _ = named_digits("sample", "test")
    return load_network("cnn").predict_proba(x[:400])


def test_the_cluster_does_the_work(dask):
    assert shared.executor() is cluster.named()
    np.testing.assert_allclose(computed(), expected(), atol=1e-5)


def test_a_network_is_sent_to_the_workers(dask):
    network = load_network("mlp")
    (y,) = jobs.run(parts.probabilities, [("hash", "sample", "test", 0, 10)], "Working …", {"hash": network})
    np.testing.assert_allclose(y, network.predict_proba(named_digits("sample", "test")[0][:10]), atol=1e-5)


def test_a_killed_worker_goes_unnoticed(dask):
    np.testing.assert_allclose(computed(dask.workers[0].kill), expected(), atol=1e-5)
    assert shared.executor() is cluster.named()


def test_without_the_scheduler_this_machine_goes_on(dask):
    np.testing.assert_allclose(computed(dask.scheduler.kill), expected(), atol=1e-5)
    assert shared.executor() is not cluster.named()


@pytest.fixture
def no_scheduler(monkeypatch):
    """DIGIT_LAB_SCHEDULER names a port where nothing listens."""
    monkeypatch.setenv("DIGIT_LAB_SCHEDULER", "tcp://127.0.0.1:9")
    cluster.named.cache_clear()
    yield
    cluster.named.cache_clear()


def asking():
    """A page with a job that is another one in each run."""
    import streamlit as st

    from ui import jobs

    st.session_state["runs"] = runs = st.session_state.get("runs", 0) + 1
    st.write(str(jobs.run(abs, [(-runs,)], "Working …")))


def test_without_a_scheduler_at_the_start_this_machine_does_the_work_and_says_so_once(no_scheduler):
    at = AppTest.from_function(asking, default_timeout=60).run()
    assert at.markdown[0].value == "[1]"
    (notice,) = at.toast
    assert notice.value.startswith("The computers for heavy work can't be reached.")
    at.run()
    assert at.markdown[0].value == "[2]" and not at.toast
