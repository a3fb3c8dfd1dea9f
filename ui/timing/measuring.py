"""Measuring on a page: asked for by a button, stopped by another, and never two at once in the process.

The measurement runs in the page's own script, after everything else is painted. Streamlit ends a script at its next
call of Streamlit when another run is wanted or the page was closed; each progress of a measurement is such a call. So
Stop needs no code: pressing it is wanting another run. What was measured until then is kept.
"""

import streamlit as st

from mnistcore.speed import timing
from ui import frame

WAITING = (
    "Waiting for a measurement that runs to end, yours or another visitor's: two at once would spoil each other's "
    "figures. This one starts by itself."
)


class Section:
    """A button that starts a measurement; below it a place for its progress, and one for its results."""

    def __init__(self, what, label, icon):
        self.what = what
        self.asked = st.button(label, icon=icon, key=f"start_{what}")
        self.place, self.results = st.empty(), st.container()

    def show(self, measured, draw):
        """Draw what is kept under this section's name, if anything is."""
        if self.what in measured:
            with self.results:
                draw(measured[self.what])

    def measure_if_asked(self, measure):
        """Call measure(place) if the button was pressed, then run the page anew, to show what it kept."""
        if self.asked:
            measure(self.place)
            st.rerun()


def kept(subject):
    """What this visitor measured of a subject: a dict by the measurement's name, to read and to write."""
    return st.session_state.setdefault("measured", {}).setdefault(subject, {})


def run(place, measure, *arguments, keep, earlier, **options):
    """Call a function of mnistcore.speed.timing as soon as it may; progress, Stop and waiting are shown in `place`.

    keep(timings) gets what is measured, again after every run; but only in the end where there is an earlier result,
    which therefore stays if this is stopped.
    """
    with place.container(), frame.errors_shown():
        notice, bar = st.empty(), st.progress(0.0, "Warming up …")
        st.button("Stop", icon=":material/stop_circle:", key="stop")

        def progress(done, total, timings):
            if done == total or (done and not earlier):
                keep(timings)
            if not done:
                notice.empty()
            bar.progress(done / total, f"Run {done} of {total}" if done else "Warming up …")

        when_free(notice, measure, *arguments, progress=progress, **options)


def when_free(notice, measure, *arguments, **options):
    """Call a function that measures as soon as no other visitor does; until then `notice` says so."""
    while True:
        try:
            return measure(*arguments, wait=0.3, **options)
        except timing.BusyError:
            notice.info(WAITING, icon=":material/hourglass_top:")
