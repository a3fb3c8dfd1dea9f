"""A download with a progress bar on the page."""

import streamlit as st

from mnistcore import MnistCoreError
from ui import messages
from ui.words import say


def run(download, what):
    """Run a download of mnistcore's with a progress bar, then rerun the page; show the error if it fails."""
    bar = _Bar(say("Downloading {what} …", what=what))
    try:
        download(progress=bar)
    except MnistCoreError as error:
        bar.close()
        messages.show_error(error)
    else:
        st.rerun()


class _Bar:
    """A bar with tqdm's interface, for mnistcore's downloads."""

    def __init__(self, text):
        self.text, self.total, self.done = text, 0, 0
        self.bar = st.progress(0.0, text)

    def reset(self):
        self.done = 0

    def update(self, size):
        self.done += size
        self.bar.progress(min(self.done / self.total, 1.0) if self.total else 0.0, self.text)

    def close(self):
        self.bar.empty()
