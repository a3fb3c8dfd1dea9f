"""Two replicas behind HAProxy, as in deploy/: a visitor whose replica dies goes on with the other."""

import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest

from tests.browser.conftest import TIMEOUT, App, Visits
from tests.browser.hand import STROKES, at_rest, draw, heading, settled
from tests.browser.test_drawing import photo_of_a_one
from tests.browser.test_drawing import upload as upload_picture
from tests.browser.test_travelling_drawings import copied_link
from tests.browser.test_uploads import GOOD, upload
from tests.processes import eventually
from ui import frame
from ui.components.ink_code import decode

CONFIGURATION = Path(__file__).parents[2] / "deploy" / "haproxy.cfg"
FLAG = [[(40, 40), (140, 40)]]  # makes a seven of a one


class Replicas:
    """Two servers, "a" and "b" as the balancer's cookie names them, and the balancer."""

    def __init__(self, home):
        self.apps = {"a": App(home), "b": App(home)}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"

    def start(self):
        for app in self.apps.values():
            app.start()
        settings = {"LAB_BIND": f"127.0.0.1:{self.port}"}
        settings |= {f"LAB_{name.upper()}": f"127.0.0.1:{app.port}" for name, app in self.apps.items()}
        command = ["haproxy", "-f", str(CONFIGURATION)]
        self.balancer = subprocess.Popen(command, env=os.environ | settings, stderr=subprocess.PIPE, text=True)
        eventually(self.answers, "the balancer")

    def answers(self):
        try:
            return urlopen(f"{self.address}/_stcore/health", timeout=5).status == 200
        except OSError:
            return False

    def stop(self):
        self.balancer.terminate()
        self.balancer.communicate()
        for app in self.apps.values():
            app.process.kill()
            app.log()

    def of(self, page):
        """The replica that a page's visitor is with."""
        cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
        return self.apps[cookies["replica"]]

    def restart(self, app, signal_number):
        """End a replica, and start it again when the balancer has seen that."""
        app.process.send_signal(signal_number)
        assert "Traceback" not in app.log()
        self.said("DOWN")
        app.start()
        self.said("UP")

    def said(self, state):
        """Wait until the balancer calls a replica "UP" or "DOWN"."""
        for line in self.balancer.stderr:
            if f"is {state}" in line:
                return
        pytest.fail(f"The balancer ended before it called a replica {state}.")


@pytest.fixture(scope="module")
def replicas(browser, tmp_path_factory):
    if not shutil.which("haproxy"):
        pytest.skip("HAProxy is not installed.")
    replicas = Replicas(tmp_path_factory.mktemp("replicas"))
    replicas.start()
    yield replicas
    replicas.stop()


@pytest.fixture
def page(browser, replicas):
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(TIMEOUT)
    yield page
    context.close()


def goes_on(page):
    """Wait until the page has noticed that its replica has died, and is connected to the other."""
    page.locator("[data-testid=stApp]:not([data-test-connection-state=CONNECTED])").wait_for()
    page.locator("[data-testid=stApp][data-test-connection-state=CONNECTED]").wait_for()


def test_the_content_security_policy_allows_what_the_pages_need(browser, replicas):
    with Visits(browser, replicas.address) as visit:  # fails where the browser's console reports an error
        for path in ("", *(Path(page.file).stem for page in frame.PAGES)):
            page = visit(path)
        headers = page.request.get(replicas.address).headers
    assert headers["x-content-type-options"] == "nosniff"
    policy = dict(rule.strip().split(" ", 1) for rule in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == "'self'"
    assert not any("http" in sources or "*" in sources for sources in policy.values())


def test_a_visitor_whose_replica_dies_keeps_drawing_picture_and_choices(page, replicas):
    page.goto(f"{replicas.address}/draw_and_predict?brush=26&network=cnn")
    settled(page)
    upload_picture(page, "one.png", photo_of_a_one())
    heading(page, 1).wait_for()
    at_rest(page)
    page.get_by_test_id("stPopoverBody").wait_for(state="hidden")
    before = replicas.of(page)
    before.process.kill()
    try:
        draw(page, FLAG)
        goes_on(page)
        at_rest(page)
        heading(page, 7).wait_for()
        page.get_by_text("Prediction by our CNN").first.wait_for()
        assert replicas.of(page) is not before
        assert "brush=26" in page.url
        page.get_by_role("link", name="Follow this drawing through the layers").click()
        page.get_by_text("Your drawing").first.wait_for()
    finally:
        replicas.restart(before, signal.SIGKILL)


def test_a_visitor_who_rests_draws_on_with_the_other_replica(page, replicas):
    page.goto(f"{replicas.address}/draw_and_predict")
    settled(page)
    before = replicas.of(page)
    before.process.kill()
    try:
        goes_on(page)
        draw(page, STROKES[7])
        heading(page, 7).wait_for()
    finally:
        replicas.restart(before, signal.SIGKILL)


def test_weights_of_ones_own_are_asked_for_again(page, replicas):
    page.goto(f"{replicas.address}/dataset_explorer?network=own")
    settled(page)
    upload(page, "mine.npz", GOOD)
    page.get_by_text("Prediction by mine.npz").first.wait_for()
    settled(page)
    before = replicas.of(page)
    before.process.kill()
    try:
        goes_on(page)
        page.get_by_text("The server doesn't have your weights").wait_for()
        upload(page, "mine.npz", GOOD)
        page.get_by_text("Prediction by mine.npz").first.wait_for()
    finally:
        replicas.restart(before, signal.SIGKILL)


def test_a_rolling_restart_loses_no_stroke(browser, page, replicas):
    page.goto(f"{replicas.address}/draw_and_predict")
    settled(page)
    for number, app in enumerate(replicas.apps.values()):
        app.process.terminate()
        draw(page, [[(60 + 60 * number, 60), (60 + 60 * number, 200)]])
        replicas.restart(app, signal.SIGTERM)
    draw(page, [[(60, 220), (120, 220)]])
    at_rest(page)
    ink = decode(parse_qs(urlsplit(copied_link(page)).query)["ink"][0])
    assert len(ink.strokes) == 3
