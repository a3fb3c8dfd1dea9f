"""A visitor who waits for a job sees its progress; one who leaves stops it."""

import os
import time
from pathlib import Path

import pytest

from tests.browser.conftest import App
from tests.browser.hand import settled
from tests.processes import eventually, workers

PATH = "dataset_explorer?network=cnn&reading=wrong"  # 4,000 digits: some seconds for one worker
REST = 1.0  # seconds without work


@pytest.fixture
def small_server(tmp_path):
    """A server on two cores, so with one worker, that nobody else visits."""
    if not hasattr(os, "sched_setaffinity"):
        pytest.skip("needs Linux: the server gets two cores, and /proc says what its worker does")
    cores, app = os.sched_getaffinity(0), App(tmp_path)
    os.sched_setaffinity(0, sorted(cores)[:2])
    try:
        app.start()
    finally:
        os.sched_setaffinity(0, cores)
    yield app
    app.process.terminate()
    log = app.log()
    assert "Traceback" not in log, log


def cpu_seconds(app):
    """The processor time that the server's workers have taken."""
    ticks = 0
    for pid in workers(app.process.pid):
        user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        ticks += int(user) + int(system)
    return ticks / os.sysconf("SC_CLK_TCK")


class AtRest:
    """Whether the workers have taken no processor time for a while."""

    def __init__(self, app):
        self.app, self.since, self.taken = app, time.monotonic(), cpu_seconds(app)

    def __call__(self):
        if (taken := cpu_seconds(self.app)) != self.taken:
            self.since, self.taken = time.monotonic(), taken
        return time.monotonic() - self.since > REST


def test_a_closed_tab_stops_the_work_and_the_next_visitor_goes_on(browser, small_server):
    page = browser.new_context().new_page()
    page.goto(f"{small_server.address}/{PATH}")
    job = page.locator("[class*=st-key-job-]")
    job.get_by_text("Running the network on all digits …").wait_for()
    assert job.get_by_role("progressbar").count() == 1
    eventually(lambda: cpu_seconds(small_server) > 0, "work")
    page.context.close()
    eventually(AtRest(small_server), "no more work")
    taken = cpu_seconds(small_server)

    page = browser.new_context().new_page()
    page.goto(f"{small_server.address}/{PATH}")
    page.get_by_text(" of 4,000 test digits").wait_for(timeout=120_000)
    settled(page)
    assert page.locator("[class*=st-key-job-]").count() == 0
    assert cpu_seconds(small_server) > taken + 0.2  # most had been left
    page.context.close()
