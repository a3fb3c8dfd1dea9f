"""Which browser to start, and how: shared by this benchmark, the browser tests and the screenshots."""

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
USELESS = "WebUIOmniboxPopup", "WebUIOmniboxAimPopup"  # of an address bar that nobody sees; slow
PLAYWRIGHTS = "DestroyProfileOnBrowserClose", "HttpsUpgrades", "MediaRouter", "OptimizationHints"  # without them, too
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(USELESS + PLAYWRIGHTS)}",  # Chromium keeps the last of such flags only
)


def find():
    """The path of the first of NAMES on the PATH, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)
