"""A real server, and a real browser in front of it."""

import os
import re
import socket
import subprocess
import sys
import threading
from collections import defaultdict
from pathlib import Path

import pytest

from benchmarks.browser import chromium
from tests.browser.hand import settled

ROOT = Path(__file__).parents[2]
TIMEOUT = 120_000  # milliseconds, far longer than anything takes, also on a busy computer


def _missing(reason):
    (pytest.fail if os.environ.get("REQUIRE_BROWSER") else pytest.skip)(reason)


@pytest.fixture(scope="session")
def browser():
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _missing("Playwright is not installed: pip install -r requirements-dev.txt")
    executable = chromium.find()
    if executable is None:
        _missing(f"Expected one of {', '.join(chromium.NAMES)} on the PATH, found none. Install Chromium or Chrome.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=chromium.FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def app(browser, tmp_path_factory):
    """The server of the app, on the built-in sample, with a home of its own."""
    app = App(tmp_path_factory.mktemp("home"))
    app.start()
    yield app
    app.process.terminate()
    log = app.log()
    assert "Traceback" not in log, log


@pytest.fixture(scope="session")
def server(app):
    """The address of the app."""
    return app.address


class App:
    """A server of the app, which can be started again at the same address."""

    def __init__(self, home):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address, self.home = f"http://127.0.0.1:{self.port}", str(home)

    def start(self):
        settings = {"HOME": self.home, "XDG_CACHE_HOME": self.home, "MNISTCORE_DATA": "", "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
        self.process = subprocess.Popen(
            [*command, f"--server.port={self.port}", "--server.address=127.0.0.1"],
            cwd=ROOT,
            env=os.environ | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines = []
        for line in self.process.stdout:
            self.lines.append(line)
            if "URL:" in line:
                break
        else:
            pytest.fail("The server did not start:\n" + "".join(self.lines))
        self.reader = threading.Thread(target=lambda: self.lines.extend(self.process.stdout), daemon=True)
        self.reader.start()

    def log(self):
        """All that a server said that was told to stop."""
        self.process.wait()
        self.reader.join()
        return "".join(self.lines)


@pytest.fixture
def visit(browser, server):
    """visit(path, width=1440, height=900) -> a page that has finished its first run.

    At the end, whatever the browser's console called an error fails the test.
    """
    with Visits(browser, server) as visit:
        yield visit


class Visits:
    """Pages of the app, each in a session of its own, which may not have reported an error when they are closed.

    The browser's contexts are used again, without what they stored: they keep the scripts that all pages load.
    """

    idle = defaultdict(list)  # options: contexts without a page

    def __init__(self, browser, server):
        self.browser, self.server = browser, server
        self.lent, self.contexts, self.errors = [], [], []  # contexts: those that a test has made, to be closed

    def __call__(self, path="", **options):
        page = self.blank(**options)
        page.goto(f"{self.server}/{path}")
        settled(page)
        return page

    def blank(self, width=1440, height=900, **options):
        """A page that is still empty. options: those of Playwright's new_context."""
        idle = self.idle[tuple(sorted(options.items()))]
        context = idle.pop() if idle else self.browser.new_context(**options)
        self.lent.append((idle, context))
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.set_default_timeout(TIMEOUT)
        page.on("console", lambda message: self.errors.append(message.text) if is_error(message) else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return page

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for context in self.contexts:
            context.close()
        for idle, context in self.lent:
            for page in context.pages:
                kept = {"origin": self.server, "storageTypes": "local_storage"}
                context.new_cdp_session(page).send("Storage.clearDataForOrigin", kept)
                page.close()
            context.clear_cookies()
            context.clear_permissions()
            idle.append(context)
        assert not self.errors, self.errors


def is_error(message):
    """Streamlit itself asks for two addresses below a page before it finds them at the root: those do not count."""
    return message.type == "error" and not re.search(r"/\w+/_stcore/(health|host-config)$", message.location["url"])
