"""Measuring on a page: asked for by a button, stopped by another, and never two at once in the process.

The measurement runs in the page's own script, after everything else is painted. Streamlit ends a script at its next
call of Streamlit when another run is wanted or the page was closed; each progress of a measurement is such a call. So
Stop needs no code: pressing it is wanting another run. What was measured until then is kept.
"""

import streamlit as st

from mnistcore import BusyError
from ui import frame

BLAS_THREADS = 1  # on a busy computer more of them wait for each other, which hides what the batch size does
WAITING = (
    "Waiting for a measurement that runs to end, yours or another visitor's: two at once would spoil each other's "
    "figures. This one starts by itself."
)


class Section:
    """A button that starts a measurement; below it a place for its progress, and one for its results.

    measure(section) is called when the button was pressed, show(subject, result) when there is a result.
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
        """Measure, then run the page anew, to show what was kept."""
        if self.asked:
            self.measure(self)
            st.rerun()

    def keep(self, result):
        self.subject.measured[self.name] = result

    def run(self, measure, *inputs, threads=BLAS_THREADS, result=lambda timings: timings):
        """Call a function of mnistcore.speed.timing as soon as it may; progress, Stop and waiting are shown in `place`.

        result(timings) is kept, again after every run; but only at the end where there is an earlier one, which
        therefore stays if this is stopped.
        """
        earlier = self.name in self.subject.measured
        with self.place.container(), frame.errors_shown():
            notice, bar = st.empty(), st.progress(0.0, "Warming up …")
            st.button("Stop", icon=":material/stop_circle:", key="stop")

            def progress(done, total, timings):
                if done == total or (done and not earlier):
                    self.keep(result(timings))
                if not done:
                    notice.empty()
                bar.progress(done / total, f"Run {done} of {total}" if done else "Warming up …")

            when_free(notice, measure, *inputs, progress=progress, threads=threads)


def when_free(notice, measure, *inputs, **options):
    """Call a function that measures as soon as no other visitor does; until then `notice` says so."""
    while True:
        try:
            return measure(*inputs, wait=0.3, **options)
        except BusyError:
            notice.info(WAITING, icon=":material/hourglass_top:")
