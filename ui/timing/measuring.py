"""Measurements on a page: one button starts one, another stops it, and two never run at once in the process.

A measurement runs in the page's own script, after everything else is painted. Streamlit ends a script at its next
Streamlit call when a new run is requested or the page is closed, and each update of the progress bar is such a call. So
Stop needs no code: pressing it requests a new run. Results up to then are kept.
"""

import streamlit as st

from mnistcore import BusyError
from ui import frame, jobs
from ui.words import later, say

BLAS_THREADS = 1  # on a busy computer, several wait for each other, which hides the effect of the batch size
WAITING = later(
    "Waiting for other work to finish, yours or another visitor's: it would distort the results. The measurement then "
    "starts automatically."
)


class Section:
    """A button that starts a measurement, with places for its progress and its results below.

    measure(section) is called after a press of the button, show(subject, result) if there is a result.
    """

    def __init__(self, subject, name, label, icon, measure, show):
        self.subject, self.name, self.measure, self.show = subject, name, measure, show
        self.asked = st.button(label, icon=icon, key=f"start_{name}")
        self.place, self.results = st.empty(), st.container()

    def show_results(self):
        if self.name in self.subject.measured:
            with self.results:
                self.show(self.subject, self.subject.measured[self.name])

    def measure_if_asked(self):
        """Measure, then rerun the page to show the result."""
        if self.asked:
            self.measure(self)
            st.rerun()

    def keep(self, result):
        self.subject.measured[self.name] = result

    def run(self, measure, *inputs, threads=BLAS_THREADS, result=lambda timings: timings):
        """Call a function of mnistcore.speed.timing as soon as no other measurement runs, with progress and Stop in
        `place`.

        result(timings) is kept after each run, or, if there is an earlier result, only at the end: stopping then leaves
        the earlier one.
        """
        earlier = self.name in self.subject.measured
        with self.place.container(), frame.errors_shown():
            notice, bar = st.empty(), st.progress(0.0, say("Warming up …"))
            st.button(say("Stop"), icon=":material/stop_circle:", key="stop")

            def progress(done, total, timings):
                if done == total or (done and not earlier):
                    self.keep(result(timings))
                if not done:
                    notice.empty()
                text = say("Run {done} of {total}", done=done, total=total) if done else say("Warming up …")
                bar.progress(done / total, text)

            when_free(notice, measure, *inputs, progress=progress, threads=threads)


def when_free(notice, measure, *inputs, **options):
    """Call a function that measures as soon as no other measurement and no job runs; until then, `notice` says so."""
    with jobs.alone(lambda: notice.info(say(WAITING), icon=":material/hourglass_top:")):
        while True:
            try:
                return measure(*inputs, wait=0.3, **options)
            except BusyError:
                notice.info(say(WAITING), icon=":material/hourglass_top:")
