"""How a page waits for a job, with its progress in a corner of the screen."""

import itertools
import time
from collections import deque
from concurrent.futures import FIRST_COMPLETED, wait
from contextlib import closing, contextmanager, nullcontext

import streamlit as st

from ui.jobs import cluster, shared
from ui.words import later, plural, say, together

NO_CLUSTER = later("The computers for heavy work can't be reached. This server now does it, which takes longer.")
SLICE = 0.1  # seconds between two looks at whether the visitor is still there
CALM = 0.3  # seconds until the progress is shown: what is done sooner needs none

_running = []  # one entry for each job in work
_numbers = itertools.count()  # a key may be on a page once


def run(function, arguments, label, networks=None):
    """The results of function(*arguments) for each of the arguments, a list of tuples; in their order.

    label: what is being done, from `later`. networks: a dict by name of those that the arguments name, unless they are
    built in. Raises what the function raises, and LostError if its worker was killed three times.
    """
    calls = [(function, tuple(part)) for part in arguments]
    results = {number: result for number, (is_known, result) in enumerate(map(shared.known, calls)) if is_known}
    missing = [number for number in range(len(calls)) if number not in results]
    begun, place, bar = time.monotonic(), st.empty(), None
    with closing(each(function, [calls[number][1] for number in missing], networks)) as progress:
        for done in progress:
            if done:
                results[missing[done[0]]] = done[1]
            if bar is None and time.monotonic() - begun > CALM:
                bar = place.container(key=f"job-{next(_numbers)}").empty()
            if bar:
                bar.progress(len(results) / len(calls), together(say(label), _others()))
    if bar:
        place.empty()
    return [results[number] for number in range(len(calls))]


def each(function, arguments, networks=None):
    """Yield (number, result) for each part, the first to be done first, and None every SLICE seconds meanwhile.

    As `run`, without showing anything. Use it within `contextlib.closing`, which cancels what has not started.
    """
    remaining, asked = deque(enumerate(arguments)), {}
    with _counted() if remaining else nullcontext():
        try:
            while remaining or asked:
                stop_if_nobody_waits()
                executor = _executor()
                while remaining and len(asked) <= executor.places > 0:  # one more than can be computed: it comes next
                    number, part = remaining.popleft()
                    asked[number] = shared.ask((function, tuple(part)), executor)
                futures = {part.future: number for number, part in asked.items()}
                for future in _done(futures):
                    number = futures[future]
                    is_done, result = shared.result(asked[number], future, networks or {})
                    if is_done:
                        shared.leave(asked.pop(number))
                        yield number, result
                yield None
        finally:
            for part in asked.values():
                shared.leave(part)


def _done(futures):
    """Those that are done as soon as one is, or after SLICE seconds."""
    if not futures:  # a measurement needs the machine for itself
        time.sleep(SLICE)
    return wait(futures, SLICE, FIRST_COMPLETED).done


def _others():
    others = len(_running) - 1
    return plural("{n} other job is running.", "{n} other jobs are running.", others) if others else ""


@contextmanager
def _counted():
    _running.append(None)
    try:
        yield
    finally:
        _running.pop()


def _executor():
    """Who computes the parts. The visitor is told once where that should be a cluster, but it cannot be reached."""
    executor = shared.executor()
    if cluster.named() not in (None, executor) and "no cluster" not in st.session_state:
        st.session_state["no cluster"] = True
        st.toast(say(NO_CLUSTER), icon=":material/cloud_off:")
    return executor


def stop_if_nobody_waits():
    """Any use of the session state is where Streamlit ends a run whose visitor has left or asked for something else."""
    st.session_state.get("visit")
