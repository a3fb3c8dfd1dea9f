"""Which browser to start, and how: shared by this benchmark, the browser tests and the screenshots."""

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find():
    """The path of the first of NAMES on the PATH, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)
